/* node/resets.c -- see node/resets.h. */
#include "node/resets.h"

#include <assert.h>

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

/* The pool whose withheld addresses may be freed here; DHCP_NO_POOL, and why. */
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
reset_withheld(struct node *n, const struct expiry_reset *what, const char *adjective, uint64_t now,
	       struct text *out)
{
	struct expiry_freed count = expiry_reset(n->bind, what, now);

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
reset_kept(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct expiry_reset what = {.pool = pool_to_reset(subject, args->word[0], out),
				    .state = LEASE_RELEASED,
				    .high = {UINT32_MAX}};

	if (what.pool != DHCP_NO_POOL)
		reset_withheld(subject, &what, "kept", now, out);
}

/* Words: the first address, perhaps the last one, the pool. */
static void
reset_conflicts(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct expiry_reset what = {.pool =
					pool_to_reset(subject, args->word[args->count - 1], out),
				    .state = LEASE_DECLINED};
	bool are_addresses = ip4_parse(args->word[0], &what.low) &&
			     ip4_parse(args->word[args->count - 2], &what.high);

	assert(are_addresses);
	(void)are_addresses;
	if (what.pool == DHCP_NO_POOL)
		return;
	if (what.high.host < what.low.host)
		text_add(out, "Error: The end address is lower than the start address.\n");
	else
		reset_withheld(subject, &what, "in conflict", now, out);
}

const struct cli_action_row reset_rows[] = {
    {.template = "reset dhcp server statistics",
     .help = "Clear the counters of the DHCP server",
     .act = reset_dhcp_statistics},
    {.template = "reset ip pool name <name:1-128> kept",
     .help = "Free what is kept for clients that gave it back",
     .act = reset_kept},
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
