/* test/rig/wire.c -- what is on its way between the devices, and to and from the clients. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "pulse/bfd.h"
#include "pulse/frame.h"
#include "test/rig/inside.h"
#include "wire/ipv4.h"

void
rig_post(struct rig *r, const struct rig_event *e, uint64_t at_us, const void *bytes, size_t len)
{
	struct rig_event **at = &r->events, *copy = malloc(sizeof *copy + len);

	assert(copy);
	*copy = *e;
	copy->at_us = at_us;
	copy->len = len;
	if (len > 0)
		memcpy(copy->bytes, bytes, len);
	while (*at && (*at)->at_us <= copy->at_us)
		at = &(*at)->next;
	copy->next = *at;
	*at = copy;
}

bool
rig_joined(const struct rig *r, unsigned from, bool cut, const bool half[RIG_DEVICES])
{
	return !cut && !half[from] && r->device[0].lan_up && r->device[1].lan_up;
}

/* ---- streams ---- */

/* What goes over one connection stays in order, however long it takes. */
static void
post_stream(struct rig *r, const struct rig_event *e, const void *bytes, size_t len)
{
	struct rig_device *to = &r->device[e->device];
	uint64_t at_us = r->now + (len > 0 ? r->stream_us : RIG_LATENCY_US);

	if (at_us < to->heard_us)
		at_us = to->heard_us;
	to->heard_us = at_us;
	rig_post(r, e, at_us, bytes, len);
}

/* What a device says to whom speaks in its peer's name, or that it hung up. */
static void
tell_impostor(struct rig *r, unsigned device, unsigned id, const struct node_action *a)
{
	if (r->overheard)
		r->overheard(r->context, device, id, a ? a->bytes : NULL, a ? a->len : 0);
}

static bool
is_impostor(unsigned id)
{
	return (id & RIG_IMPOSTOR) != 0;
}

static void
tell_stream(struct rig *r, unsigned device, bool dialled, unsigned id, enum node_stream_event event)
{
	struct rig_event e = {
	    .kind = RIG_STREAM, .device = device, .dialled = dialled, .id = id, .stream = event};

	post_stream(r, &e, NULL, 0);
}

void
rig_dial(struct rig *r, unsigned device, struct ip4 source)
{
	unsigned other = 1 - device, id = ++r->streams | (r->usurped[device] ? RIG_IMPOSTOR : 0);

	r->device[device].stream[1] = id;
	r->device[device].flight[1] = 0;
	if (is_impostor(id) && !r->device[device].dials_secure) {
		tell_stream(r, device, true, id, NODE_STREAM_OPENED);
		return;
	}
	if (!rig_joined(r, 0, r->rbs_cut, r->rbs_half) ||
	    !rig_joined(r, 1, r->rbs_cut, r->rbs_half) || !r->device[other].alive ||
	    !r->device[other].listens || is_impostor(id) ||
	    r->device[other].listens_secure != r->device[device].dials_secure ||
	    ip4_same(r->device[other].source, source)) {
		tell_stream(r, device, true, id, NODE_STREAM_CLOSED);
		return;
	}
	tell_stream(r, device, true, id, NODE_STREAM_OPENED);
	tell_stream(r, other, false, id, NODE_STREAM_OPENED);
}

static void unpark(struct rig *r, unsigned device);

void
rig_hang_up(struct rig *r, unsigned device, bool dialled)
{
	unsigned id = r->device[device].stream[dialled];

	r->device[device].stream[dialled] = 0;
	if (is_impostor(id))
		tell_impostor(r, device, id, NULL);
	else if (id != 0)
		tell_stream(r, 1 - device, !dialled, id, NODE_STREAM_CLOSED);
	if (!dialled && r->device[device].alive)
		unpark(r, device);
}

void
rig_send(struct rig *r, unsigned device, const struct node_action *a)
{
	struct rig_device *d = &r->device[device];
	struct rig_event e = {.kind = RIG_STREAM,
			      .device = 1 - device,
			      .dialled = !a->dialled,
			      .id = d->stream[a->dialled],
			      .stream = NODE_STREAM_DATA};

	if (is_impostor(e.id))
		tell_impostor(r, device, e.id, a);
	if (e.id == 0 || is_impostor(e.id))
		return;
	d->flight[a->dialled] += a->len;
	post_stream(r, &e, a->bytes, a->len);
}

/* As linux/stream.c has it: one that comes while another stands waits for its end; the kernel finds
 * out soon that the peer knows nothing of the one that stands. */
static bool
is_parked(struct rig *r, const struct rig_event *e)
{
	struct rig_device *d = &r->device[e->device];

	if (e->stream != NODE_STREAM_OPENED || e->dialled || !d->alive || d->stream[0] == 0)
		return false;
	if (!is_impostor(d->stream[0]) && r->device[1 - e->device].stream[1] != d->stream[0])
		return false;
	memmove(&d->parked[1], &d->parked[0], sizeof d->parked - sizeof d->parked[0]);
	d->parked[0] = e->id;
	return true;
}

/* The newest that waits has its turn. */
static void
unpark(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device];

	for (unsigned i = 0; i < RIG_PARKED_MAX; i++) {
		unsigned id = d->parked[i];

		d->parked[i] = 0;
		if (id == 0 || (!is_impostor(id) && r->device[1 - device].stream[1] != id))
			continue;
		tell_stream(r, device, false, id, NODE_STREAM_OPENED);
		return;
	}
}

/* False: the end that it is for knows nothing of the connection. */
static bool
stream_known(struct rig *r, const struct rig_event *e)
{
	struct rig_device *d = &r->device[e->device];

	if (!d->alive)
		return false;
	if (e->stream == NODE_STREAM_OPENED && !e->dialled) {
		d->stream[0] = e->id;
		d->flight[0] = 0;
	}
	return d->stream[e->dialled] == e->id;
}

static size_t
room(const struct rig *r, const struct rig_device *d, bool dialled)
{
	return d->flight[dialled] < r->window ? r->window - d->flight[dialled] : 0;
}

/* What was sent has left: the sender has room again. */
static void
give_room(struct rig *r, const struct rig_event *e)
{
	struct rig_device *d = &r->device[1 - e->device];
	struct node_input in = {.kind = NODE_IN_STREAM};

	if (!d->alive || is_impostor(e->id) || d->stream[!e->dialled] != e->id)
		return;
	d->flight[!e->dialled] -= e->len;
	in.u.stream.event = NODE_STREAM_ROOM;
	in.u.stream.dialled = !e->dialled;
	in.u.stream.len = room(r, d, !e->dialled);
	if (!d->frozen && !d->stuck)
		rig_step(r, 1 - e->device, &in);
}

static void
deliver_stream(struct rig *r, const struct rig_event *e)
{
	struct rig_device *d = &r->device[e->device];
	struct node_input in = {.kind = NODE_IN_STREAM};

	if (is_parked(r, e))
		return;
	if (!stream_known(r, e)) {
		if (is_impostor(e->id))
			return;
		if (e->stream != NODE_STREAM_CLOSED && !d->dark)
			tell_stream(r, 1 - e->device, !e->dialled, e->id, NODE_STREAM_CLOSED);
		return;
	}
	if (e->stream == NODE_STREAM_CLOSED) {
		d->stream[e->dialled] = 0;
		if (!e->dialled)
			unpark(r, e->device);
	}
	in.u.stream.dialled = e->dialled;
	in.u.stream.event = e->stream;
	in.u.stream.bytes = e->bytes;
	in.u.stream.secure = e->dialled ? d->dials_secure : d->listens_secure;
	in.u.stream.len = e->stream == NODE_STREAM_OPENED ? room(r, d, e->dialled) : e->len;
	if (e->stream == NODE_STREAM_DATA)
		d->reached_us = r->now;
	rig_step(r, e->device, &in);
	if (e->stream != NODE_STREAM_DATA)
		return;
	give_room(r, e);
	if (r->pause_data == e->device + 1) {
		r->pause_data = 0;
		r->pause_at = r->turns;
	}
}

bool
rig_is_idle(const struct rig *r)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (rig_disk_deadline(&r->device[i].disk) != TIME_NEVER)
			return false;
	for (const struct rig_event *e = r->events; e; e = e->next)
		if (e->kind == RIG_STREAM)
			return false;
	return r->stalled == NULL;
}

unsigned
rig_impostor_connect(struct rig *r, unsigned device)
{
	unsigned id = ++r->streams | RIG_IMPOSTOR;

	if (!r->device[device].alive || !r->device[device].listens ||
	    r->device[device].listens_secure)
		return 0;
	tell_stream(r, device, false, id, NODE_STREAM_OPENED);
	return id;
}

void
rig_impostor_say(struct rig *r, unsigned device, unsigned id, const void *bytes, size_t len)
{
	struct rig_event e = {.kind = RIG_STREAM,
			      .device = device,
			      .dialled = r->device[device].stream[1] == id,
			      .id = id,
			      .stream = NODE_STREAM_DATA};

	post_stream(r, &e, bytes, len);
}

void
rig_impostor_close(struct rig *r, unsigned device, unsigned id)
{
	tell_stream(r, device, r->device[device].stream[1] == id, id, NODE_STREAM_CLOSED);
}

/* ---- advertisements and frames ---- */

void
rig_advertise(struct rig *r, unsigned device, const uint8_t *packet, size_t len)
{
	struct rig_event e = {.kind = RIG_ADVERT, .device = 1 - device};

	if (rig_joined(r, device, r->vrrp_cut, r->vrrp_half))
		rig_post(r, &e, r->now + RIG_LATENCY_US, packet, len);
}

void
rig_datagram(struct rig *r, unsigned device, const uint8_t *packet, size_t len)
{
	struct rig_event e = {.kind = RIG_BFD, .device = 1 - device};

	if (r->device[device].lan_up && rig_joined(r, device, r->vrrp_cut, r->vrrp_half))
		rig_post(r, &e, r->now + RIG_LATENCY_US, packet, len);
}

void
rig_forge_advert(struct rig *r, unsigned device, struct ip4 source, uint8_t priority)
{
	struct vrrp_settings cfg = {.version = 2,
				    .vrid = 1,
				    .source = source,
				    .interval_ms = 1000,
				    .vips_count = 1,
				    .vip = {IP4(10, 10, 10, 100)}};
	uint8_t bytes[PULSE_FRAME_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	frame_advert(&w, &cfg, priority, FRAME_V2);
	assert(!w.bad);
	rig_post(r, &(struct rig_event){.kind = RIG_FORGED, .device = device}, r->now, bytes + 14,
		 w.len - 14);
}

static void
hear_advert(struct rig *r, const struct rig_event *e)
{
	if (!r->device[e->device].alive || !r->device[e->device].lan_up)
		return;
	r->device[e->device].reached_us = r->now;
	rig_beat(r, e->device,
		 &(struct pulse_input){
		     .kind = PULSE_IN_PACKET, .vlan = 100, .packet = rd_of(e->bytes, e->len)});
}

static void
deliver_advert(struct rig *r, const struct rig_event *e)
{
	if (!r->device[e->device].alive || !rig_joined(r, 1 - e->device, r->vrrp_cut, r->vrrp_half))
		return;
	r->device[e->device].advert_us = r->now;
	hear_advert(r, e);
}

static void
deliver_datagram(struct rig *r, const struct rig_event *e)
{
	struct pulse_input in = {.kind = PULSE_IN_BFD, .vlan = 100};
	struct ipv4 ip;

	if (!r->device[e->device].alive || !r->device[e->device].lan_up ||
	    !rig_joined(r, 1 - e->device, r->vrrp_cut, r->vrrp_half) ||
	    ipv4_decode(rd_of(e->bytes, e->len), &ip, &in.packet) != WIRE_OK)
		return;
	in.source = ip.src;
	in.destination = ip.dst;
	in.ttl = ip.ttl;
	(void)rd_be16(&in.packet);
	in.on = rd_be16(&in.packet) == PULSE_BFD_PORT_HOPS;
	(void)rd_be32(&in.packet);
	rig_beat(r, e->device, &in);
}

static void
deliver_bfd_status(struct rig *r, const struct rig_event *e)
{
	struct node_input in = {.kind = NODE_IN_BFD};

	memcpy(&in.u.bfd, e->bytes, sizeof in.u.bfd);
	if (r->device[e->device].alive)
		rig_step(r, e->device, &in);
}

/* Nothing is due any more when it answers. */
static void
deliver_asked(struct rig *r, const struct rig_event *e)
{
	struct rig_device *d = &r->device[e->device];
	struct node_input in = {.kind = NODE_IN_ASKED};

	if (!d->alive)
		return;
	if (d->node_us <= rig_now(r, e->device))
		rig_step(r, e->device, &(struct node_input){.kind = NODE_IN_TICK});
	memcpy(&in.u.asked.number, e->bytes, sizeof in.u.asked.number);
	rig_step(r, e->device, &in);
}

static void
deliver_status(struct rig *r, const struct rig_event *e)
{
	struct node_input in = {.kind = NODE_IN_STATUS};

	memcpy(&in.u.status, e->bytes, sizeof in.u.status);
	if (r->device[e->device].alive)
		rig_step(r, e->device, &in);
}

static void
deliver_frame(struct rig *r, const struct rig_event *e)
{
	struct node_frame frame = {.vlan = 100, .bytes = e->bytes, .len = e->len};
	struct node_input in = {.kind = NODE_IN_FRAMES};

	in.u.frames.count = 1;
	in.u.frames.list = &frame;
	if (e->came_us != 0)
		frame.age_us = r->now - e->came_us;
	if (!r->device[e->device].alive || !r->device[e->device].lan_up)
		return;
	r->device[e->device].reached_us = r->now;
	rig_step(r, e->device, &in);
}

static void
deliver(struct rig *r, const struct rig_event *e)
{
	struct rig_reply reply;

	switch (e->kind) {
	case RIG_STREAM:
		deliver_stream(r, e);
		break;
	case RIG_ADVERT:
		deliver_advert(r, e);
		break;
	case RIG_FORGED:
		hear_advert(r, e);
		break;
	case RIG_ASKED:
		deliver_asked(r, e);
		break;
	case RIG_BFD:
		deliver_datagram(r, e);
		break;
	case RIG_BFD_STATUS:
		deliver_bfd_status(r, e);
		break;
	case RIG_STATUS:
		deliver_status(r, e);
		break;
	case RIG_FRAME:
		deliver_frame(r, e);
		break;
	case RIG_REPLY:
		memcpy(&reply, e->bytes, sizeof reply);
		rig_arrive(r, &reply);
		break;
	}
}

/* ---- cuts ---- */

static bool
is_for_node(const struct rig_event *e)
{
	return e->kind != RIG_REPLY && e->kind != RIG_ADVERT && e->kind != RIG_FORGED &&
	       e->kind != RIG_BFD;
}

/* A dial that failed was not on the wire. */
static bool
stalls(const struct rig *r, const struct rig_event *e)
{
	if (e->kind != RIG_REPLY && r->device[e->device].frozen && r->device[e->device].alive)
		return true;
	if (is_for_node(e) && r->device[e->device].stuck && r->device[e->device].alive)
		return true;
	if (!is_for_node(e) && e->kind != RIG_REPLY && r->device[e->device].dozes &&
	    r->device[e->device].alive)
		return true;
	if (e->kind == RIG_STREAM && is_impostor(e->id))
		return false;
	return e->kind == RIG_STREAM && !rig_joined(r, 1 - e->device, r->rbs_cut, r->rbs_half) &&
	       !(e->dialled && e->stream == NODE_STREAM_CLOSED);
}

bool
rig_happen(struct rig *r)
{
	struct rig_event *e = r->events, **last = &r->stalled;

	if (!e || e->at_us > r->now)
		return false;
	r->events = e->next;
	if (stalls(r, e)) {
		if (e->came_us == 0)
			e->came_us = r->now;
		while (*last)
			last = &(*last)->next;
		e->next = NULL;
		*last = e;
		return true;
	}
	deliver(r, e);
	free(e);
	return true;
}

/* What is held up of this kind comes before all the rest. */
static void
wake(struct rig *r, unsigned device, enum rig_kind kind)
{
	struct rig_event **at = &r->stalled, *e;

	while ((e = *at)) {
		if (e->kind != kind || e->device != device) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		deliver(r, e);
		free(e);
		at = &r->stalled;
	}
}

void
rig_wake(struct rig *r, unsigned device)
{
	wake(r, device, RIG_ADVERT);
}

void
rig_unstick(struct rig *r, unsigned device)
{
	wake(r, device, RIG_STATUS);
}

/* What is held up comes before what was sent later, in its order. */
void
rig_unstall(struct rig *r)
{
	struct rig_event **at = &r->stalled, *free_list = NULL, **last = &free_list, *e;

	while ((e = *at)) {
		if (stalls(r, e)) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		e->at_us = r->now;
		e->next = NULL;
		*last = e;
		last = &e->next;
	}
	*last = r->events;
	r->events = free_list;
}
