/* query/show.c -- see query/show.h. */
#include "query/show.h"

#include "query/shown.h"
#include "show/fields.h"

#define COUNTER(member, key, format) SHOW_FIELD(struct query_shown, statistics.member, key, format)

static const struct show_field of_heard[] = {
    SHOW_FIELD(struct query_shown, requestors, "requestors", " Requestors            : %s\n"),
    SHOW_FIELD(struct query_shown, config.rate.per_second, "rate", " Rate                  : %s\n"),
    SHOW_FIELD(struct query_shown, config.tcp.set, "tcp", " TCP                   : %s\n"),
    SHOW_FIELD(struct query_shown, connections, "connections", " Connections           : %s\n"),
    SHOW_LINE(" Queries\n"),
    COUNTER(heard[QUERY_BY_ADDRESS], "by_address", "   By address          : %s\n"),
    COUNTER(heard[QUERY_BY_HARDWARE], "by_mac", "   By MAC              : %s\n"),
    COUNTER(heard[QUERY_BY_IDENTIFIER], "by_identifier", "   By identifier       : %s\n"),
    COUNTER(heard[QUERY_BY_REMOTE], "by_remote_id", "   By remote id        : %s\n"),
    COUNTER(heard[QUERY_BY_RELAY], "by_relay_id", "   By relay id         : %s\n"),
    SHOW_LINE(" Answers\n"),
    COUNTER(active, "active", "   Active              : %s\n"),
    COUNTER(unassigned, "unassigned", "   Unassigned          : %s\n"),
    COUNTER(unknown, "unknown", "   Unknown             : %s\n"),
    SHOW_LINE(" Not answered\n"),
    COUNTER(dropped[QUERY_DROP_MALFORMED], "malformed", "   Malformed           : %s\n"),
    COUNTER(dropped[QUERY_DROP_TYPE], "other_type", "   Other type          : %s\n"),
    COUNTER(dropped[QUERY_DROP_REQUESTOR], "not_allowed", "   Not allowed         : %s\n"),
    COUNTER(dropped[QUERY_DROP_RATE], "rate_limit", "   Rate limit          : %s\n"),
    COUNTER(dropped[QUERY_DROP_BUSY], "busy", "   Busy                : %s\n"),
    COUNTER(dropped[QUERY_DROP_OTHER], "other_device", "   Other device serves : %s\n"),
    SHOW_LINE(" TCP connections\n"),
    COUNTER(accepted, "accepted", "   Accepted            : %s\n"),
    COUNTER(refused, "refused", "   Refused             : %s\n"),
};

static bool
display(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	struct show *out)
{
	const struct query_shown *q = subject;

	(void)args;
	(void)cursor;
	(void)now;
	show_begin(out, NULL);
	show_say(out, "DHCP Leasequery:\n\n");
	SHOW_FIELDS(out, of_heard, q);
	show_end(out);
	return false;
}

const struct show_row query_show_rows[] = {
    {"display dhcp server leasequery", "Queries of who has an address, and their answers", display},
};

const unsigned query_show_rows_count = sizeof query_show_rows / sizeof *query_show_rows;
