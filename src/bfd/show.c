/* bfd/show.c -- see bfd/show.h. */
#include "bfd/show.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "show/fields.h"

#define RULE "--------------------------------------------------------------------------------\n"

enum { LINES_PER_STEP = 64, BLOCKS_PER_STEP = 8, NUMBER_LEN = 16 };

/* Some sessions. */
struct wanted {
	const struct bfd_latest *latest;
	const char *local, *peer; /* NULL: any */
};

static bool
is_wanted(const struct wanted *w, const struct bfd_status *s)
{
	char local[NUMBER_LEN], peer[IP4_TEXT];

	(void)snprintf(local, sizeof local, "%u", (unsigned)s->local);
	return (!w->local || strcmp(w->local, local) == 0) &&
	       (!w->peer || strcmp(w->peer, ip4_format(s->peer, peer)) == 0);
}

static const char *
interface_of(const struct bfd_status *s, char name[INTERFACE_TEXT])
{
	return s->interface.type == INTERFACE_NONE ? NULL : interface_format(s->interface, name);
}

/* Static or automatic discriminators, of one hop or several. */
static const char *
type_of(const struct bfd_status *s)
{
	if (s->automatic)
		return s->interface.type != INTERFACE_NONE ? "S_AUTO_IF" : "S_AUTO_PEER";
	return s->interface.type != INTERFACE_NONE ? "S_IP_IF" : "S_IP_PEER";
}

/* ---- display bfd session ... ---- */

static bool
session_line(const void *context, uint64_t i, struct show *out)
{
	const struct wanted *w = context;
	const struct bfd_status *s = &w->latest->status[i];
	char name[INTERFACE_TEXT];

	if (!is_wanted(w, s))
		return false;
	show_begin(out, NULL);
	show_text(out, "name", NULL, s->name);
	show_number(out, "local", "%-10s ", s->local);
	show_number(out, "remote", "%-10s ", s->remote);
	show_ip(out, "peer", "%-15s ", s->peer);
	show_text(out, "state", "%-10s ", bfd_state_name(s->state));
	show_text(out, "type", "%-12s ", type_of(s));
	show_text(out, NULL, "%s\n", interface_of(s, name) ? name : "-");
	show_text_given(out, "interface", NULL, interface_of(s, name));
	show_end(out);
	return true;
}

static void
count_sessions(const struct wanted *w, unsigned *ret_up, unsigned *ret_down)
{
	*ret_up = *ret_down = 0;
	for (unsigned i = 0; i < w->latest->count; i++) {
		const struct bfd_status *s = &w->latest->status[i];

		if (!is_wanted(w, s))
			continue;
		*ret_up += s->state == BFD_UP;
		*ret_down += s->state != BFD_UP;
	}
}

static void
session_head(const struct wanted *w, struct show *out)
{
	unsigned up, down;

	count_sessions(w, &up, &down);
	show_begin(out, NULL);
	show_number(out, "up", NULL, up);
	show_number(out, "down", NULL, down);
	show_say(out, RULE);
	show_say(out, "Local      Remote     PeerIpAddr      State      Type         "
		      "InterfaceName\n");
	show_say(out, RULE);
	show_list(out, "sessions");
}

static bool
show_sessions(const struct wanted *w, uint64_t *cursor, struct show *out)
{
	unsigned up, down;

	if (*cursor == 0)
		session_head(w, out);
	if (show_members(out, cursor, w->latest->count, LINES_PER_STEP, session_line, w))
		return true;
	count_sessions(w, &up, &down);
	show_say(out, RULE);
	show_say(out, "     Total UP/DOWN Session Number : %u/%u\n", up, down);
	return false;
}

/* ---- verbose ---- */

static void
show_ms(struct show *out, const char *key, const char *format, uint32_t us)
{
	show_number(out, key, format, us / TIME_MS);
}

static void
show_ends(const struct bfd_status *s, struct show *out)
{
	char name[INTERFACE_TEXT];

	show_number(out, "local", "  Local Discriminator    : %-16s ", s->local);
	show_number(out, "remote", "Remote Discriminator   : %s\n", s->remote);
	show_text(out, "type", "  Bind Session Type      : %s\n", type_of(s));
	show_ip(out, "peer", "  Bind Peer IP Address   : %s\n", s->peer);
	show_text_given(out, "interface", "  Bind Interface         : %s\n", interface_of(s, name));
	show_ip(out, "source", "  Bind Source IP Address : %s\n", s->source);
}

static void
show_timers(const struct bfd_status *s, struct show *out)
{
	show_ms(out, "min_tx_ms", "  Min Tx Interval (ms)   : %-16s ", s->min_tx_us);
	show_ms(out, "min_rx_ms", "Min Rx Interval (ms)   : %s\n", s->min_rx_us);
	show_ms(out, "tx_ms", "  Actual Tx Interval (ms): %-16s ", s->tx_us);
	show_ms(out, "detect_ms", "Detect Interval (ms)   : %s\n", s->detect_us);
	show_number(out, "multiplier", "  Local Detect Multi     : %-16s ", s->multiplier);
	show_number(out, "remote_multiplier", "Remote Detect Multi    : %s\n",
		    s->remote_multiplier);
}

static void
show_past(const struct bfd_status *s, struct show *out)
{
	show_text(out, "diagnostic", "  Last Local Diagnostic  : %s\n", bfd_diag_name(s->diag));
	show_text(out, "remote_diagnostic", "  Last Remote Diagnostic : %s\n",
		  bfd_diag_name(s->remote_diag));
	show_bool(out, "counts_up", "  Counts as Up           : %s\n", s->counts_up);
	show_number(out, "sent", "  Packets Sent           : %-16s ", s->counters.sent);
	show_number(out, "received", "Packets Received       : %s\n", s->counters.received);
	show_number(out, "ups", "  Times Up               : %-16s ", s->counters.ups);
	show_number(out, "failures", "Failures               : %s\n", s->counters.failures);
	show_time(out, "create_time", "  Create Time            : %s\n", s->created_us);
	show_time(out, "last_change_time", "  Last Change Time       : %s\n", s->changed_us);
}

static bool
session_block(const void *context, uint64_t i, struct show *out)
{
	const struct wanted *w = context;
	const struct bfd_status *s = &w->latest->status[i];

	if (!is_wanted(w, s))
		return false;
	show_begin(out, NULL);
	show_say(out, RULE);
	show_text(out, "state", "  State : %-24s ", bfd_state_name(s->state));
	show_text(out, "name", "Name : %s\n", s->name);
	show_say(out, RULE);
	show_ends(s, out);
	show_timers(s, out);
	show_past(s, out);
	show_end(out);
	return true;
}

static bool
show_blocks(const struct wanted *w, uint64_t *cursor, struct show *out)
{
	unsigned up, down;

	if (*cursor == 0) {
		show_begin(out, NULL);
		show_list(out, "sessions");
	}
	if (show_members(out, cursor, w->latest->count, BLOCKS_PER_STEP, session_block, w))
		return true;
	count_sessions(w, &up, &down);
	show_say(out, RULE);
	show_say(out, "     Total UP/DOWN Session Number : %u/%u\n", up, down);
	return false;
}

static bool
display_all(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	struct wanted w = {.latest = subject};

	(void)args;
	(void)now;
	return show_sessions(&w, cursor, out);
}

static bool
display_all_verbose(const void *subject, const struct show_args *args, uint64_t *cursor,
		    uint64_t now, struct show *out)
{
	struct wanted w = {.latest = subject};

	(void)args;
	(void)now;
	return show_blocks(&w, cursor, out);
}

static bool
is_any(const struct wanted *w, struct show *out)
{
	unsigned up, down;

	count_sessions(w, &up, &down);
	if (up + down == 0)
		show_say(out, "Error: The BFD session does not exist.\n");
	return up + down > 0;
}

/* A discriminator has no dots. */
static struct wanted
one_of(const void *subject, const struct show_args *args)
{
	bool peer = strchr(args->word[0], '.') != NULL;

	return (struct wanted){.latest = subject,
			       .local = peer ? NULL : args->word[0],
			       .peer = peer ? args->word[0] : NULL};
}

static bool
display_one(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	struct wanted w = one_of(subject, args);

	(void)now;
	return (*cursor != 0 || is_any(&w, out)) && show_sessions(&w, cursor, out);
}

static bool
display_one_verbose(const void *subject, const struct show_args *args, uint64_t *cursor,
		    uint64_t now, struct show *out)
{
	struct wanted w = one_of(subject, args);

	(void)now;
	return (*cursor != 0 || is_any(&w, out)) && show_blocks(&w, cursor, out);
}

/* ---- display bfd statistics ---- */

static const char *const fault_key[BFD_FAULTS] = {
    [BFD_FAULT_TTL] = "bad_ttl",
    [BFD_FAULT_LENGTH] = "bad_length",
    [BFD_FAULT_VERSION] = "bad_version",
    [BFD_FAULT_MULTIPLIER] = "bad_multiplier",
    [BFD_FAULT_MULTIPOINT] = "multipoint",
    [BFD_FAULT_MY_ZERO] = "no_my_discriminator",
    [BFD_FAULT_STATE] = "no_your_discriminator",
    [BFD_FAULT_AUTH] = "authenticated",
    [BFD_FAULT_SESSION] = "no_session",
    [BFD_FAULT_SENDER] = "bad_sender",
    [BFD_FAULT_REMOTE] = "bad_discriminator",
    [BFD_FAULT_ADMIN] = "shut_down",
};

static void
show_faults(const struct bfd_faults *f, struct show *out)
{
	show_say(out, "  Packets dropped:\n");
	for (unsigned i = BFD_FAULT_NONE + 1; i < BFD_FAULTS; i++) {
		show_say(out, "    %-60s : ", bfd_fault_text((enum bfd_fault)i));
		show_number(out, fault_key[i], "%s\n", f->count[i]);
	}
}

static bool
display_statistics(const void *subject, const struct show_args *args, uint64_t *cursor,
		   uint64_t now, struct show *out)
{
	const struct bfd_latest *b = subject;
	struct wanted w = {.latest = b};
	struct bfd_counters sum = {0};
	unsigned up, down;

	(void)args;
	(void)cursor;
	(void)now;
	count_sessions(&w, &up, &down);
	for (unsigned i = 0; i < b->count; i++) {
		sum.sent += b->status[i].counters.sent;
		sum.received += b->status[i].counters.received;
		sum.ups += b->status[i].counters.ups;
		sum.failures += b->status[i].counters.failures;
	}
	show_begin(out, NULL);
	show_number(out, "up", "  Sessions Up      : %s\n", up);
	show_number(out, "down", "  Sessions Down    : %s\n", down);
	show_number(out, "sent", "  Packets Sent     : %s\n", sum.sent);
	show_number(out, "received", "  Packets Received : %s\n", sum.received);
	show_number(out, "ups", "  Times Up         : %s\n", sum.ups);
	show_number(out, "failures", "  Failures         : %s\n", sum.failures);
	show_faults(&b->faults, out);
	show_end(out);
	return false;
}

const struct show_row bfd_show_rows[] = {
    {"display bfd session all", "BFD sessions", display_all},
    {"display bfd session all verbose", "BFD sessions with timers and counters",
     display_all_verbose},
    {"display bfd session discriminator <int:1-4294967295>", "The session with this number",
     display_one},
    {"display bfd session discriminator <int:1-4294967295> verbose",
     "The session with this number, with timers and counters", display_one_verbose},
    {"display bfd session peer-ip <ip>", "The sessions to one peer", display_one},
    {"display bfd session peer-ip <ip> verbose",
     "The sessions to one peer, with timers and counters", display_one_verbose},
    {"display bfd statistics", "Packets of all sessions, and those dropped", display_statistics},
};

const unsigned bfd_show_rows_count = sizeof bfd_show_rows / sizeof *bfd_show_rows;
