/* test/rig/rig.c -- devices and their deeds.
 *
 * Carrying out an action may step the pulse or a node again before the other actions of the step
 * are done, so each depth has actions of its own (RIG_DEPTH_MAX). What a device appended is with
 * its disk before any other deed. What a host answers by an input (LAN, SAVE) comes when all
 * actions of the step are done. */
#include "test/rig/rig.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/files.h"
#include "node/step/event.h"
#include "test/rig/inside.h"

static const char *const ports[] = {"GigabitEthernet0/1/1", "GigabitEthernet0/1/2"};

/* ---- a device's deeds ---- */

static struct pulse_actions *
borrow_beat(struct rig *r)
{
	struct pulse_actions **spare = &r->beats[r->beats_depth++];

	assert(r->beats_depth <= RIG_DEPTH_MAX);
	if (!*spare)
		*spare = malloc(sizeof **spare);
	assert(*spare);
	return *spare;
}

static void
do_beat(struct rig *r, unsigned device, const struct pulse_action *a)
{
	struct rig_device *d = &r->device[device];
	struct node_input status = {.kind = NODE_IN_STATUS}, bfd = {.kind = NODE_IN_BFD},
			  faults = {.kind = NODE_IN_BFD_FAULTS};

	switch (a->kind) {
	case PULSE_SEND:
		if (a->frame[12] == 8 && a->frame[13] == 0)
			rig_advertise(r, device, a->frame + 14, a->len - 14u);
		else if (d->lan_up)
			rig_announced(r, a->frame, a->len);
		break;
	case PULSE_SEND_IP:
		rig_datagram(r, device, a->frame, a->len);
		break;
	case PULSE_BFD:
		bfd.u.bfd = a->bfd;
		if (d->stuck)
			rig_post(r, &(struct rig_event){.kind = RIG_BFD_STATUS, .device = device},
				 r->now, &a->bfd, sizeof a->bfd);
		else
			rig_step(r, device, &bfd);
		break;
	case PULSE_BFD_FAULTS:
		faults.u.bfd_faults = a->faults;
		if (!d->stuck)
			rig_step(r, device, &faults);
		break;
	case PULSE_OWN:
	case PULSE_DISOWN:
		d->owns = a->kind == PULSE_OWN;
		break;
	case PULSE_HEARTBEAT:
		d->gate_us = a->until_us;
		break;
	case PULSE_SHUT:
		d->gate_us = 0;
		break;
	case PULSE_STATUS:
		status.u.status = a->status;
		if (r->status)
			r->status(r->context, device, &a->status);
		if (d->stuck)
			rig_post(r, &(struct rig_event){.kind = RIG_STATUS, .device = device},
				 r->now, &a->status, sizeof a->status);
		else
			rig_step(r, device, &status);
		break;
	case PULSE_STUCK:
		if (r->verbose)
			fprintf(stderr, "%10.6f %c is stuck: %u groups given up, %u kept\n",
				(double)(r->now - RIG_START) / 1e6, 'A' + (int)device, a->given,
				a->kept);
		break;
	case PULSE_ASK:
		rig_post(r, &(struct rig_event){.kind = RIG_ASKED, .device = device}, r->now,
			 &a->number, sizeof a->number);
		break;
	}
}

void
rig_beat(struct rig *r, unsigned device, const struct pulse_input *given)
{
	struct pulse_input in = *given;
	struct pulse_actions *out = borrow_beat(r);

	in.now = rig_now(r, device);
	pulse_step(r->device[device].pulse, &in, out);
	r->device[device].pulse_us = pulse_deadline(r->device[device].pulse);
	for (unsigned i = 0; i < out->count; i++)
		do_beat(r, device, &out->list[i]);
	r->beats_depth--;
}

static bool
carries(const struct lan_wanted_port *p, uint16_t vlan)
{
	return p->up && p->carries && (p->untagged == vlan || lan_vlan_in(&p->tagged, vlan));
}

static void
tell_vlanif(struct rig *r, unsigned device, const struct lan_wanted_vlanif *v, bool up)
{
	struct node_input in = {.kind = NODE_IN_LINK};

	in.u.link.vlan = v->vlan;
	in.u.link.up = up;
	in.u.link.mac = (struct mac){{2, 0, 0, 0, 0, (uint8_t)(device + 1)}};
	rig_step(r, device, &in);
	rig_beat(r, device,
		 &(struct pulse_input){.kind = PULSE_IN_LINK, .vlan = v->vlan, .on = up});
}

static const struct lan_wanted_port *
wanted_port(const struct lan_wanted *w, const char *name)
{
	for (unsigned i = 0; i < w->ports_count; i++)
		if (strcmp(w->port[i].name, name) == 0)
			return &w->port[i];
	return NULL;
}

static void
tell_port(struct rig *r, unsigned device, const char *name, bool up)
{
	struct node_input in = {.kind = NODE_IN_LINK};

	in.u.link.port = name;
	in.u.link.up = up;
	rig_step(r, device, &in);
}

static void
tell_uplink(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device];
	const struct lan_wanted_port *p = wanted_port(&d->wanted, ports[1]);
	bool up = d->uplink && p && p->up;

	if (up == d->uplink_told)
		return;
	d->uplink_told = up;
	tell_port(r, device, ports[1], up);
}

/* What is plugged in, and what of the wanted links is up by that. */
static void
tell_links(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device];
	const struct lan_wanted *w = &d->wanted;
	const struct lan_wanted_port *wired = wanted_port(w, ports[0]);
	const struct lan_wanted_port *second = wanted_port(w, ports[1]);
	bool up = d->lan_up && wired && wired->up;

	tell_port(r, device, ports[0], up);
	for (unsigned i = 0; i < w->vlanifs_count; i++) {
		const struct lan_wanted_vlanif *v = &w->vlanif[i];

		tell_vlanif(r, device, v,
			    v->up && ((up && carries(wired, v->vlan)) ||
				      (d->uplink && second && carries(second, v->vlan))));
	}
	tell_uplink(r, device);
}

static void
print(struct rig_device *d, const struct node_action *a)
{
	assert(d->console_len + a->len < RIG_CONSOLE_MAX);
	memcpy(d->console + d->console_len, a->bytes, a->len);
	d->console_len += a->len;
	d->console[d->console_len] = '\0';
}

static void
keep(struct rig_device *d, const struct node_action *a)
{
	const char *name = rig_file_meant(d, a->text);

	if (d->disk_full)
		return;
	if (!a->bytes) {
		snprintf(d->files->startup, RIG_FILE_NAME, "%s", name);
	} else if (strcmp(name, rig_own_file) != 0) {
		rig_keep_file(d->files, name, (const char *)a->bytes, a->len);
	} else {
		free(d->saved);
		d->saved = rig_copy_of((const char *)a->bytes, a->len);
	}
}

static void
forget_point(struct rig_device *d, unsigned i)
{
	free(d->point_text[i]);
	d->points_count--;
	d->point[i] = d->point[d->points_count];
	d->point_text[i] = d->point_text[d->points_count];
}

static void
keep_point(struct rig_device *d, const struct node_action *a)
{
	char *text;

	for (unsigned i = 0; i < d->points_count; i++)
		if (d->point[i].number == a->number)
			forget_point(d, i--);
	if (a->len == 0)
		return;
	assert(d->points_count < RIG_POINTS_MAX);
	text = calloc(1, a->len + 1);
	assert(text);
	memcpy(text, a->bytes, a->len);
	d->point_text[d->points_count] = text;
	d->point[d->points_count++] = (struct node_point){a->number, text};
}

/* SAVE, POINT. */
static void
keep_any(struct rig_device *d, const struct node_action *a)
{
	if (a->kind == NODE_ACT_SAVE)
		keep(d, a);
	else
		keep_point(d, a);
}

static void
keep_history(struct rig_history *h, const struct node_action *a)
{
	uint8_t *block;

	if (h->keep.keep_s == 0)
		return;
	if (h->len + HISTORY_BLOCK_HEAD + a->len > RIG_HISTORY_BYTES)
		h->len = 0;
	block = h->bytes + h->len;
	history_block_head(block, a->bytes, a->len);
	memcpy(block + HISTORY_BLOCK_HEAD, a->bytes, a->len);
	h->len += HISTORY_BLOCK_HEAD + a->len;
	h->written += history_count(rd_of(a->bytes, a->len));
}

static void
forget_restored(struct rig_device *d)
{
	for (unsigned i = 0; i < d->restored_count; i++)
		free((void *)(uintptr_t)d->restored[i].bytes);
	d->restored_count = 0;
}

/* To be looked at: the rig's wire asks nobody by ARP. */
static void
keep_neighbour(struct rig_device *d, const struct node_action *a)
{
	unsigned told = d->neighbour.told + 1;

	if (a->kind == NODE_ACT_NEIGHBOUR)
		d->neighbour = (struct rig_neighbour){a->vlan, a->peer, a->mac, a->on, told};
}

static void
end_session(struct rig_device *d)
{
	d->quit = true;
	d->failed = false;
}

static void
do_log(struct rig *r, unsigned device, const struct node_action *a)
{
	r->device[device].logs++;
	if (r->logged)
		r->logged(r->context, device, a->event, a->text);
	if (r->verbose)
		fprintf(stderr, "%10.6f %c %s/%u/%s: %s\n", (double)(r->now - RIG_START) / 1e6,
			'A' + (int)device, a->event->module, a->event->level, a->event->mnemonic,
			a->text);
}

static void
do_query(struct rig *r, unsigned device, const struct node_action *a)
{
	if (r->queried)
		r->queried(r->context, device, a);
}

static void
do_way(struct rig *r, unsigned device, const struct node_action *a)
{
	struct rig_device *d = &r->device[device];

	if (a->kind == NODE_ACT_DIAL) {
		d->dials_secure = a->text != NULL;
		rig_dial(r, device, a->source);
		return;
	}
	d->listens = a->on;
	d->listens_secure = a->text != NULL;
	d->source = a->source;
}

static void
do_action(struct rig *r, unsigned device, const struct node_action *a)
{
	struct rig_device *d = &r->device[device];

	switch (a->kind) {
	case NODE_ACT_FRAME:
		rig_reply(r, device, a->bytes, a->len);
		break;
	case NODE_ACT_PULSE:
		rig_beat(r, device, &a->pulse);
		break;
	case NODE_ACT_LAN:
		d->wanted = *a->wanted;
		break;
	case NODE_ACT_LISTEN:
	case NODE_ACT_DIAL:
		do_way(r, device, a);
		break;
	case NODE_ACT_SEND:
		rig_send(r, device, a);
		break;
	case NODE_ACT_HANGUP:
		d->hangups++;
		rig_hang_up(r, device, a->dialled);
		break;
	case NODE_ACT_QUERY_LISTEN:
	case NODE_ACT_QUERY_SEND:
	case NODE_ACT_QUERY_HANGUP:
		do_query(r, device, a);
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
		do_log(r, device, a);
		break;
	case NODE_ACT_SERVING:
		d->serving = true;
		break;
	case NODE_ACT_READ:    /* answer_read() */
	case NODE_ACT_FIND:    /* answer_find() */
	case NODE_ACT_SURVEY:  /* answer_survey() */
	case NODE_ACT_HISTORY: /* to_disk() */
	case NODE_ACT_KEEP:
	case NODE_ACT_APPEND:
	case NODE_ACT_SNAPSHOT:
	case NODE_ACT_MEND:
	case NODE_ACT_NEIGHBOUR: /* keep_neighbour() */
	case NODE_ACT_TLS:	 /* its files, and all links, are there */
		break;
	case NODE_ACT_RESTORED:
		forget_restored(d);
		break;
	case NODE_ACT_STOPPED:
		d->stopped = a->status + 1;
		break;
	case NODE_ACT_QUIT:
		end_session(d);
		break;
	case NODE_ACT_SAVE:
	case NODE_ACT_POINT:
		keep_any(d, a);
		break;
	}
}

static void
answer_lan(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device];
	struct node_input in = {.kind = NODE_IN_LAN};
	char message[RIG_REFUSE_MAX];

	memcpy(message, d->refuse, sizeof message);
	d->refuse[0] = '\0';
	in.u.lan.ok = message[0] == '\0';
	in.u.lan.message = message;
	rig_step(r, device, &in);
	if (in.u.lan.ok)
		tell_links(r, device);
}

static void
answer_save(struct rig *r, unsigned device, unsigned session)
{
	struct node_input in = {.kind = NODE_IN_SAVED};

	in.u.saved.session = session;
	in.u.saved.ok = !r->device[device].disk_full;
	in.u.saved.message = in.u.saved.ok ? "" : "No space left on device.";
	rig_step(r, device, &in);
}

static void
answer_read(struct rig *r, unsigned device, const struct node_action *a, const char *name)
{
	const struct rig_device *d = &r->device[device];
	static struct conf_files files;
	struct node_input in = {.kind = NODE_IN_READ};
	char message[RIG_FILE_NAME + 32];

	snprintf(message, sizeof message, "%s: No such file or directory.", name);
	rig_list_files(d, &files);
	in.u.read.session = a->session;
	in.u.read.text = a->on ? NULL : rig_file_text(d, name);
	in.u.read.files = a->on ? &files : NULL;
	in.u.read.message = message;
	rig_step(r, device, &in);
}

static void
answer_find(struct rig *r, unsigned device, const struct node_action *a)
{
	const struct rig_history *h = r->device[device].history;
	struct history_page page = {0};
	struct history_state state = {.files = h->len > 0, .bytes = h->len, .written = h->written};
	struct node_input in = {.kind = NODE_IN_FOUND};

	in.u.found.session = a->session;
	in.u.found.number = a->number;
	in.u.found.next = a->place;
	in.u.found.page = &page;
	in.u.found.state = &state;
	in.u.found.message = h->fails ? "Input/output error." : NULL;
	in.u.found.end = a->query->state || !history_search(a->query, rd_of(h->bytes, h->len),
							    &in.u.found.next.offset, &page);
	rig_step(r, device, &in);
}

/* A machine that is as good as any: what the displays print of it is theirs to show. */
static void
answer_survey(struct rig *r, unsigned device, const struct node_action *a)
{
	static struct node_survey told;
	struct node_input in = {.kind = NODE_IN_SURVEY};

	told = (struct node_survey){.kind = a->survey};
	rig_survey(r, device, &told);
	in.u.survey.session = a->session;
	in.u.survey.number = a->number;
	in.u.survey.told = &told;
	rig_step(r, device, &in);
}

/* First of all, and for none of the rest to come between: a step within the step has its own. */
static void
to_disk(struct rig *r, unsigned device, const struct node_actions *out)
{
	struct rig_disk *d = &r->device[device].disk;

	for (unsigned i = 0; i < out->count; i++) {
		if (out->list[i].kind == NODE_ACT_APPEND)
			rig_disk_append(d, r->now, &out->list[i]);
		else if (out->list[i].kind == NODE_ACT_SNAPSHOT)
			rig_disk_snapshot(d, r->now, &out->list[i]);
		else if (out->list[i].kind == NODE_ACT_HISTORY)
			keep_history(r->device[device].history, &out->list[i]);
		else if (out->list[i].kind == NODE_ACT_KEEP)
			r->device[device].history->keep = out->list[i].keep;
	}
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

/* When the node wants its next tick; what it wants at once is step_us later, and no other input
 * puts that off. */
static void
wait_for_tick(struct rig *r, unsigned device, uint64_t now, bool ticked)
{
	struct rig_device *d = &r->device[device];
	uint64_t deadline_us = node_deadline(d->node), next_us = time_after(now, r->step_us);

	if (!ticked && d->node_us > now)
		next_us = time_min(next_us, d->node_us);
	d->node_us = r->step_us ? time_max(deadline_us, next_us) : deadline_us;
}

void
rig_step(struct rig *r, unsigned device, const struct node_input *in)
{
	struct node_actions *out = borrow(r);
	struct node_input input = *in;
	struct node_action find = {0}, read = {0};
	char file[RIG_FILE_NAME] = "";
	bool lan = false, save = false;
	unsigned session = 0;

	input.now = rig_now(r, device);
	input.wall_offset_us = rig_wall_offset(r, device);
	node_step(r->device[device].node, &input, out);
	wait_for_tick(r, device, input.now, input.kind == NODE_IN_TICK);
	to_disk(r, device, out);
	for (unsigned i = 0; i < out->count; i++) {
		const struct node_action *a = &out->list[i];

		lan |= a->kind == NODE_ACT_LAN;
		save |= a->kind == NODE_ACT_SAVE;
		if (a->kind == NODE_ACT_SAVE)
			session = a->session;
		if (a->kind == NODE_ACT_READ)
			read = *a;
		if (a->kind == NODE_ACT_FIND || a->kind == NODE_ACT_SURVEY)
			find = *a;
		keep_neighbour(&r->device[device], a);
		do_action(r, device, a);
	}
	if (read.kind == NODE_ACT_READ)
		snprintf(file, sizeof file, "%s", rig_file_meant(&r->device[device], read.text));
	r->depth--;
	if (lan)
		answer_lan(r, device);
	if (save)
		answer_save(r, device, session);
	if (read.kind == NODE_ACT_READ)
		answer_read(r, device, &read, file);
	if (find.query)
		answer_find(r, device, &find);
	else if (find.kind == NODE_ACT_SURVEY)
		answer_survey(r, device, &find);
}

/* ---- devices ---- */

struct rig *
rig_new(void)
{
	struct rig *r = calloc(1, sizeof *r);

	assert(r);
	r->now = RIG_START;
	r->window = RIG_WINDOW;
	r->stream_us = RIG_LATENCY_US;
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		struct rig_device *d = &r->device[i];

		d->lan_up = true;
		d->clock.boot = i + 1;
		d->console = calloc(1, RIG_CONSOLE_MAX);
		d->history = calloc(1, sizeof *d->history);
		d->files = calloc(1, sizeof *d->files);
		assert(d->console && d->history && d->files);
		rig_disk_init(&d->disk, i + 1);
	}
	return r;
}

static void
drop(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device], old = *d;

	node_free(d->node);
	pulse_free(d->pulse);
	forget_restored(d);
	*d = (struct rig_device){.lan_up = old.lan_up,
				 .uplink = old.uplink,
				 .saved = old.saved,
				 .points_count = old.points_count,
				 .history = old.history,
				 .files = old.files,
				 .clock = old.clock,
				 .disk = old.disk,
				 .console = old.console,
				 .heard_us = old.heard_us};
	memcpy(d->point, old.point, sizeof d->point);
	memcpy(d->point_text, old.point_text, sizeof d->point_text);
	d->console[0] = '\0';
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
		while (r->device[i].points_count > 0)
			forget_point(&r->device[i], 0);
		rig_disk_free(&r->device[i].disk);
		free(r->device[i].saved);
		free(r->device[i].history);
		for (unsigned k = 0; k < r->device[i].files->count; k++)
			free(r->device[i].files->text[k]);
		free(r->device[i].files);
		free(r->device[i].console);
	}
	for (unsigned i = 0; i < RIG_DEPTH_MAX; i++) {
		free(r->spare[i]);
		free(r->beats[i]);
	}
	free(r);
}

bool
rig_boot(struct rig *r, unsigned device, const char *config)
{
	struct rig_device *d = &r->device[device];
	struct node_input in = {.kind = NODE_IN_START};

	d->node = node_new();
	d->pulse = pulse_new();
	d->pulse_us = pulse_deadline(d->pulse);
	d->alive = true;
	d->dark = false;
	d->restored_count = rig_disk_read(&d->disk, d->restored);
	in.u.start.text = config;
	in.u.start.file = rig_file_meant(d, NULL);
	in.u.start.ports_count = 2;
	in.u.start.port = ports;
	in.u.start.seed = r->now * 2 + device + 1;
	in.u.start.boot = d->clock.boot;
	in.u.start.slice = r->slice;
	in.u.start.files_count = d->restored_count;
	in.u.start.journal = d->restored;
	in.u.start.points_count = d->points_count;
	in.u.start.point = d->point;
	in.u.start.state_dir = device == 0 ? "state-A" : "state-B";
	rig_step(r, device, &in);
	return d->stopped == 0;
}

void
rig_kill(struct rig *r, unsigned device)
{
	rig_hang_up(r, device, false);
	rig_hang_up(r, device, true);
	rig_disk_kill(&r->device[device].disk);
	drop(r, device);
}

void
rig_power_off(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device];

	rig_disk_power_off(&d->disk);
	if (d->alive)
		drop(r, device);
	d->dark = true;
	d->clock.boot = prng_next(&d->disk.prng) | 1;
	d->clock.at_us = r->now;
	d->clock.base_us = 5 * TIME_SEC + prng_below(&d->disk.prng, 20 * TIME_SEC);
}

/* Links are told by the main thread. */
static bool
hears_links(const struct rig_device *d)
{
	return d->alive && !d->frozen && !d->stuck;
}

void
rig_freeze(struct rig *r, unsigned device, bool on)
{
	struct rig_device *d = &r->device[device];

	d->frozen = on;
	if (on || !d->alive)
		return;
	rig_wake(r, device);
	if (d->pulse_us <= rig_now(r, device))
		rig_beat(r, device, &(struct pulse_input){.kind = PULSE_IN_TICK});
	if (hears_links(d))
		tell_links(r, device);
}

/* As after a SIGSTOP, its own time comes before what waits. */
void
rig_doze(struct rig *r, unsigned device, bool on)
{
	struct rig_device *d = &r->device[device];

	d->dozes = on;
	if (on || !d->alive || d->frozen)
		return;
	if (d->pulse_us <= rig_now(r, device))
		rig_beat(r, device, &(struct pulse_input){.kind = PULSE_IN_TICK});
	rig_unstall(r);
}

void
rig_stick(struct rig *r, unsigned device, bool on)
{
	struct rig_device *d = &r->device[device];

	d->stuck = on;
	if (on || !hears_links(d))
		return;
	rig_unstick(r, device);
	tell_links(r, device);
}

void
rig_link(struct rig *r, unsigned device, bool up)
{
	r->device[device].lan_up = up;
	if (hears_links(&r->device[device]))
		tell_links(r, device);
}

void
rig_uplink(struct rig *r, unsigned device, bool up)
{
	r->device[device].uplink = up;
	if (hears_links(&r->device[device]))
		tell_uplink(r, device);
}

void
rig_input(struct rig *r, unsigned device, const struct node_input *in)
{
	rig_step(r, device, in);
}
