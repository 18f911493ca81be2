/* node/vrrp_actions.c -- see node/vrrp_actions.h. */
#include "node/vrrp_actions.h"

static unsigned
number(const char *digits)
{
	unsigned n = 0;

	for (; *digits; digits++)
		n = n * 10 + (unsigned)(*digits - '0');
	return n;
}

/* Words: an interface, a VRID, both or none. */
static void
reset_statistics(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct interface_name interface = {INTERFACE_NONE, 0, 0};
	unsigned vrid = 0;

	(void)now;
	for (unsigned i = 0; i < args->count; i++)
		if (!interface_parse(args->word[i], &interface))
			vrid = number(args->word[i]);
	if (pairs_reset_vrrp(subject, interface, (uint8_t)vrid) == 0)
		text_add(out, "Error: The VRRP group does not exist.\n");
}

static const struct cli_action_row rows[] = {
    {.template = "reset vrrp statistics",
     .help = "Clear the counters of all groups",
     .act = reset_statistics},
    {.template = "reset vrrp vrid <int:1-255> statistics",
     .help = "Clear the counters of groups with this VRID",
     .act = reset_statistics},
    {.template = "reset vrrp interface <interface> statistics",
     .help = "Clear the counters of the groups of an interface",
     .act = reset_statistics},
    {.template = "reset vrrp interface <interface> vrid <int:1-255> statistics",
     .help = "Clear the counters of a group",
     .act = reset_statistics},
};

struct cli_action_table
vrrp_actions(struct pairs *pairs)
{
	return (struct cli_action_table){rows, sizeof rows / sizeof *rows, pairs};
}
