/* test/rig/rig.c -- see test/rig/rig.h. */
#include "test/rig/rig.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checksum.h"
#include "node/event.h"

enum rig_kind { RIG_STREAM, RIG_ADVERT };

struct rig_event {
	struct rig_event *next;
	uint64_t at_us;
	enum rig_kind kind;
	unsigned device; /* to whom */
	bool dialled;
	unsigned id; /* of the connection */
	enum node_stream_event stream;
	size_t len;
	uint8_t bytes[];
};

static const char *const ports[] = {"GigabitEthernet0/1/1", "GigabitEthernet0/1/2"};

static void do_node(struct rig *r, unsigned device, const struct node_input *in);

/* ---- the wire ---- */

static void
post(struct rig *r, struct rig_event *e, const void *bytes, size_t len)
{
	struct rig_event **at = &r->events, *copy = malloc(sizeof *copy + len);

	assert(copy);
	*copy = *e;
	copy->at_us = r->now + RIG_LATENCY_US;
	copy->len = len;
	if (len > 0)
		memcpy(copy->bytes, bytes, len);
	while (*at && (*at)->at_us <= copy->at_us)
		at = &(*at)->next;
	copy->next = *at;
	*at = copy;
}

static void
post_stream(struct rig *r, unsigned device, bool dialled, unsigned id, enum node_stream_event event)
{
	struct rig_event e = {
	    .kind = RIG_STREAM, .device = device, .dialled = dialled, .id = id, .stream = event};

	post(r, &e, NULL, 0);
}

static bool
joined(const struct rig *r, bool cut)
{
	return !cut && r->device[0].lan_up && r->device[1].lan_up;
}

static void
dial(struct rig *r, unsigned device)
{
	unsigned other = 1 - device, id = ++r->streams;

	r->device[device].stream[1] = id;
	if (!joined(r, r->rbs_cut) || !r->device[other].alive || !r->device[other].listens) {
		post_stream(r, device, true, id, NODE_STREAM_CLOSED);
		return;
	}
	post_stream(r, device, true, id, NODE_STREAM_OPENED);
	post_stream(r, other, false, id, NODE_STREAM_OPENED);
}

static void
hang_up(struct rig *r, unsigned device, bool dialled)
{
	unsigned id = r->device[device].stream[dialled];

	r->device[device].stream[dialled] = 0;
	if (id != 0)
		post_stream(r, 1 - device, !dialled, id, NODE_STREAM_CLOSED);
}

static void
hear_reply(struct rig *r, unsigned device, const uint8_t *f, size_t len)
{
	struct rig_reply scratch, *reply = r->hear ? &scratch : &r->reply[r->replies_count];
	const uint8_t *d = f + 42, *option = d + 240;

	if (!r->device[device].lan_up || (!r->hear && r->replies_count == RIG_REPLIES_MAX))
		return;
	assert(len > 42 + 240 && f[12] == 8 && f[23] == 17);
	*reply = (struct rig_reply){.device = device, .at_us = r->now};
	memcpy(reply->from.byte, f + 6, 6);
	reply->source = IP4(f[26], f[27], f[28], f[29]);
	reply->yiaddr = IP4(d[16], d[17], d[18], d[19]);
	reply->xid = (uint32_t)d[4] << 24 | (uint32_t)d[5] << 16 | (uint32_t)d[6] << 8 | d[7];
	memcpy(reply->chaddr, d + 28, 6);
	for (; option < f + len && *option != 255; option += option[1] + 2) {
		const uint8_t *v = option + 2;

		if (option[0] == 53)
			reply->type = v[0];
		if (option[0] == 54)
			reply->server_id = IP4(v[0], v[1], v[2], v[3]);
		if (option[0] == 51)
			reply->lease_s = IP4(v[0], v[1], v[2], v[3]).host;
	}
	if (r->hear)
		r->hear(r->context, reply);
	else
		r->replies_count++;
}

/* ---- a device's deeds ---- */

static void
do_pulse(struct rig *r, unsigned device, const struct pulse_input *given)
{
	struct rig_device *d = &r->device[device];
	struct pulse_input in = *given;
	struct pulse_actions *out = calloc(1, sizeof *out);

	assert(out);
	in.now = r->now;
	pulse_step(d->pulse, &in, out);
	for (unsigned i = 0; i < out->count; i++) {
		struct pulse_action *a = &out->list[i];
		struct rig_event e = {.kind = RIG_ADVERT, .device = 1 - device};
		struct node_input status = {
		    .kind = NODE_IN_STATUS, .now = r->now, .u.status = a->status};

		if (a->kind == PULSE_SEND && a->frame[12] == 8 && joined(r, r->vrrp_cut))
			post(r, &e, a->frame + 14, a->len - 14u);
		else if (a->kind == PULSE_OWN)
			d->owns = true;
		else if (a->kind == PULSE_DISOWN)
			d->owns = false;
		else if (a->kind == PULSE_STATUS)
			do_node(r, device, &status);
	}
	free(out);
}

static bool
carries(const struct lan_wanted_port *p, uint16_t vlan)
{
	return p->up && p->layer2 && (p->untagged == vlan || lan_vlan_in(&p->tagged, vlan));
}

static void
tell_vlanif(struct rig *r, unsigned device, const struct lan_wanted_vlanif *v, bool up)
{
	struct node_input in = {.kind = NODE_IN_LINK, .now = r->now};

	in.u.link.vlan = v->vlan;
	in.u.link.up = up;
	in.u.link.mac = (struct mac){{2, 0, 0, 0, 0, (uint8_t)(device + 1)}};
	do_node(r, device, &in);
	do_pulse(r, device,
		 &(struct pulse_input){.kind = PULSE_IN_LINK, .vlan = v->vlan, .on = up});
}

/* What is plugged in, and what of the wanted links is up by that. */
static void
tell_links(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device];
	const struct lan_wanted *w = &d->wanted;
	struct node_input in = {.kind = NODE_IN_LINK, .now = r->now};
	const struct lan_wanted_port *wired = NULL;

	for (unsigned i = 0; i < w->ports_count; i++)
		if (strcmp(w->port[i].name, ports[0]) == 0)
			wired = &w->port[i];
	in.u.link.port = ports[0];
	in.u.link.up = d->lan_up && wired && wired->up;
	do_node(r, device, &in);
	for (unsigned i = 0; i < w->vlanifs_count; i++) {
		const struct lan_wanted_vlanif *v = &w->vlanif[i];

		tell_vlanif(r, device, v, in.u.link.up && v->up && carries(wired, v->vlan));
	}
}

static void
print(struct rig_device *d, const struct node_action *a)
{
	assert(d->console_len + a->len < sizeof d->console);
	memcpy(d->console + d->console_len, a->bytes, a->len);
	d->console_len += a->len;
	d->console[d->console_len] = '\0';
}

static void
keep(struct rig_device *d, const struct node_action *a)
{
	if (d->disk_full || a->text) /* other files than the startup file are nobody's */
		return;
	free(d->saved);
	d->saved = calloc(1, a->len + 1);
	assert(d->saved);
	memcpy(d->saved, a->bytes, a->len);
}

static void
do_action(struct rig *r, unsigned device, const struct node_action *a)
{
	struct rig_device *d = &r->device[device];
	struct rig_event e = {.kind = RIG_STREAM,
			      .device = 1 - device,
			      .dialled = !a->dialled,
			      .id = d->stream[a->dialled],
			      .stream = NODE_STREAM_DATA};

	switch (a->kind) {
	case NODE_ACT_FRAME:
		hear_reply(r, device, a->bytes, a->len);
		break;
	case NODE_ACT_PULSE:
		do_pulse(r, device, &a->pulse);
		break;
	case NODE_ACT_LAN:
		d->wanted = *a->wanted;
		break;
	case NODE_ACT_LISTEN:
		d->listens = a->on;
		break;
	case NODE_ACT_DIAL:
		dial(r, device);
		break;
	case NODE_ACT_SEND:
		if (e.id != 0)
			post(r, &e, a->bytes, a->len);
		break;
	case NODE_ACT_HANGUP:
		hang_up(r, device, a->dialled);
		break;
	case NODE_ACT_TEXT:
		print(d, a);
		break;
	case NODE_ACT_PROMPT:
		snprintf(d->prompt, sizeof d->prompt, "%s", a->text);
		d->failed = a->failed;
		d->prompt_kind = a->prompt;
		break;
	case NODE_ACT_LOG:
		d->logs++;
		if (r->verbose)
			fprintf(stderr, "%10.6f %c %s/%u/%s: %s\n", (double)r->now / 1e6,
				'A' + (int)device, a->event->module, a->event->level,
				a->event->mnemonic, a->text);
		break;
	case NODE_ACT_SERVING:
		d->serving = true;
		break;
	case NODE_ACT_STOPPED:
		d->stopped = a->status + 1;
		break;
	case NODE_ACT_QUIT:
		d->quit = true;
		break;
	case NODE_ACT_SAVE:
		keep(d, a);
		break;
	}
}

static void
answer_lan(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device];
	struct node_input in = {.kind = NODE_IN_LAN, .now = r->now};
	char message[RIG_REFUSE_MAX];

	memcpy(message, d->refuse, sizeof message);
	d->refuse[0] = '\0';
	in.u.lan.ok = message[0] == '\0';
	in.u.lan.message = message;
	do_node(r, device, &in);
	if (in.u.lan.ok)
		tell_links(r, device);
}

static void
answer_save(struct rig *r, unsigned device, unsigned session)
{
	struct node_input in = {.kind = NODE_IN_SAVED, .now = r->now};

	in.u.saved.session = session;
	in.u.saved.ok = !r->device[device].disk_full;
	in.u.saved.message = in.u.saved.ok ? "" : "No space left on device.";
	do_node(r, device, &in);
}

/* Actions are large and steps many; a step may lead to another before its actions are done. */
static struct node_actions *
borrow(struct rig *r)
{
	struct node_actions **spare = &r->spare[r->depth++];

	assert(r->depth <= RIG_DEPTH_MAX);
	if (!*spare)
		*spare = malloc(sizeof **spare);
	assert(*spare);
	return *spare;
}

static void
do_node(struct rig *r, unsigned device, const struct node_input *in)
{
	struct node_actions *out = borrow(r);
	struct node_input input = *in;
	bool lan = false, save = false;
	unsigned session = 0;

	input.wall_offset_us = r->wall_offset_us;
	node_step(r->device[device].node, &input, out);
	for (unsigned i = 0; i < out->count; i++) {
		const struct node_action *a = &out->list[i];

		lan |= a->kind == NODE_ACT_LAN;
		save |= a->kind == NODE_ACT_SAVE;
		if (a->kind == NODE_ACT_SAVE)
			session = a->session;
		do_action(r, device, a);
	}
	r->depth--;
	if (lan)
		answer_lan(r, device);
	if (save)
		answer_save(r, device, session);
}

/* ---- time ---- */

/* False: the end that it is for knows nothing of the connection. */
static bool
stream_known(struct rig *r, const struct rig_event *e)
{
	struct rig_device *d = &r->device[e->device];

	if (!d->alive)
		return false;
	if (e->stream == NODE_STREAM_OPENED && !e->dialled)
		d->stream[0] = e->id;
	return d->stream[e->dialled] == e->id;
}

static void
deliver_stream(struct rig *r, const struct rig_event *e)
{
	struct rig_device *other = &r->device[1 - e->device];
	struct node_input in = {.kind = NODE_IN_STREAM, .now = r->now};

	if (!stream_known(r, e)) {
		if (e->stream != NODE_STREAM_CLOSED)
			post_stream(r, 1 - e->device, !e->dialled, e->id, NODE_STREAM_CLOSED);
		return;
	}
	if (e->stream == NODE_STREAM_CLOSED)
		r->device[e->device].stream[e->dialled] = 0;
	in.u.stream.dialled = e->dialled;
	in.u.stream.event = e->stream;
	in.u.stream.bytes = e->bytes;
	in.u.stream.len = e->stream == NODE_STREAM_OPENED ? 1 << 20 : e->len;
	do_node(r, e->device, &in);
	if (e->stream == NODE_STREAM_DATA) { /* what was sent has left: the other has room again */
		in.u.stream.event = NODE_STREAM_ROOM;
		in.u.stream.dialled = !e->dialled;
		in.u.stream.len = 1 << 20;
		if (other->alive && other->stream[!e->dialled] == e->id)
			do_node(r, 1 - e->device, &in);
	}
}

static void
deliver_advert(struct rig *r, const struct rig_event *e)
{
	if (r->device[e->device].alive && joined(r, r->vrrp_cut))
		do_pulse(r, e->device,
			 &(struct pulse_input){.kind = PULSE_IN_PACKET,
					       .vlan = 100,
					       .packet = rd_of(e->bytes, e->len)});
}

/* A dial that failed was not on the wire. */
static bool
stalls(const struct rig *r, const struct rig_event *e)
{
	return e->kind == RIG_STREAM && !joined(r, r->rbs_cut) &&
	       !(e->dialled && e->stream == NODE_STREAM_CLOSED);
}

static void
append(struct rig_event **list, struct rig_event *e)
{
	while (*list)
		list = &(*list)->next;
	e->next = NULL;
	*list = e;
}

/* The cut is over: what it held up comes first. */
static void
unstall(struct rig *r)
{
	struct rig_event *e = r->stalled, *last = e;

	if (!e || !joined(r, r->rbs_cut))
		return;
	for (;; last = last->next) {
		last->at_us = r->now;
		if (!last->next)
			break;
	}
	last->next = r->events;
	r->events = e;
	r->stalled = NULL;
}

static void
tick(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device];

	if (!d->alive)
		return;
	if (pulse_deadline(d->pulse) <= r->now)
		do_pulse(r, device, &(struct pulse_input){.kind = PULSE_IN_TICK});
	if (node_deadline(d->node) <= r->now)
		do_node(r, device, &(struct node_input){.kind = NODE_IN_TICK, .now = r->now});
}

static uint64_t
next_time(const struct rig *r)
{
	uint64_t t = r->events ? r->events->at_us : TIME_NEVER;

	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		if (!r->device[i].alive)
			continue;
		t = time_min(t, pulse_deadline(r->device[i].pulse));
		t = time_min(t, node_deadline(r->device[i].node));
	}
	return t;
}

static void
turn(struct rig *r)
{
	struct rig_event *e = r->events;

	if (e && e->at_us <= r->now) {
		r->events = e->next;
		if (stalls(r, e)) {
			append(&r->stalled, e);
			return;
		}
		if (e->kind == RIG_STREAM)
			deliver_stream(r, e);
		else
			deliver_advert(r, e);
		free(e);
		return;
	}
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		tick(r, i);
}

void
rig_run(struct rig *r, uint64_t span_us)
{
	uint64_t end = r->now + span_us, next;
	unsigned still = 0;

	unstall(r);
	while ((next = next_time(r)) <= end) {
		still = next <= r->now ? still + 1 : 0;
		assert(still < 100000 && "a deadline does not move");
		if (next > r->now)
			r->now = next;
		turn(r);
	}
	r->now = end;
}

bool
rig_run_until_master(struct rig *r, unsigned device, uint64_t span_us)
{
	for (uint64_t end = r->now + span_us; r->now < end; rig_run(r, 10 * TIME_MS))
		if (r->device[device].owns)
			return true;
	return r->device[device].owns;
}

/* ---- devices ---- */

struct rig *
rig_new(void)
{
	struct rig *r = calloc(1, sizeof *r);

	assert(r);
	r->now = 1000 * TIME_SEC;
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		r->device[i].lan_up = true;
	return r;
}

static void
drop(struct rig *r, unsigned device)
{
	node_free(r->device[device].node);
	pulse_free(r->device[device].pulse);
	r->device[device] = (struct rig_device){.lan_up = r->device[device].lan_up,
						.saved = r->device[device].saved};
}

static void
free_events(struct rig_event *list)
{
	for (struct rig_event *next; list; list = next) {
		next = list->next;
		free(list);
	}
}

void
rig_free(struct rig *r)
{
	free_events(r->events);
	free_events(r->stalled);
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		drop(r, i);
		free(r->device[i].saved);
	}
	for (unsigned i = 0; i < RIG_DEPTH_MAX; i++)
		free(r->spare[i]);
	free(r);
}

bool
rig_boot(struct rig *r, unsigned device, const char *config)
{
	struct rig_device *d = &r->device[device];
	struct node_input in = {.kind = NODE_IN_START, .now = r->now};

	d->node = node_new();
	d->pulse = pulse_new();
	d->alive = true;
	in.u.start.text = config;
	in.u.start.file = "startup.cfg";
	in.u.start.ports_count = 2;
	in.u.start.port = ports;
	in.u.start.seed = r->now * 2 + device + 1;
	do_node(r, device, &in);
	return d->stopped == 0;
}

void
rig_kill(struct rig *r, unsigned device)
{
	hang_up(r, device, false);
	hang_up(r, device, true);
	drop(r, device);
}

void
rig_link(struct rig *r, unsigned device, bool up)
{
	r->device[device].lan_up = up;
	if (r->device[device].alive)
		tell_links(r, device);
}

void
rig_input(struct rig *r, unsigned device, const struct node_input *in)
{
	do_node(r, device, in);
}

/* ---- the console ---- */

static void
say(struct rig *r, unsigned device, const struct node_input *in)
{
	struct rig_device *d = &r->device[device];
	struct node_input more = *in;

	d->console_len = 0;
	d->console[0] = '\0';
	d->quit = false;
	d->prompt_kind = NODE_PROMPT_READY;
	do_node(r, device, in);
	more.u.cli.event = NODE_CLI_MORE;
	while (d->prompt_kind == NODE_PROMPT_MORE)
		do_node(r, device, &more);
}

const char *
rig_type(struct rig *r, unsigned device, unsigned session, enum node_cli_event event,
	 const char *line)
{
	struct node_input in = {.kind = NODE_IN_CLI, .now = r->now};

	in.u.cli.session = session;
	in.u.cli.event = event;
	in.u.cli.line = line;
	say(r, device, &in);
	return r->device[device].console;
}

const char *
rig_open(struct rig *r, unsigned device, unsigned session, bool interactive)
{
	struct node_input in = {.kind = NODE_IN_CLI, .now = r->now};

	in.u.cli.session = session;
	in.u.cli.event = NODE_CLI_OPEN;
	in.u.cli.interactive = interactive;
	say(r, device, &in);
	return r->device[device].console;
}

const char *
rig_cli(struct rig *r, unsigned device, const char *line)
{
	if (r->device[device].prompt[0] == '\0')
		rig_open(r, device, 0, false);
	return rig_type(r, device, 0, NODE_CLI_LINE, line);
}

/* ---- clients ---- */

static size_t
client_frame(uint8_t *f, const uint8_t *options, size_t options_len, uint16_t client, uint32_t xid)
{
	size_t dhcp = 240 + options_len, len;
	struct wr w = wr_of(f, 600);

	if (dhcp < 300)
		dhcp = 300;
	len = 42 + dhcp;
	wr_bytes(&w, (const uint8_t[]){255, 255, 255, 255, 255, 255, 2, 1, 0, 0}, 10);
	wr_be16(&w, client);
	wr_be16(&w, 0x0800);
	wr_bytes(&w, (const uint8_t[]){0x45, 0}, 2);
	wr_be16(&w, (uint16_t)(28 + dhcp));
	wr_bytes(&w, (const uint8_t[]){0, 0, 0, 0, 64, 17, 0, 0, 0, 0, 0, 0}, 12);
	wr_be32(&w, 0xffffffff);
	wr_patch16(&w, 24, checksum_end(checksum_add(0, f + 14, 20)));
	wr_be16(&w, 68);
	wr_be16(&w, 67);
	wr_be16(&w, (uint16_t)(8 + dhcp));
	wr_be16(&w, 0); /* no UDP checksum */
	wr_bytes(&w, (const uint8_t[]){1, 1, 6, 0}, 4);
	wr_be32(&w, xid);
	wr_be32(&w, 0x00008000);
	wr_zero(&w, 16);
	wr_bytes(&w, (const uint8_t[]){2, 1, 0, 0}, 4);
	wr_be16(&w, client);
	wr_zero(&w, 10 + 192);
	wr_be32(&w, 0x63825363);
	wr_bytes(&w, options, options_len);
	wr_zero(&w, len - w.len);
	assert(!w.bad);
	return w.len;
}

static void
broadcast(struct rig *r, uint16_t client, const uint8_t *bytes, size_t len)
{
	struct node_frame frame = {.vlan = 100, .bytes = bytes, .len = len};
	struct node_input in = {.kind = NODE_IN_FRAMES, .now = r->now};

	in.u.frames.count = 1;
	in.u.frames.list = &frame;
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (r->device[i].alive && r->device[i].lan_up &&
		    !(r->device[i].apart >> client % 64 & 1) &&
		    prng_below(&r->prng, 100) >= r->device[i].deaf)
			do_node(r, i, &in);
}

static void
address_option(struct wr *w, uint8_t code, struct ip4 address)
{
	if (!ip4_set(address))
		return;
	wr_u8(w, code);
	wr_u8(w, 4);
	wr_be32(w, address.host);
}

void
rig_say(struct rig *r, const struct rig_message *m)
{
	uint8_t frame[600], options[32];
	struct wr w = wr_of(options, sizeof options);
	size_t len;

	wr_bytes(&w, (const uint8_t[]){53, 1, (uint8_t)m->type}, 3);
	address_option(&w, 54, m->server_id);
	address_option(&w, 50, m->requested);
	wr_u8(&w, 255);
	len = client_frame(frame, options, w.len, m->client, m->xid);
	for (unsigned i = 0; i < 4; i++)
		frame[42 + 12 + i] = (uint8_t)(m->ciaddr.host >> (24 - 8 * i));
	broadcast(r, m->client, frame, len);
}

void
rig_discover(struct rig *r, uint16_t client, uint32_t xid)
{
	rig_say(r, &(struct rig_message){.type = DHCP_DISCOVER, .client = client, .xid = xid});
}

void
rig_request(struct rig *r, uint16_t client, uint32_t xid, struct ip4 server_id,
	    struct ip4 requested, struct ip4 ciaddr)
{
	rig_say(r, &(struct rig_message){DHCP_REQUEST, client, xid, server_id, requested, ciaddr});
}

const struct rig_reply *
rig_find(const struct rig *r, uint32_t xid, enum dhcp_type type)
{
	for (unsigned i = 0; i < r->replies_count; i++)
		if (r->reply[i].xid == xid && r->reply[i].type == type)
			return &r->reply[i];
	return NULL;
}

static const struct rig_reply *
await(struct rig *r, uint32_t xid, enum dhcp_type type)
{
	for (unsigned i = 0; i < 200; i++, rig_run(r, 10 * TIME_MS))
		if (rig_find(r, xid, type))
			break;
	return rig_find(r, xid, type);
}

struct ip4
rig_dora(struct rig *r, uint16_t client, uint32_t xid)
{
	const struct rig_reply *offer, *ack;
	struct ip4 address, server_id;

	r->replies_count = 0;
	rig_discover(r, client, xid);
	offer = await(r, xid, DHCP_OFFER);
	if (!offer)
		return (struct ip4){0};
	address = offer->yiaddr;
	server_id = offer->server_id;
	rig_request(r, client, xid, server_id, address, (struct ip4){0});
	ack = await(r, xid, DHCP_ACK);
	return ack ? ack->yiaddr : (struct ip4){0};
}
