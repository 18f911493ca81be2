/* node/bind/journal_show.c -- see node/bind/journal_show.h. */
#include "node/bind/journal_show.h"

#include <stdio.h>

#include "node/bind/room.h"

static void
show_state(const struct writer *k, struct show *out)
{
	static const char *const name[] = {
	    [WRITER_CLOSED] = "Closed",
	    [WRITER_BEGINS] = "Begins",
	    [WRITER_WORKS] = "Works",
	    [WRITER_FAILED] = "Failed",
	};

	show_text(out, "state", " State                : %s\n", name[k->state]);
	if (k->why[0] != '\0')
		show_text(out, "reason", " Reason               : %s\n", k->why);
	else
		show_none(out, "reason", " Reason               : %s\n");
	show_time(out, "failed", " Last failure         : %s\n", k->failed_us);
}

static void
show_identity(const struct bind *b, struct show *out)
{
	char text[20];

	snprintf(text, sizeof text, "%016llx", (unsigned long long)b->identity.journal);
	show_text(out, "journal", " Journal              : %s\n", text);
	snprintf(text, sizeof text, "%016llx", (unsigned long long)b->identity.device);
	show_text(out, "device", " Device               : %s\n", text);
}

static void
show_log(const struct bind *b, struct show *out)
{
	const struct writer *k = &b->writer;

	show_number(out, "log", " Log                  : log.%s\n", k->segment);
	show_number(out, "log_bytes", " Log size             : %s bytes\n", k->length);
	show_number(out, "blocks_waiting", " Waiting for the disk : %s blocks", k->count);
	show_number(out, "changes_waiting", ", %s changes\n", b->change.count);
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
	const struct bind *b = subject;

	(void)args;
	(void)cursor;
	(void)now;
	show_begin(out, NULL);
	show_text(out, "status", " Status               : %s\n", "enable");
	show_state(&b->writer, out);
	show_identity(b, out);
	show_log(b, out);
	show_end(out);
	return false;
}

const struct show_row journal_show_rows[] = {
    {"display dhcp server database", "The journal of bindings and its disk", display_database},
};
const unsigned journal_show_rows_count = sizeof journal_show_rows / sizeof *journal_show_rows;
