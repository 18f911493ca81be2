/* node/resets.c -- see node/resets.h. */
#include "node/resets.h"

#include <assert.h>

#include "lease/table.h"
#include "node/bind/bind.h"
#include "node/bind/expiry.h"
#include "node/config/schema.h"
#include "node/state.h"

static void
reset_dhcp_statistics(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	(void)args;
	(void)now;
	(void)out;
	serve_reset_statistics(((struct node *)subject)->serve);
}

/* The pool whose addresses may be freed here; DHCP_NO_POOL, and why. */
static unsigned
pool_to_reset(const struct node *n, const char *name, struct text *out)
{
	const struct dhcp_server *server = bind_server(n->bind);
	unsigned pool = dhcp_server_find(server, name);

	if (pool == DHCP_NO_POOL)
		text_add(out, "Error: The IP pool does not exist.\n");
	else if (!server->pool[pool].terms.serving)
		text_add(out, "Error: This device does not serve the pool; the Master does.\n");
	else
		return pool;
	return DHCP_NO_POOL;
}

static void
reset_addresses(struct node *n, const struct expiry_reset *what, const char *adjective,
		uint64_t now, struct text *out)
{
	struct expiry_freed count;

	if (!expiry_may_reset(n->bind)) {
		text_add(out, "Error: What the resets before free is not all freed yet. Wait a "
			      "moment, and say it again.\n");
		return;
	}
	count = expiry_reset(n->bind, what, now);
	if (count.freed + count.stay == 0)
		text_add(out, "Info: No address is %s.\n", adjective);
	if (count.freed > 0)
		text_add(out, "Info: Addresses %s that are being freed: %u.\n", adjective,
			 count.freed);
	if (count.stay > 0)
		text_add(out, "Info: Addresses %s that the pair does not let go now: %u.\n",
			 adjective, count.stay);
}

static void
reset_kind(void *subject, const struct show_args *args, unsigned kind, const char *adjective,
	   uint64_t now, struct text *out)
{
	struct expiry_reset what = {.pool = pool_to_reset(subject, args->word[0], out),
				    .kinds = kind,
				    .high = {UINT32_MAX}};

	if (what.pool != DHCP_NO_POOL)
		reset_addresses(subject, &what, adjective, now, out);
}

static void
reset_kept(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	reset_kind(subject, args, EXPIRY_KEPT, "kept", now, out);
}

static void
reset_expired(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	reset_kind(subject, args, EXPIRY_ENDED, "expired", now, out);
}

static void
reset_conflict(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	reset_kind(subject, args, EXPIRY_CONFLICT, "in conflict", now, out);
}

static void
reset_used(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	reset_kind(subject, args, EXPIRY_USED, "used", now, out);
}

static void
reset_all(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	reset_kind(subject, args, EXPIRY_ALL, "taken", now, out);
}

static bool
may_reset(void *subject, const struct show_args *args, struct text *out)
{
	return pool_to_reset(subject, args->word[0], out) != DHCP_NO_POOL;
}

static void
describe_used(const struct node *n, struct expiry_reset used, struct text *out)
{
	text_add(out, "Leased to clients now: %u.\n", expiry_count(n->bind, &used, n->now));
}

static void
describe_pool(void *subject, const struct show_args *args, struct text *out)
{
	const struct node *n = subject;
	struct expiry_reset used = {.pool = dhcp_server_find(bind_server(n->bind), args->word[0]),
				    .kinds = EXPIRY_USED,
				    .high = {UINT32_MAX}};

	describe_used(n, used, out);
}

/* ---- of a range ---- */

/* In the user view the pool's name is word 0; in the pool's view it is the last. The first address
 * is word 0 or 1, and the last address behind it, or the same. */
static struct expiry_reset
range_of(const struct node *n, const struct show_args *args, unsigned pool_word, unsigned kinds)
{
	unsigned first = pool_word == 0, last = pool_word == 0 ? args->count - 1 : pool_word - 1;
	struct expiry_reset what = {
	    .pool = dhcp_server_find(bind_server(n->bind), args->word[pool_word]), .kinds = kinds};
	bool are_addresses =
	    ip4_parse(args->word[first], &what.low) && ip4_parse(args->word[last], &what.high);

	assert(are_addresses);
	(void)are_addresses;
	return what;
}

static bool
may_reset_range(const struct node *n, const struct show_args *args, unsigned pool_word,
		struct text *out)
{
	struct expiry_reset what = range_of(n, args, pool_word, 0);

	if (pool_to_reset(n, args->word[pool_word], out) == DHCP_NO_POOL)
		return false;
	if (what.high.host < what.low.host)
		text_add(out, "Error: The end address is lower than the start address.\n");
	else if (ip4_same(what.low, what.high) &&
		 lease_pool_of(bind_leases(n->bind), what.low) != what.pool)
		text_add(out, "Error: The address is not in the IP pool.\n");
	else
		return true;
	return false;
}

static void
reset_range(struct node *n, const struct show_args *args, unsigned pool_word, uint64_t now,
	    struct text *out)
{
	struct expiry_reset what = range_of(n, args, pool_word, EXPIRY_ALL);

	reset_addresses(n, &what, "taken", now, out);
}

static void
describe_range(const struct node *n, const struct show_args *args, unsigned pool_word,
	       struct text *out)
{
	describe_used(n, range_of(n, args, pool_word, EXPIRY_USED), out);
}

static void
reset_conflicts(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct expiry_reset what = range_of(subject, args, args->count - 1, EXPIRY_CONFLICT);

	if (may_reset_range(subject, args, args->count - 1, out))
		reset_addresses(subject, &what, "in conflict", now, out);
}

static void
reset_named_range(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	reset_range(subject, args, 0, now, out);
}

static bool
may_reset_named_range(void *subject, const struct show_args *args, struct text *out)
{
	return may_reset_range(subject, args, 0, out);
}

static void
describe_named_range(void *subject, const struct show_args *args, struct text *out)
{
	describe_range(subject, args, 0, out);
}

static void
recycle(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	reset_range(subject, args, args->count - 1, now, out);
}

static bool
may_recycle(void *subject, const struct show_args *args, struct text *out)
{
	return may_reset_range(subject, args, args->count - 1, out);
}

static void
describe_recycle(void *subject, const struct show_args *args, struct text *out)
{
	describe_range(subject, args, args->count - 1, out);
}

#define USED_WARNING                                                                               \
	"A client that holds a freed address is not told: it goes on using it until it asks\n"     \
	"again. The address is kept for it for 30 s. Then it is the last to be given, and only\n"  \
	"when nobody answers an ARP probe: a client that sleeps through that shares it with the\n" \
	"next. Behind a relay agent nobody else gets it before its lease would have ended."

const struct cli_action_row reset_rows[] = {
    {.template = "reset dhcp server statistics",
     .help = "Clear the counters of the DHCP server",
     .act = reset_dhcp_statistics},
    {.template = "reset ip pool name <name:1-128> kept",
     .help = "Free what is kept for clients that gave it back",
     .act = reset_kept},
    {.template = "reset ip pool name <name:1-128> conflict",
     .help = "Free what was found in use",
     .act = reset_conflict},
    {.template = "reset ip pool name <name:1-128> expired",
     .help = "Free what was leased to clients whose time is over",
     .act = reset_expired},
    {.template = "reset ip pool name <name:1-128> used",
     .help = "Free what is leased to clients",
     .act = reset_used,
     .warning = USED_WARNING,
     .may = may_reset,
     .describe = describe_pool,
     .forced = true},
    {.template = "reset ip pool name <name:1-128> used force",
     .help = "Without a question",
     .act = reset_used,
     .may = may_reset},
    {.template = "reset ip pool name <name:1-128> all",
     .help = "Free all addresses",
     .act = reset_all,
     .warning = USED_WARNING,
     .may = may_reset,
     .describe = describe_pool,
     .forced = true},
    {.template = "reset ip pool name <name:1-128> all force",
     .help = "Without a question",
     .act = reset_all,
     .may = may_reset},
    {.template = "reset ip pool name <name:1-128> <ip>",
     .help = "Free an address",
     .act = reset_named_range,
     .warning = USED_WARNING,
     .may = may_reset_named_range,
     .describe = describe_named_range,
     .forced = true},
    {.template = "reset ip pool name <name:1-128> <ip> force",
     .help = "Without a question",
     .act = reset_named_range,
     .may = may_reset_named_range},
    {.template = "reset ip pool name <name:1-128> <ip> <ip>",
     .help = "Free addresses",
     .act = reset_named_range,
     .warning = USED_WARNING,
     .may = may_reset_named_range,
     .describe = describe_named_range,
     .forced = true},
    {.template = "reset ip pool name <name:1-128> <ip> <ip> force",
     .help = "Without a question",
     .act = reset_named_range,
     .may = may_reset_named_range},
    {.template = "recycle <ip>",
     .help = "Free an address of the pool",
     .act = recycle,
     .view = VIEW_POOL,
     .warning = USED_WARNING,
     .may = may_recycle,
     .describe = describe_recycle,
     .forced = true},
    {.template = "recycle <ip> force",
     .help = "Without a question",
     .act = recycle,
     .view = VIEW_POOL,
     .may = may_recycle},
    {.template = "recycle <ip> <ip>",
     .help = "Free addresses of the pool",
     .act = recycle,
     .view = VIEW_POOL,
     .warning = USED_WARNING,
     .may = may_recycle,
     .describe = describe_recycle,
     .forced = true},
    {.template = "recycle <ip> <ip> force",
     .help = "Without a question",
     .act = recycle,
     .view = VIEW_POOL,
     .may = may_recycle},
    {.template = "reset conflict-ip-address <ip>",
     .help = "Free an address that was found in use",
     .act = reset_conflicts,
     .view = VIEW_POOL},
    {.template = "reset conflict-ip-address <ip> <ip>",
     .help = "Free addresses that were found in use",
     .act = reset_conflicts,
     .view = VIEW_POOL},
};

const unsigned reset_rows_count = sizeof reset_rows / sizeof *reset_rows;
