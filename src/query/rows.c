/* query/rows.c -- see query/rows.h. Order is the order of saved files. */
#include "query/rows.h"

#include "base/ip4.h"
#include "query/config.h"

#define COUNT_OF(a)   (sizeof(a) / sizeof *(a))
#define QUERY(member) ROW_AT(struct query_config, member)

static const struct template_value *
check_requestor(const struct row_line *line, struct text *error)
{
	const struct template_value *v = row_value(line, 0, 0);

	if (ip4_is_host(v->ip))
		return NULL;
	text_add(error, "A requestor is a host.");
	return v;
}

static const struct row rows[] = {
    {.template = "dhcp server leasequery requestor <ip>",
     .help = "Who may ask which client has an address",
     .noun = "requestor",
     .list = ROW_LIST(struct query_config, requestor, 1, true),
     .record = {0, sizeof(struct query_requestor)},
     .check = check_requestor,
     .field = {ROW_AT(struct query_requestor, address)}},
    {.template = "dhcp server leasequery rate <int:1-10000>",
     .help = "Queries of each requestor that are answered in a second",
     .undo = "dhcp server leasequery rate [<int:1-10000>]",
     .record = QUERY(rate),
     .otherwise = {true, {100}, "queries"},
     .field = {QUERY(rate.per_second)}},
    {.template = "dhcp server leasequery tcp enable",
     .help = "Answer requestors over TCP: all leases, and those that change",
     .record = QUERY(tcp)},
};

const struct conf_part query_part = {sizeof(struct query_config), rows, COUNT_OF(rows)};
