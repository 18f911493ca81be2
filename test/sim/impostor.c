/* test/sim/impostor.c -- who connects in the peer's name and speaks the protocol.
 *
 * It can be anybody at the peer's address, or who answers what a device dials. It has heard HELLO
 * of the device that it speaks to, so it names backup-ids and digests; what it cannot name is the
 * identity of the true peer: who hears both is on the way between them, and only TLS keeps him out.
 * All its frames are valid. It stays for less than RBS_STRANGER_LIMIT: whoever stays
 * longer while the true peer is away is believed, as docs/protocol.md says; and so is at once who
 * comes first to a new disk, which knows nobody: to the holder of an address that he says is
 * somebody's nothing is owed while that record stands, and what the device gives by the half that
 * he named may be another's soon (docs/guarantees.md).
 *
 * The judge: no Partner-down that nobody declared. That no client is refused (I2), that no address
 * is given twice (I1), and that the tables are equal afterwards (I4), judge.c asks as ever. */
#include <stdio.h>
#include <string.h>

#include "lease/carry.h"
#include "rbs/message.h"
#include "test/sim/sim.h"

enum { ACT_MS = 200 };

static struct sim_voice *
voice_of(struct sim *s, unsigned id)
{
	for (unsigned i = 0; i < SIM_VOICES; i++)
		if (s->impostor.voice[i].id == id)
			return &s->impostor.voice[i];
	return NULL;
}

static struct sim_voice *
any_voice(struct sim *s)
{
	for (unsigned i = 0; i < SIM_VOICES; i++) {
		struct sim_voice *v = &s->impostor.voice[prng_below(&s->impostor.prng, SIM_VOICES)];

		if (v->id != 0)
			return v;
	}
	return NULL;
}

/* What a device says of itself is all that an impostor can know of the pair. */
void
sim_impostor_hears(void *context, unsigned device, unsigned id, const uint8_t *bytes, size_t len)
{
	struct sim *s = context;
	struct sim_impostor *m = &s->impostor;
	struct sim_voice *v = voice_of(s, id);
	struct rd stream = rd_of(bytes, len);
	struct rbs_frame frame;

	if (v == NULL && bytes != NULL && (v = voice_of(s, 0)) != NULL) /* it was dialled */
		*v = (struct sim_voice){.id = id, .device = device};
	if (v == NULL)
		return;
	if (bytes == NULL) {
		v->id = 0;
		return;
	}
	while (stream.left > 0 && rbs_frame_take(&stream, &frame) == RBS_OK)
		if (frame.type == RBS_HELLO) {
			rbs_hello_read(&frame, &m->heard[device]);
			v->said_hello = false; /* it is to be answered */
		}
}

/* ---- frames ---- */

static void
say(struct sim *s, struct sim_voice *v, struct wr *w)
{
	if (rbs_frame_end(w, 0))
		rig_impostor_say(s->rig, v->device, v->id, w->p, w->len);
}

static struct rbs_hello
made_up_hello(struct sim *s, unsigned device)
{
	struct sim_impostor *m = &s->impostor;
	const struct rbs_hello *heard = &m->heard[device];
	struct rbs_hello h = *heard;

	h.version_low = h.version_high = RBS_VERSION;
	h.device = m->device;
	if (heard->device != 0 && prng_below(&m->prng, 4) == 0)
		h.device = heard->device;
	h.journal = m->device + 1;
	h.incarnation = prng_next(&m->prng) | 1;
	h.known_journal = heard->journal;
	h.known_incarnation = heard->incarnation;
	h.even = (uint8_t)prng_below(&m->prng, 3);
	h.sent = prng_below(&m->prng, 2) ? 0 : UINT32_MAX;
	for (unsigned i = 0; i < h.groups_count; i++) {
		h.group[i].declared = prng_below(&m->prng, 3) == 0;
		h.group[i].epoch = ++m->epoch;
		h.group[i].applied = prng_below(&m->prng, 2) ? 0 : h.group[i].applied;
	}
	if (prng_below(&m->prng, 8) == 0)
		h.version_low = h.version_high = 9;
	return h;
}

static struct ip4
put_record(struct sim *s, struct wr *w, uint16_t flags)
{
	struct sim_impostor *m = &s->impostor;
	uint64_t ahead = prng_below(&m->prng, 3);
	uint8_t mac[6] = {2, 0xee, 0, 0, 0, (uint8_t)prng_below(&m->prng, 255)};
	struct lease_record r = {.address = IP4(10, 10, 10, 1 + (uint32_t)prng_below(&m->prng, 99)),
				 .state = prng_below(&m->prng, 2) ? LEASE_LEASED : LEASE_FREE,
				 .version = ahead == 0 ? LEASE_VERSION_PEER_MAX
					    : ahead == 1
						? LEASE_VERSION_PEER_MAX >> prng_below(&m->prng, 20)
						: 1 + prng_below(&m->prng, UINT32_MAX),
				 .start_us = s->rig->now,
				 .expiry_us = s->rig->now + 300 * TIME_SEC,
				 .length_s = 300,
				 .hardware_type = 1,
				 .hardware_len = 6};
	size_t at;

	r.key = lease_key_of_hardware(1, mac, sizeof mac);
	memcpy(r.hardware, mac, sizeof mac);
	at = rbs_record_begin(w, flags & RBS_FLAG_BATCH ? 0 : ++m->sequence, 0);
	lease_record_encode(w, &r, LEASE_FORM_WIRE, s->rig->now);
	rbs_record_end(w, at);
	return r.address;
}

static void
say_records(struct sim *s, struct sim_voice *v)
{
	static const uint16_t flags[] = {0, RBS_FLAG_JUDGE, RBS_FLAG_BATCH};
	uint16_t how = flags[prng_below(&s->impostor.prng, 3)];
	struct wr w = wr_of(s->impostor.bytes, sizeof s->impostor.bytes);
	struct ip4 address;

	rbs_frame_begin(&w, RBS_RECORDS, how, 1, ++v->number);
	address = put_record(s, &w, how);
	s->holder[address.host & 0xff].forged |= s->fresh[v->device];
	say(s, v, &w);
}

static void
say_one(struct sim *s, struct sim_voice *v)
{
	struct sim_impostor *m = &s->impostor;
	struct wr w = wr_of(m->bytes, sizeof m->bytes);
	struct rbs_keepalive alive = {.sent = m->sequence};
	struct rbs_batch_begin begin = {.hello = UINT32_MAX};
	struct rbs_batch_end end = {.reached = m->sequence};

	switch (prng_below(&m->prng, 6)) {
	case 0:
		rbs_frame_begin(&w, RBS_KEEPALIVE, 0, 0, ++v->number);
		rbs_keepalive_write(&w, &alive);
		break;
	case 1:
		rbs_frame_begin(&w, RBS_BATCH_BEGIN, 0, 1, ++v->number);
		rbs_batch_begin_write(&w, &begin);
		break;
	case 2:
		rbs_frame_begin(&w, RBS_BATCH_END, 0, 1, ++v->number);
		rbs_batch_end_write(&w, &end);
		break;
	case 3:
		rbs_frame_begin(&w, RBS_BYE, 0, 0, ++v->number);
		rbs_bye_write(&w, m->sequence, "a word of nobody");
		break;
	case 4:
		rbs_frame_begin(&w, RBS_ERROR, 0, 0, ++v->number);
		rbs_error_write(&w, (enum rbs_error)(1 + prng_below(&m->prng, 5)), "go away");
		break;
	default:
		rbs_frame_begin(&w, RBS_ACK, 0, 0, ++v->number);
		rbs_ack_write(&w, prng_below(&m->prng, 4));
		break;
	}
	say(s, v, &w);
}

static void
say_hello(struct sim *s, struct sim_voice *v)
{
	struct wr w = wr_of(s->impostor.bytes, sizeof s->impostor.bytes);
	struct rbs_hello h = made_up_hello(s, v->device);

	v->said_hello = true;
	s->misled[v->device] |= s->fresh[v->device];
	rbs_frame_begin(&w, RBS_HELLO, 0, 0, ++v->number);
	rbs_hello_write(&w, &h);
	say(s, v, &w);
}

/* All that a peer would say, at once. */
static void
speak(struct sim *s, struct sim_voice *v)
{
	if (!v->said_hello || prng_below(&s->impostor.prng, 8) == 0)
		say_hello(s, v);
	for (uint64_t n = prng_below(&s->impostor.prng, 6); n > 0; n--)
		say_records(s, v);
	for (uint64_t n = prng_below(&s->impostor.prng, 4); n > 0; n--)
		say_one(s, v);
}

/* ---- its time ---- */

static void
connect_to(struct sim *s)
{
	struct sim_voice *v = voice_of(s, 0);
	unsigned device = (unsigned)prng_below(&s->impostor.prng, RIG_DEVICES);
	unsigned id = v ? rig_impostor_connect(s->rig, device) : 0;

	if (id != 0)
		*v = (struct sim_voice){.id = id, .device = device};
}

static void
leave(struct sim *s)
{
	for (unsigned i = 0; i < SIM_VOICES; i++)
		if (s->impostor.voice[i].id != 0)
			rig_impostor_close(s->rig, s->impostor.voice[i].device,
					   s->impostor.voice[i].id);
	s->rig->usurped[0] = s->rig->usurped[1] = false;
	s->impostor.until_us = s->impostor.next_us = 0;
	memset(s->impostor.voice, 0, sizeof s->impostor.voice);
}

bool
sim_impostor(struct sim *s, const struct sim_fault *f)
{
	struct sim_impostor *m = &s->impostor;

	if (m->until_us != 0)
		return false;
	*m = (struct sim_impostor){.prng = {f->dice}, .device = f->dice | 1};
	m->until_us = s->rig->now + (f->for_us < SIM_IMPOSTOR_MAX ? f->for_us : SIM_IMPOSTOR_MAX);
	m->next_us = s->rig->now;
	s->rig->usurped[f->device] = f->dice >> 60 == 0;
	return true;
}

/* Nobody declared the other one down, and it did not leave: its BYE may be long on its way. And a
 * device that was down stands as its journal says. */
static void
judge(struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (s->impostor.whole[i] && sim_is_declared(s, i) && !s->declared[1 - i] &&
		    !s->left[1 - i])
			sim_wrong(s, "an impostor made the peer Partner-down", i, (struct ip4){0});
}

void
sim_impostor_due(struct sim *s)
{
	struct sim_impostor *m = &s->impostor;
	struct sim_voice *v;

	if (m->next_us == 0 || m->next_us > s->rig->now)
		return;
	judge(s);
	if (s->settling || m->until_us <= s->rig->now) {
		leave(s);
		return;
	}
	m->next_us = s->rig->now + 1 + prng_below(&m->prng, ACT_MS * TIME_MS);
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		m->whole[i] = s->rig->device[i].alive && !sim_is_declared(s, i) &&
			      s->declare_us[i] == 0 && s->param[i].delay_s == 0;
	v = prng_below(&m->prng, 3) ? any_voice(s) : NULL;
	if (v == NULL)
		connect_to(s);
	else if (prng_below(&m->prng, 10) != 0)
		speak(s, v);
	else {
		rig_impostor_close(s->rig, v->device, v->id);
		v->id = 0;
	}
}
