/* node/keep_show.c -- see node/keep_show.h. */
#include "node/keep_show.h"

#include <stdio.h>

#include "node/state.h"

static void
show_state(const struct keep *k, struct show *out)
{
	static const char *const name[] = {
	    [KEEP_CLOSED] = "Closed",
	    [KEEP_BEGINS] = "Begins",
	    [KEEP_WORKS] = "Works",
	    [KEEP_FAILED] = "Failed",
	};

	show_text(out, "state", " State                : %s\n", name[k->state]);
	if (k->why[0] != '\0')
		show_text(out, "reason", " Reason               : %s\n", k->why);
	else
		show_none(out, "reason", " Reason               : %s\n");
	show_time(out, "failed", " Last failure         : %s\n", k->failed_us);
}

static void
show_identity(const struct node *n, struct show *out)
{
	char text[20];

	snprintf(text, sizeof text, "%016llx", (unsigned long long)n->journal_id);
	show_text(out, "journal", " Journal              : %s\n", text);
	snprintf(text, sizeof text, "%016llx", (unsigned long long)n->device_id);
	show_text(out, "device", " Device               : %s\n", text);
}

static void
show_log(const struct node *n, struct show *out)
{
	const struct keep *k = &n->keep;

	show_number(out, "log", " Log                  : log.%s\n", k->segment);
	show_number(out, "log_bytes", " Log size             : %s bytes\n", k->length);
	show_number(out, "blocks_waiting", " Waiting for the disk : %s blocks", k->count);
	show_number(out, "changes_waiting", ", %s changes\n", n->change.count);
	show_text(out, "snapshot", " Snapshot             : %s", k->snapshot ? "running" : "--");
	show_number(out, "snapshot_records", ", %s records", k->snapshot_count);
	show_number(out, "snapshot_bytes", ", %s bytes\n", k->snapshot_length);
	show_number(out, "restored", " Records read at start: %s\n", k->facts.records);
	show_number(out, "torn", " Unfinished at start  : %s bytes\n", k->facts.torn_bytes);
}

static bool
display_database(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		 struct show *out)
{
	const struct node *n = subject;

	(void)args;
	(void)cursor;
	(void)now;
	show_begin(out, NULL);
	show_text(out, "status", " Status               : %s\n", "enable");
	show_state(&n->keep, out);
	show_identity(n, out);
	show_log(n, out);
	show_end(out);
	return false;
}

const struct show_row keep_show_rows[] = {
    {"display dhcp server database", "The journal of bindings and its disk", display_database},
};
const unsigned keep_show_rows_count = sizeof keep_show_rows / sizeof *keep_show_rows;
