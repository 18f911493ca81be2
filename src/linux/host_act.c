/* linux/host_act.c -- the deeds of one step, on the main thread.
 *
 * Frames are kept by pointer and lie in the actions of the step, so they have to leave before the
 * next one: at its end, and before what takes long (links), with the appends. The answers to LAN,
 * and to a SAVE or READ that is refused, wait in struct host until host.c can make a step of them:
 * a step inside a step would write over the actions that are being carried out. */
#include "linux/host_act.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "linux/clock.h"
#include "linux/config_dir.h"
#include "linux/host_event.h"
#include "linux/host_private.h"
#include "linux/host_watch.h"
#include "linux/log.h"

enum { PATH_BYTES = FILE_PATH_BYTES };

#define OWED_US (100 * TIME_MS)

static void
send_frames(struct host *h)
{
	if (h->frames_count > 0)
		packet_send(h->packet, h->frame, h->frames_count);
	h->frames_count = 0;
}

void
host_let_go(struct host *h)
{
	disk_go(h->disk);
	send_frames(h);
}

static void
owe_pulse(struct host *h)
{
	h->owed_us = clock_now() + OWED_US;
	if (!h->owed_told)
		log_event(&host_event_behind, "The VRRP thread does not take what it is told.");
	h->owed_told = true;
}

void
host_say_pulse(struct host *h, const struct pulse_input *in)
{
	bool answer = in->kind == PULSE_IN_ANSWER;

	if (answer && (in->number == h->answered || h->pulse_owed || h->relisten_owed))
		return; /* nothing was asked; or it would stand for what was not said */
	if (pulse_thread_say(h->pulse, in)) {
		if (answer) {
			h->answered = in->number;
			h->owed_told = false;
		}
	} else if (!answer) { /* for an answer it asks again */
		h->pulse_owed = true;
		owe_pulse(h);
	}
}

void
host_relisten_pulse(struct host *h)
{
	h->relisten_owed = !pulse_thread_relisten(h->pulse);
	if (h->relisten_owed)
		owe_pulse(h);
}

static void
listen_on_vlanifs(struct host *h, const struct lan_wanted *wanted)
{
	uint16_t vlan[LAN_VLANIFS_MAX];
	char bytes[HOST_SENTENCE_MAX];
	struct text message = text_of(bytes, sizeof bytes);

	for (unsigned i = 0; i < wanted->vlanifs_count; i++)
		vlan[i] = wanted->vlanif[i].vlan;
	if (!packet_listen(h->packet, vlan, wanted->vlanifs_count, &message))
		log_event(&host_event_interface, message.p);
	host_relisten_pulse(h);
}

static void
act_tls(struct host *h, const struct tls_wanted *wanted, bool strict)
{
	struct text message = text_of(h->tls_message, sizeof h->tls_message);

	h->tls_failed = !tls_policies_set(h->tls, wanted, strict, &message);
}

/* LISTEN, DIAL, SEND, HANGUP. */
static void
act_stream(struct host *h, const struct node_action *a)
{
	const struct stream_way way = {a->source, a->peer, a->port, a->text, a->password};

	if (a->kind == NODE_ACT_LISTEN)
		streams_listen(h->streams, a->service, a->on, &way);
	else if (a->kind == NODE_ACT_DIAL)
		streams_dial(h->streams, a->service, &way);
	else if (a->kind == NODE_ACT_SEND)
		streams_send(h->streams, a->service, a->dialled, a->bytes, a->len);
	else
		streams_hangup(h->streams, a->service, a->dialled);
}

static void
act_lan(struct host *h, const struct lan_wanted *wanted)
{
	struct text message = text_of(h->lan.message, sizeof h->lan.message);
	struct pulse_input busy = {.kind = PULSE_IN_BUSY, .span_us = PULSE_BUSY_MOST_US};

	host_let_go(h);
	pulse_thread_settle(h->pulse);
	host_say_pulse(h, &busy);
	h->lan.ok = !h->tls_failed && links_apply(h->links, wanted, &message);
	if (h->tls_failed)
		text_add(&message, "%s", h->tls_message);
	h->tls_failed = false;
	h->lan.due = true;
	if (h->lan.ok)
		listen_on_vlanifs(h, wanted);
}

static void
act_mend(struct host *h)
{
	struct text message = text_of(h->watch.message, sizeof h->watch.message);

	host_let_go(h);
	links_mend(h->links, &message);
	listen_on_vlanifs(h, links_wanted(h->links));
	host_watch_soon(h);
}

/* The startup file (NULL), or another one by its plain name; "" and false. */
static bool
file_path(const struct host *h, const char *name, char path[PATH_BYTES])
{
	if (name != NULL)
		return config_dir_path(h->setup->state_dir, h->setup->config_file, name, path,
				       PATH_BYTES);
	snprintf(path, PATH_BYTES, "%s", h->startup);
	return true;
}

static void
act_links(struct host *h, const struct node_action *a)
{
	if (a->kind == NODE_ACT_LAN)
		act_lan(h, a->wanted);
	else if (a->kind == NODE_ACT_MEND)
		act_mend(h);
	else
		links_neighbour(h->links, a->vlan, a->peer, a->mac, a->on);
}

/* The file of that name is the startup file from now on; that of -c is without a word. */
static uint64_t
name_startup(struct host *h, const char *name)
{
	const struct host_setup *setup = h->setup;
	char pointer[PATH_BYTES], line[CONF_FILE_NAME_MAX + 2];
	int n = snprintf(line, sizeof line, "%s\n", name);

	if (!config_dir_pointer(setup->state_dir, pointer, sizeof pointer))
		return 0;
	if (strcmp(name, config_dir_base(setup->config_file)) == 0)
		return file_thread_remove(h->files, pointer);
	return file_thread_write(h->files, pointer, (const uint8_t *)line, (size_t)n);
}

static uint64_t
begin_file(struct host *h, const struct node_action *a, const char *path)
{
	if (a->kind == NODE_ACT_READ && a->on)
		return file_thread_list(h->files, h->setup->state_dir, h->setup->config_file);
	if (a->kind == NODE_ACT_READ)
		return file_thread_read(h->files, path);
	if (a->bytes == NULL)
		return name_startup(h, a->text);
	return file_thread_write(h->files, path, a->bytes, a->len);
}

/* SAVE, READ. */
static void
act_session_file(struct host *h, const struct node_action *a)
{
	struct host_answer *answer = &h->file[a->session];
	struct host_job *job = &h->job[a->session];
	char path[PATH_BYTES];

	assert(a->session < NODE_SESSIONS_MAX);
	*job = (struct host_job){.reads = a->kind == NODE_ACT_READ,
				 .names = a->kind == NODE_ACT_SAVE && a->bytes == NULL};
	if (!file_path(h, a->text, path)) {
		snprintf(answer->message, HOST_SENTENCE_MAX,
			 "A file name must not begin with a dot or hold a slash.");
	} else {
		snprintf(answer->message, HOST_SENTENCE_MAX,
			 "%.400s: too many files wait for their disk.", path);
		job->number = begin_file(h, a, path);
		snprintf(job->name, sizeof job->name, "%s", a->text != NULL ? a->text : "");
	}
	answer->ok = false;
	answer->due = job->number == 0;
}

static void
act_point(struct host *h, const struct node_action *a)
{
	char path[PATH_BYTES];
	uint64_t job = 0;

	if (points_dir_path(h->setup->state_dir, a->number, path, sizeof path))
		job = a->len > 0 ? file_thread_write(h->files, path, a->bytes, a->len)
				 : file_thread_remove(h->files, path);
	if (job == 0)
		log_eventf(&host_event_point, "%.400s: too many files wait for their disk.", path);
}

static void
act_file(struct host *h, const struct node_action *a)
{
	if (a->kind == NODE_ACT_POINT)
		act_point(h, a);
	else
		act_session_file(h, a);
}

static void
act_serving(struct host *h, const struct node_action *a)
{
	if (a->text != NULL)
		log_host(a->text);
	notice_serving(&h->notice, clock_now());
}

static void
act_frame(struct host *h, const struct node_action *a)
{
	h->frame[h->frames_count++] = (struct packet_out){a->vlan, a->bytes, a->len};
}

/* TEXT, PROMPT, QUIT. */
static void
act_cli(struct host *h, const struct node_action *a)
{
	if (a->kind == NODE_ACT_TEXT)
		cli_socket_text(h->cli, a->session, a->page, a->bytes, a->len);
	else if (a->kind == NODE_ACT_PROMPT)
		cli_socket_prompt(h->cli, a->session, a->prompt, a->failed, a->text);
	else
		cli_socket_quit(h->cli, a->session);
}

static void
act_query(struct host *h, const struct node_action *a)
{
	if (a->kind == NODE_ACT_QUERY_LISTEN)
		query_sockets_listen(h->queries, a->on);
	else if (a->kind == NODE_ACT_QUERY_SEND)
		query_sockets_send(h->queries, a->session, a->bytes, a->len);
	else
		query_sockets_hangup(h->queries, a->session);
}

/* HISTORY, KEEP, FIND, SURVEY. */
static void
act_history(struct host *h, const struct node_action *a)
{
	if (a->kind == NODE_ACT_HISTORY)
		history_thread_append(h->history, a->bytes, a->len);
	else if (a->kind == NODE_ACT_KEEP)
		history_thread_keep(h->history, &a->keep);
	else if (a->kind == NODE_ACT_SURVEY)
		survey_thread_ask(h->survey, a->session, a->number, a->survey);
	else
		history_thread_find(h->history, a->session, a->number, a->query, &a->place);
}

/* APPEND, SNAPSHOT, RESTORED. */
static void
act_disk(struct host *h, const struct node_action *a)
{
	struct disk_slice slice = {.segment = a->segment,
				   .bytes = a->bytes,
				   .len = a->len,
				   .first = a->first,
				   .last = a->last};

	if (a->kind == NODE_ACT_RESTORED)
		state_dir_release(h->state_dir);
	else if (a->kind == NODE_ACT_APPEND)
		disk_append(h->disk, a->segment, a->number, a->bytes, a->len);
	else
		disk_snapshot(h->disk, &slice);
}

static void
act_stopped(struct host *h, const struct node_action *a)
{
	h->stopped = true;
	h->status = a->status;
}

void
host_act(struct host *h, const struct node_action *a)
{
	switch (a->kind) {
	case NODE_ACT_FRAME:
		act_frame(h, a);
		break;
	case NODE_ACT_PULSE:
		host_say_pulse(h, &a->pulse);
		break;
	case NODE_ACT_LAN:
	case NODE_ACT_MEND:
	case NODE_ACT_NEIGHBOUR:
		act_links(h, a);
		break;
	case NODE_ACT_TLS:
		act_tls(h, a->tls, a->on);
		break;
	case NODE_ACT_LISTEN:
	case NODE_ACT_DIAL:
	case NODE_ACT_SEND:
	case NODE_ACT_HANGUP:
		act_stream(h, a);
		break;
	case NODE_ACT_QUERY_LISTEN:
	case NODE_ACT_QUERY_SEND:
	case NODE_ACT_QUERY_HANGUP:
		act_query(h, a);
		break;
	case NODE_ACT_TEXT:
	case NODE_ACT_PROMPT:
	case NODE_ACT_QUIT:
		act_cli(h, a);
		break;
	case NODE_ACT_SAVE:
	case NODE_ACT_READ:
	case NODE_ACT_POINT:
		act_file(h, a);
		break;
	case NODE_ACT_LOG:
		log_event(a->event, a->text);
		break;
	case NODE_ACT_SERVING:
		act_serving(h, a);
		break;
	case NODE_ACT_APPEND:
	case NODE_ACT_SNAPSHOT:
	case NODE_ACT_RESTORED:
		act_disk(h, a);
		break;
	case NODE_ACT_HISTORY:
	case NODE_ACT_KEEP:
	case NODE_ACT_FIND:
	case NODE_ACT_SURVEY:
		act_history(h, a);
		break;
	case NODE_ACT_STOPPED:
		act_stopped(h, a);
		break;
	}
}
