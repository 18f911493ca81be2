/* rbs/show.c -- see rbs/show.h. Layouts: docs/vrp.md "Service displays"; `verbose` is our own: the
 * detail, then the last changes, counters, and the state of every backup-id. */
#include "rbs/show.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "rbs/status.h"
#include "show/fields.h"

#define RULE "----------------------------------------------------------\n"

static const struct rbs_shown_entry *
shown_find(const struct rbs_shown *shown, const char *name, struct show *out)
{
	for (unsigned i = 0; i < shown->count; i++)
		if (strcasecmp(shown->list[i].name, name) == 0)
			return &shown->list[i];
	show_say(out, "Error: The remote backup service does not exist.\n");
	return NULL;
}

/* "--": no peer configured; docs/vrp.md "Service displays". */
static const char *
tcp_state(const struct rbs_shown_entry *e, const struct rbs_status *status)
{
	return e->config->peer.set ? rbs_state_name(status->state) : "--";
}

static void
shown_status(const struct rbs_shown_entry *e, struct rbs_status *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->why = ret->attempt = ret->blocked = "";
	if (e->session != NULL)
		rbs_status_of(e->session, ret);
}

/* Printed when they are set; docs/vrp.md "Service displays". */
static void
show_options(const struct rbs_config *c, struct show *out)
{
	char daily[16];

	snprintf(daily, sizeof daily, "%02u:%02u:%02u", c->daily.at_s / 3600 % 24,
		 c->daily.at_s / 60 % 60, c->daily.at_s % 60);
	if (c->daily.set)
		show_text(out, "batch_backup_daily",
			  " Batch-backup     : %s(Daily) for service dhcp-server\n", daily);
	else
		show_none(out, "batch_backup_daily", NULL);
	show_bool(out, "blocked_on_tx", NULL, c->block_send.set);
	show_bool(out, "blocked_on_rx", NULL, c->block_receive.set);
	if (c->block_send.set)
		show_say(out, " Blocked on TX    : dhcp-server\n");
	if (c->block_receive.set)
		show_say(out, " Blocked on RX    : dhcp-server\n");
}

static const struct show_field of_peer[] = {
    SHOW_FIELD(struct rbs_config, peer.peer, "peer", " Peer-ip          : %s\n"),
    SHOW_FIELD(struct rbs_config, peer.source, "source", " Source-ip        : %s\n"),
    SHOW_FIELD(struct rbs_config, peer.port, "port", " TCP-Port         : %s\n"),
};

/* The state is that of the session, not that of the files: display ssl policy has those. */
static void
show_ssl(const struct rbs_config *c, const struct rbs_status *status, struct show *out)
{
	if (rbs_config_ssl(c) == NULL) {
		show_none(out, "ssl_policy", " SSL-Policy-Name  : %s\n");
		show_none(out, "ssl_state", " SSL-State        : %s\n");
		return;
	}
	show_text(out, "ssl_policy", " SSL-Policy-Name  : %s\n", rbs_config_ssl(c));
	show_text(out, "ssl_state", " SSL-State        : %s\n",
		  status->secure ? "Connected" : "Disconnected");
}

static void
show_detail(const struct rbs_shown_entry *e, const struct rbs_status *status, struct show *out)
{
	const struct rbs_config *c = e->config;

	show_say(out, RULE);
	show_number(out, "index", " Service-Index    : %s\n", e->index);
	show_text(out, "name", " Service-Name     : %s\n", e->name);
	show_text(out, "tcp_state", " TCP-State        : %s\n", tcp_state(e, status));
	SHOW_FIELDS(out, of_peer, c->peer.set ? c : NULL);
	if (c->track.set)
		show_number(out, "track_bfd", " Track-BFD        : %s\n", c->track.local);
	else
		show_none(out, "track_bfd", " Track-BFD        : %s\n");
	show_ssl(c, status, out);
	show_options(c, out);
	if (e->waits != NULL) {
		show_time(out, "declaration_due", " Declaration      : due since %s", e->due_us);
		show_text(out, "declaration_waits", ", waits: %s\n", e->waits);
	}
	show_say(out, RULE);
}

static bool
display_brief(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	const struct rbs_shown *shown = subject;

	(void)args;
	(void)cursor;
	(void)now;
	show_say(out, " ---------REMOTE-BACKUP-SERVICE----------\n");
	show_say(out, "        SERVER ID  SERVER NAME\n");
	show_say(out, " ----------------------------------------\n");
	show_list(out, "services");
	for (unsigned i = 0; i < shown->count; i++) {
		show_begin(out, NULL);
		show_number(out, "index", "%17s", shown->list[i].index);
		show_text(out, "name", "  %s\n", shown->list[i].name);
		show_end(out);
	}
	show_list_end(out);
	show_say(out, " ----------------------------------------\n");
	show_say(out, "  Total %u,%u printed\n", shown->count, shown->count);
	return false;
}

static bool
display_one(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	const struct rbs_shown_entry *e = shown_find(subject, args->word[0], out);
	struct rbs_status status;

	(void)cursor;
	(void)now;
	if (e == NULL)
		return false;
	shown_status(e, &status);
	show_begin(out, NULL);
	show_detail(e, &status, out);
	show_end(out);
	return false;
}

/* ---- verbose ---- */

static void
show_link(const struct rbs_status *s, uint64_t now, struct show *out)
{
	show_time(out, "last_up", " Last up time     : %s\n", s->up_us);
	show_time(out, "last_down", " Last down time   : %s\n", s->down_us);
	if (s->why[0] != '\0')
		show_text(out, "last_down_reason", " Last down reason : %s\n", s->why);
	else
		show_none(out, "last_down_reason", " Last down reason : %s\n");
	if (s->attempt[0] != '\0') {
		show_text(out, "last_attempt", " Last attempt     : %s", s->attempt);
		show_time(out, "last_attempt_at", " (%s)\n", s->attempt_us);
	} else {
		show_none(out, "last_attempt", NULL);
	}
	if (s->retry_us > now)
		show_number(out, "retry_in_ms", " Next attempt     : in %s ms\n",
			    (s->retry_us - now) / TIME_MS);
	if (s->even_agreed)
		show_text(out, "home", " Home addresses   : %s\n", s->even ? "even" : "odd");
	else
		show_none(out, "home", " Home addresses   : %s\n");
}

/* Only people read it: no lease depends on a wall clock. */
static void
show_clock(const struct rbs_status *s, struct show *out)
{
	uint64_t ms =
	    s->clock_ahead_ms < 0 ? (uint64_t)-s->clock_ahead_ms : (uint64_t)s->clock_ahead_ms;

	if (!s->clock_known) {
		show_none(out, "peer_clock_differs_ms", " Peer clock       : %s\n");
		show_none(out, "peer_clock_is", NULL);
		return;
	}
	show_number(out, "peer_clock_differs_ms", " Peer clock       : %s ms ", ms);
	show_text(out, "peer_clock_is", "%s\n", s->clock_ahead_ms < 0 ? "behind" : "ahead");
}

static void
show_limits(const struct rbs_status *s, struct show *out)
{
	show_number(out, "keepalive_ms", " Keepalive        : every %s ms", s->idle_us / TIME_MS);
	show_number(out, "dead_ms", ", dead after %s ms\n", s->dead_us / TIME_MS);
	show_number(out, "answer_limit_ms", " Answer limit     : %s ms\n", s->answer_us / TIME_MS);
	show_text_given(out, "blocked", " Blocked          : %s\n", s->blocked);
}

#define STATUS(member, key, format) SHOW_FIELD(struct rbs_status, member, key, format)

static const struct show_field towards_the_peer[] = {
    STATUS(sequence_made, "sequence_made", " Sequence         : made %s"),
    STATUS(sequence_sent, "sequence_sent", ", sent %s"),
    STATUS(sequence_acked, "sequence_acknowledged", ", acknowledged %s\n"),
    STATUS(sequence_received, "peer_sequence", " Peer sequence    : %s\n"),
    STATUS(made, "updates", " Updates made     : %s\n"),
    STATUS(sent, "updates_sent", " Updates sent     : %s\n"),
    STATUS(unanswered, "updates_unanswered", " Not answered     : %s\n"),
    STATUS(queue, "queue", " Send Q           : %s\n"),
    STATUS(confirmed, "peer_applied", " Peer applied     : %s\n"),
};

static const struct show_field from_the_peer[] = {
    STATUS(received, "updates_received", " Updates received : %s\n"),
    STATUS(peer_queue, "peer_queue", " Peer send Q      : %s\n"),
    STATUS(refusals_sent, "refusals_sent", " Refused here     : %s\n"),
    STATUS(refusals_received, "refusals_received", " Refused there    : %s\n"),
    STATUS(outside, "outside", " Outside pools    : %s\n"),
    STATUS(repairs, "repairs", " Sent to repair   : %s\n"),
    STATUS(blocked_count, "blocked_frames", " Blocked frames   : %s\n"),
    STATUS(drops, "drops", " Sessions lost    : %s\n"),
    STATUS(echo_time_outs, "echo_time_outs", " Echo time outs   : %s\n"),
    STATUS(answer_time_outs, "answer_time_outs", " Answer time outs : %s\n"),
    STATUS(packet_errors, "packet_errors", " Packet errors    : %s\n"),
};

static void
show_counters(const struct rbs_status *s, uint64_t now, struct show *out)
{
	SHOW_FIELDS(out, towards_the_peer, s);
	show_number(out, "lag", " Lag of the peer  : %s\n", s->made - s->confirmed);
	show_number(out, "lag_ms", " Lag in time      : %s ms\n", rbs_lag_ms(s, now));
	SHOW_FIELDS(out, from_the_peer, s);
}

static void
show_frames(const struct rbs_status *s, struct show *out)
{
	show_say(out, " Frames               Sent   Received\n");
	show_list(out, "frames");
	for (enum rbs_type t = RBS_HELLO; t < RBS_TYPES; t++) {
		show_begin(out, NULL);
		show_text(out, "type", "  %-12s", rbs_type_name(t));
		show_number(out, "sent", " %10s", s->frames_sent[t]);
		show_number(out, "received", " %10s\n", s->frames_received[t]);
		show_end(out);
	}
	show_list_end(out);
}

static const char *
configuration(const struct rbs_status *s, const struct rbs_group_status *g)
{
	if (s->state != RBS_CONNECTED)
		return "--";
	if (!g->shared)
		return "missing on the peer";
	return g->matched ? "equal" : "different";
}

static void
show_number_or_none(struct show *out, const char *key, const char *format, uint64_t value)
{
	if (value != 0)
		show_number(out, key, format, value);
	else
		show_none(out, key, NULL);
}

static void
show_begun(struct show *out, const char *key, uint64_t when_us)
{
	show_time(out, key, when_us != 0 ? ", begun %s" : NULL, when_us);
	show_say(out, "\n");
}

static void
show_batches(const struct rbs_group_status *g, struct show *out)
{
	show_text(out, "batch_sending", "  Batch sending   : %s", g->sending);
	show_number(out, "batch_sent", ", %s records", g->sent_count);
	show_number_or_none(out, "batch_to_send", " of about %s", g->sent_about);
	show_text(out, "batch_kind", ", %s", g->resumed ? "resumed" : "full");
	show_begun(out, "batch_sending_begun", g->sent_since_us);
	show_text(out, "batch_receiving", "  Batch receiving : %s", g->receiving);
	show_number(out, "batch_received", ", %s records", g->received_count);
	show_number_or_none(out, "batch_to_receive", " of about %s", g->received_about);
	show_begun(out, "batch_receiving_begun", g->received_since_us);
}

static void
show_comparison(const struct rbs_group_status *g, struct show *out)
{
	if (g->compared_us == 0) {
		show_say(out, "  Tables          : not compared in this session\n");
		show_none(out, "tables", NULL);
		show_none(out, "tables_compared", NULL);
		show_number(out, "tables_differ_in", NULL, 0);
		return;
	}
	show_text(out, "tables", "  Tables          : %s",
		  g->suspects == 0 ? "equal" : "different");
	show_number(out, "tables_differ_in", g->suspects != 0 ? " in %s places" : NULL,
		    g->suspects);
	show_time(out, "tables_compared", ", compared %s\n", g->compared_us);
}

static void
show_group(const struct rbs_status *s, const struct rbs_group_status *g, struct show *out)
{
	show_begin(out, NULL);
	show_number(out, "backup_id", " Backup-ID        : %s\n", g->backup_id);
	show_text(out, "pair_state", "  Pair state      : %s\n", rbs_pair_name(g->pair));
	show_time(out, "pair_since", "  Since           : %s\n", g->since_us);
	if (g->why[0] != '\0')
		show_text(out, "pair_reason", "  Reason          : %s\n", g->why);
	else
		show_none(out, "pair_reason", "  Reason          : %s\n");
	show_text(out, "role", "  Role            : %s\n", rbs_role_name(g->role));
	if (g->peer_role_known)
		show_text(out, "peer_role", "  Peer role       : %s\n",
			  rbs_role_name(g->peer_role));
	else
		show_none(out, "peer_role", "  Peer role       : %s\n");
	show_text(out, "configuration", "  Configuration   : %s\n", configuration(s, g));
	if (g->differs[0] != '\0')
		show_text(out, "differs", "  Differs         : %s\n", g->differs);
	show_batches(g, out);
	show_comparison(g, out);
	show_number(out, "applied", "  Applied         : %s\n", g->applied);
	show_text(out, "waits_for", "  Preemption waits: for %s\n",
		  g->waits ? g->waits : "nothing");
	show_text_given(out, "alarm", "  Alarm           : %s\n", g->alarm);
	show_end(out);
}

/* The cursor: 0 everything up to the backup-ids, then one a step. */
static bool
display_verbose(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	const struct rbs_shown_entry *e = shown_find(subject, args->word[0], out);
	struct rbs_status s;

	if (e == NULL)
		return false;
	shown_status(e, &s);
	if (*cursor == 0) {
		show_begin(out, NULL);
		show_detail(e, &s, out);
		show_link(&s, now, out);
		show_clock(&s, out);
		show_limits(&s, out);
		show_counters(&s, now, out);
		show_frames(&s, out);
		show_list(out, "backup_ids");
	} else if (*cursor <= s.groups_count) {
		show_group(&s, &s.group[*cursor - 1], out);
	}
	if ((*cursor)++ < s.groups_count)
		return true;
	show_list_end(out);
	show_say(out, RULE);
	show_end(out);
	return false;
}

const struct show_row rbs_show_rows[] = {
    {"display remote-backup-service", "Remote backup services", display_brief},
    {"display remote-backup-service <name:1-32>", "One remote backup service", display_one},
    {"display remote-backup-service <name:1-32> verbose",
     "One remote backup service with counters, batches and pair states", display_verbose},
};

const unsigned rbs_show_rows_count = sizeof rbs_show_rows / sizeof *rbs_show_rows;
