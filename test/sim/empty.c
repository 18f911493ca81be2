/* test/sim/empty.c -- a device comes back with an empty state folder and serves alone, for its
 * peer is off or cut off; then they meet. And the judge of that: docs/guarantees.md "What is not
 * promised" lets such a device give an address that a client has elsewhere, when it has asked for
 * it and nobody answered. Those two are rivals. At the merge one of them keeps the address, and the
 * other is told so when it renews; nobody else gets it before both leases end. Nothing else is
 * excused: whoever has the only promise of an address keeps it, on whatever device it was made. */
#include "test/sim/sim.h"

#define WISH_US (300 * TIME_SEC)

static bool
begin(struct sim *s, const struct sim_fault *f)
{
	unsigned i = f->device;
	uint64_t dice = f->dice, span_us = 40 * TIME_SEC + sim_pick(&dice, 300) * TIME_SEC;
	bool cut = sim_pick(&dice, 2), late = sim_pick(&dice, 3) == 0;

	if (!sim_may_replace_disk(s, i) || !sim_may_replace_disk(s, 1 - i) ||
	    s->param[i].address[0] > s->param[i].address[1])
		return false; /* it would take the half that is the other one's */
	sim_say(s, "%c gets an empty folder, and serves alone for %.0f s", 'A' + (int)i,
		(double)span_us / 1e6);
	if (cut) {
		sim_part(s, s->rig->now + span_us, dice * 0x9e3779b97f4a7c15u);
	} else {
		s->down_us[1 - i] = s->rig->now + span_us;
		sim_down(s, 1 - i, dice & 1 ? SIM_POWER : SIM_KILL);
	}
	s->empty_us[i] = s->rig->now + 1 + (late ? sim_pick(&dice, 60) * TIME_SEC : 0);
	return true;
}

bool
sim_empty(struct sim *s, const struct sim_fault *f)
{
	bool done = begin(s, f);

	s->empty_wish = done ? NULL : f;
	return done;
}

/* It served alone for a while before that, or it did not. */
static void
lose_folder(struct sim *s, unsigned i)
{
	s->empty_us[i] = 0;
	if (s->rig->device[i].alive && s->stopping_us[i] == 0 && !s->settling) {
		sim_down(s, i, SIM_WIPE);
		for (unsigned n = 0; n < SIM_POOL; n++)
			s->holder[n].gift = s->holder[n].made = 0;
		s->blank[i] = true;
		s->down_us[i] = s->rig->now + TIME_SEC + s->told % (8 * TIME_SEC);
	}
}

void
sim_empty_due(struct sim *s)
{
	const struct sim_fault *f = s->empty_wish;

	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (s->empty_us[i] != 0 && s->empty_us[i] <= s->rig->now)
			lose_folder(s, i);
	if (f && (s->settling || s->rig->now > s->start_us + f->at_us + WISH_US)) {
		s->empty_wish = NULL;
	} else if (f && begin(s, f)) {
		s->empty_wish = NULL;
		s->count.kind[SIM_EMPTY]++;
	}
}

/* ---- rivals ---- */

void
sim_holder_end(struct sim *s, unsigned client, struct ip4 address)
{
	struct sim_holder *h = &s->holder[address.host & 0xff];
	bool one_of_two = h->rival != 0 && (h->client == client || h->rival == client + 1);
	uint64_t others_us = h->client == client ? h->rival_us : h->until_us;

	if (one_of_two && others_us > s->rig->now) {
		h->gone = (uint16_t)(client + 1);
		h->still_his = true;
	}
	if (h->rival == client + 1)
		h->rival = 0;
	if (h->client == client)
		h->until_us = 0;
}

static void
swap(struct sim_holder *h)
{
	uint16_t client = h->client;
	uint64_t until_us = h->until_us;

	h->client = h->rival - 1;
	h->until_us = h->rival_us;
	h->rival = client + 1;
	h->rival_us = until_us;
}

/* Also by what a device said last of this address, which the client may have missed, and counts
 * from its ACK on. What it says are whole seconds, of a lease that ends within the next; and what
 * was decided before that end is told a moment later. */
static bool
is_over(const struct sim *s, const struct sim_holder *h, unsigned client, uint64_t until_us)
{
	const struct sim_client *c = &s->client[client];
	bool same = (c->had.host & 0xff) == (unsigned)(h - s->holder);

	return until_us <= s->rig->now && (!same || (c->missed_us + TIME_SEC <= s->rig->now &&
						     c->said_us + TIME_SEC <= s->rig->now));
}

void
sim_holder_turn(const struct sim *s, struct sim_holder *h, unsigned client)
{
	if (h->rival != 0 && is_over(s, h, h->rival - 1u, h->rival_us))
		h->rival = 0;
	if (h->rival != 0 && (h->rival == client + 1 || is_over(s, h, h->client, h->until_us)))
		swap(h);
	if (h->rival != 0 && is_over(s, h, h->rival - 1u, h->rival_us))
		h->rival = 0;
}

/* By the table of the device the other one has it. A merge said so that no look came after, for the
 * session was cut at once; or none did yet. */
bool
sim_has_lost(const struct sim *s, unsigned device, unsigned client)
{
	const struct sim_client *c = &s->client[client];
	const struct sim_holder *h = &s->holder[c->address.host & 0xff];
	unsigned other = h->rival == client + 1 ? h->client : h->rival - 1u;

	return h->rival != 0 && h->rival_us > s->rig->now &&
	       (h->client == client || h->rival == client + 1) &&
	       sim_client_of(s, device, c->address) == other;
}

/* A device by whose table the other one has it says so at once. */
bool
sim_is_rival(const struct sim *s, unsigned client)
{
	return sim_has_lost(s, 0, client) || sim_has_lost(s, 1, client);
}

static bool
has_asked(const struct sim *s, const struct sim_holder *h, unsigned device,
	  const struct sim_client *c)
{
	bool asked = s->rig->now < h->unheard_us + SIM_ASKED && h->unheard_us > s->wiped_us[device];

	return s->fresh[device] && (asked || h->gift == (uint16_t)(c - s->client + 1) ||
				    c->probed_us > s->wiped_us[device]);
}

/* By a table, or perhaps that of a device that is down, the address is still his who gave it up. */
static void
judge_gone(const struct sim *s, struct sim_holder *h, struct ip4 address)
{
	bool his = false;

	for (unsigned i = 0; i < RIG_DEVICES; i++)
		his |= !s->rig->device[i].alive || sim_client_of(s, i, address) + 1 == h->gone;
	h->still_his = his;
}

/* What one of two was told is over, but by a table it lasts: an update lengthened it whose answer
 * he never heard. */
static void
look_at_unheard(const struct sim *s, struct sim_holder *h, struct ip4 address)
{
	unsigned party[2] = {h->client, h->rival - 1u};
	uint64_t until_us[2] = {h->until_us, h->rival_us};

	for (unsigned n = 0; n < 2; n++) {
		if (until_us[n] > s->rig->now)
			continue;
		if (sim_client_of(s, 0, address) == party[n] ||
		    sim_client_of(s, 1, address) == party[n]) {
			h->gone = (uint16_t)(party[n] + 1);
			h->still_his = true;
		}
	}
}

/* What it said when it gave the address back, or declined it, may still be on its way, or no device
 * heard it. */
static bool
gave_up_late(const struct sim *s, const struct sim_holder *h, const struct sim_client *c)
{
	uint64_t declined_us = s->declined_us[h - s->holder];

	return h->still_his ||
	       (c->released_us != 0 && c->released_us + SIM_LATE + TIME_SEC > s->rig->now) ||
	       (declined_us != 0 && declined_us + SIM_LATE + TIME_SEC > s->rig->now &&
		s->decliner[h - s->holder] == c - s->client);
}

bool
sim_is_blank_gift(const struct sim *s, const struct sim_holder *h, unsigned device,
		  const struct sim_client *c)
{
	if (h->rival != 0)
		return false;
	if (h->gone == (uint16_t)(c - s->client + 1) && gave_up_late(s, h, c))
		return true;
	if (h->misled || has_asked(s, h, device, c))
		return true;
	if (s->merging && h->made == (uint16_t)(c - s->client + 1))
		return true;
	return !s->fresh[device] &&
	       (h->known == (uint16_t)(c - s->client + 1) || h->known == SIM_CLIENTS_MAX + 1);
}

/* Whom a device that is off knows cannot be asked: it may be anybody. */
void
sim_note_gift(const struct sim *s, struct sim_holder *h, unsigned device, unsigned client,
	      struct ip4 address)
{
	unsigned known = sim_kept_for(s, 1 - device, address);

	if (!s->fresh[device])
		return;
	h->gift = (uint16_t)(client + 1); /* it may give it back and have it again there */
	if (!s->rig->device[1 - device].alive)
		h->known = SIM_CLIENTS_MAX + 1;
	else if (known != SIM_CLIENTS_MAX && known != client)
		h->known = (uint16_t)(known + 1);
}

static void
lose(struct sim *s, unsigned client)
{
	struct sim_client *c = &s->client[client];

	c->spoiled = c->lost = true;
	c->untold_us = s->rig->now;
}

/* Whose an address is by the table of a device with an empty folder that met nobody yet, who gave
 * it after asking: its client need not have heard so. */
static void
look_at_gifts(struct sim *s, unsigned device)
{
	for (unsigned n = 1; n < SIM_POOL; n++) {
		struct sim_holder *h = &s->holder[n];
		unsigned client = sim_client_of(s, device, IP4(10, 10, 10, n));

		if (client >= s->clients_count)
			h->made = 0;
		else if (h->made != client + 1 && h->unheard_us > s->wiped_us[device] &&
			 s->rig->now < h->unheard_us + SIM_ASKED)
			h->made = (uint16_t)(client + 1);
	}
}

/* By no table anybody has the address (any more). */
static bool
is_nobodys(const struct sim *s, struct ip4 address)
{
	return sim_client_of(s, 0, address) == SIM_CLIENTS_MAX &&
	       sim_client_of(s, 1, address) == SIM_CLIENTS_MAX;
}

/* A RELEASE of one of the two came after he had the address again, and by no table anybody has it
 * now (R3): nobody is told that it is another's, and either may have it again. */
static bool
is_given_back_late(const struct sim *s, const struct sim_holder *h, struct ip4 address)
{
	return h->late_us != 0 && is_nobodys(s, address);
}

/* An empty folder gave the address to one of two, and by the tables it is his who does not have it:
 * he gave it back, which no device heard, or never heard that it was his. So he may have it until
 * that lease ends, and the other one is who lost. */
static bool
may_come_back(const struct sim_holder *h, unsigned client)
{
	bool known =
	    h->gone == client + 1 || h->known == client + 1 || h->known == SIM_CLIENTS_MAX + 1;

	return h->gift == client + 1 || h->made == client + 1 ||
	       (known && (h->gift == h->client + 1 || h->made == h->client + 1));
}

static void
revive(struct sim *s, struct sim_holder *h, struct ip4 address)
{
	unsigned client = sim_client_of(s, 0, address);

	if (client == SIM_CLIENTS_MAX || sim_client_of(s, 1, address) != client || h->rival != 0 ||
	    h->client == client || h->until_us <= s->rig->now || !may_come_back(h, client))
		return;
	h->rival = (uint16_t)(client + 1);
	h->rival_us = s->rig->now + sim_lease_left(s, 0, address);
	lose(s, h->client);
}

/* A section was made smaller meanwhile: nobody is told anything of the address (R10). */
static bool
is_outside(const struct sim *s, struct ip4 address)
{
	unsigned last = address.host & 0xff;

	return last > s->param[0].high || last > s->param[1].high;
}

/* It was one's to the end, which came between the batch and this look by the device's clock, and
 * is about to by what he was told: the other one is who lost. */
static bool
has_just_ended(const struct sim *s, struct sim_holder *h, struct ip4 address)
{
	unsigned client = sim_kept_for(s, 0, address);

	if (!is_nobodys(s, address) || sim_kept_for(s, 1, address) != client)
		return false;
	if (client == h->client && h->until_us <= s->rig->now)
		swap(h);
	return client + 1u == h->rival && h->rival_us <= s->rig->now;
}

/* One of the two, whose the address was by the merge, has another one since, and so gave it up by
 * both tables; that he had declined it no device heard. The other one is who lost. */
static bool
has_moved(const struct sim *s, struct sim_holder *h, struct ip4 address)
{
	unsigned client = sim_kept_for(s, 0, address);

	if (!is_nobodys(s, address) || client >= s->clients_count ||
	    sim_kept_for(s, 1, address) != client || ip4_same(s->client[client].address, address))
		return false;
	if (client == h->client)
		swap(h);
	return client + 1u == h->rival;
}

/* Both promises last: by what the devices hold now one of the two has the address. */
static void
decide(struct sim *s, struct sim_holder *h, struct ip4 address)
{
	unsigned holder = sim_client_of(s, 0, address);

	sim_holder_turn(s, h, SIM_CLIENTS_MAX);
	if (h->rival == 0)
		return;
	if (is_given_back_late(s, h, address) || is_outside(s, address)) {
		s->client[h->client].spoiled = s->client[h->rival - 1].spoiled = true;
		return;
	}
	if (has_just_ended(s, h, address) || has_moved(s, h, address)) {
		lose(s, h->client);
		h->rival = 0;
		return;
	}
	if (holder + 1 == h->rival)
		swap(h);
	else if (holder != h->client)
		sim_wrong(s, "I2: of two promises a merge kept none", h->client, address);
	lose(s, h->rival - 1u);
}

/* Both tables say it, whatever came after the batch. */
static bool
is_decided(const struct sim *s, const struct sim_holder *h, struct ip4 address)
{
	unsigned client = sim_client_of(s, 0, address);

	return client == sim_client_of(s, 1, address) &&
	       (client == h->client || client + 1 == h->rival);
}

/* A batch was complete; it may be Interrupted again. */
static void
judge_merge(struct sim *s)
{
	bool paired = s->paired_us != 0;

	if (!s->merging || !sim_is_quiet(s) || !rig_is_idle(s->rig))
		return;
	s->merging = !paired;
	for (unsigned n = 1; n < SIM_POOL; n++) {
		struct sim_holder *h = &s->holder[n];
		struct ip4 address = IP4(10, 10, 10, n);

		if (h->rival != 0 && (paired || is_decided(s, h, address)))
			decide(s, h, address);
		if (paired && h->rival == 0) {
			revive(s, h, address);
			h->gift = h->made = 0;
		}
		if (paired)
			h->known = 0;
	}
}

/* R7: until nothing that a lost disk promised can last nobody is told that an address is
 * another's. */
#define SETTLED_US (SIM_MCLT + 8 * TIME_SEC)

/* Who lost is told so once it renews; not when the other one has the address no more. */
static void
judge_loser(struct sim *s, unsigned i)
{
	struct sim_client *c = &s->client[i];

	if (c->until_us <= s->rig->now)
		c->lost = false;
	if (!c->lost || c->doing != SIM_RENEWING || s->paired_us == 0 ||
	    s->rig->now < s->joined_us + SETTLED_US || !sim_may_be_told(s, i) ||
	    is_nobodys(s, c->address))
		c->untold_us = s->rig->now;
	else if (s->rig->now - c->untold_us > SIM_ANSWER_LIMIT)
		sim_wrong(s, "who lost its address at a merge is not told", i, c->address);
}

void
sim_judge_empty(struct sim *s)
{
	for (unsigned n = 1; n < SIM_POOL; n++) {
		if (s->holder[n].still_his)
			judge_gone(s, &s->holder[n], IP4(10, 10, 10, n));
		if (s->holder[n].rival != 0)
			look_at_unheard(s, &s->holder[n], IP4(10, 10, 10, n));
	}
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (s->fresh[i] && s->rig->device[i].alive && !sim_has_session(s, i))
			look_at_gifts(s, i);
	judge_merge(s);
	if (s->paired_us == 0) {
		for (unsigned i = 0; i < s->clients_count; i++)
			s->client[i].untold_us = s->rig->now;
		return;
	}
	s->blank[0] = s->blank[1] = false;
	for (unsigned i = 0; i < s->clients_count; i++)
		judge_loser(s, i);
}
