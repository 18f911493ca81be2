/* node/rbs_actions.c -- see node/rbs_actions.h. */
#include "node/rbs_actions.h"

#include "node/config/schema.h"
#include "node/pair/leave.h"
#include "node/pair/left.h"
#include "node/pair/look.h"
#include "node/pair/pair.h"
#include "node/pair/service.h"
#include "node/pair/slots.h"
#include "node/state.h"

static bool
may_declare(void *subject, const struct show_args *args, struct text *out)
{
	const struct node *n = subject;
	unsigned slot = slots_service(n->pairs, args->word[0]);

	if (slot == NODE_NONE)
		text_add(out, "Error: The remote backup service does not exist.\n");
	else if (service_is_connected(n->pairs, slot))
		text_add(out, "Error: The peer is connected: it is not down.\n");
	else
		return true;
	return false;
}

static void
declare_down(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct node *n = subject;

	(void)now;
	n->asked_declare |= (uint16_t)(1u << slots_service(n->pairs, args->word[0]));
	text_add(
	    out,
	    "Info: The peer of remote backup service %s is declared down. PARTNER_DOWN in the "
	    "log\nnames the profiles; display remote-backup brief says what may be given now.\n",
	    args->word[0]);
}

static void
describe_declare(void *subject, const struct show_args *args, struct text *out)
{
	const struct node *n = subject;

	look_describe(n->pairs, slots_service(n->pairs, args->word[0]), n->now, out);
	pair_warn_given(n->pairs, slots_service(n->pairs, args->word[0]), out);
}

static bool
may_leave(void *subject, const struct show_args *args, struct text *out)
{
	const struct node *n = subject;
	unsigned slot = slots_service(n->pairs, args->word[0]);

	if (slot != NODE_NONE)
		return leave_may(n->pairs, slot, out);
	text_add(out, "Error: The remote backup service does not exist.\n");
	return false;
}

static void
describe_leave(void *subject, const struct show_args *args, struct text *out)
{
	const struct node *n = subject;

	leave_describe(n->pairs, slots_service(n->pairs, args->word[0]), out);
}

static void
leave_now(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct node *n = subject;

	(void)now;
	n->asked_leave |= (uint16_t)(1u << slots_service(n->pairs, args->word[0]));
	text_add(out,
		 "Info: This device leaves the pair of remote backup service %s. LEFT_PAIR in the "
		 "log says\nwhen the peer was sent word.\n",
		 args->word[0]);
}

static bool
may_join(void *subject, const struct show_args *args, struct text *out)
{
	const struct node *n = subject;
	unsigned slot = slots_service(n->pairs, args->word[0]);

	if (slot == NODE_NONE)
		text_add(out, "Error: The remote backup service does not exist.\n");
	else if (!leave_is_out(n->pairs, slot))
		text_add(out, "Error: This device has not left the pair.\n");
	else
		return true;
	return false;
}

static void
join_now(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct node *n = subject;

	(void)now;
	n->asked_join |= (uint16_t)(1u << slots_service(n->pairs, args->word[0]));
	text_add(out,
		 "Info: This device takes part in the pair of remote backup service %s again. It "
		 "serves as\nbefore once the pair is Connected.\n",
		 args->word[0]);
}

static bool
may_batch(void *subject, const struct show_args *args, struct text *out)
{
	const struct node *n = subject;
	unsigned slot = slots_service(n->pairs, args->word[0]);

	if (slot == NODE_NONE)
		text_add(out, "Error: The remote backup service does not exist; commit first.\n");
	else if (!service_is_connected(n->pairs, slot))
		text_add(out, "Error: The remote backup service is not connected.\n");
	else
		return true;
	return false;
}

static void
batch_now(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct node *n = subject;

	(void)now;
	n->asked_batch |= (uint16_t)(1u << slots_service(n->pairs, args->word[0]));
	text_add(out, "Info: All bindings are sent to the peer. BATCH_BACKUP in the log says when "
		      "they are safe there.\n");
}

static bool
may_declare_pool(void *subject, const struct show_args *args, struct text *out)
{
	const struct node *n = subject;

	return left_may_declare(n->pairs, args->word[0], out);
}

static void
declare_pool_down(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct node *n = subject;

	(void)now;
	n->asked_left = dhcp_server_find(bind_server(n->bind), args->word[0]) + 1;
	text_add(
	    out,
	    "Info: The peer of the pair that IP pool %s left is declared down. PARTNER_DOWN in "
	    "the log\nnames it.\n",
	    args->word[0]);
}

static const struct cli_action_row rows[] = {
    {.template = "remote-backup partner-down <name:1-32>",
     .help = "Declare the peer of a service down",
     .act = declare_down,
     .warning =
	 "The other device must be off, or cut off from every client: this device will give\n"
	 "out all addresses, those of the other one after the MCLT.",
     .may = may_declare,
     .describe = describe_declare,
     .forced = true},
    {.template = "remote-backup partner-down <name:1-32> force",
     .help = "Without a question",
     .act = declare_down,
     .may = may_declare},
    {.template = "remote-backup partner-down pool <name:1-64>",
     .help = "Declare the peer down of a pair that a pool left",
     .act = declare_pool_down,
     .warning =
	 "The device that the pool was a pair with must be off, or cut off from every client:\n"
	 "this device will give out all addresses of the pool, those of the other one after the "
	 "MCLT.",
     .may = may_declare_pool,
     .forced = true},
    {.template = "remote-backup partner-down pool <name:1-64> force",
     .help = "Without a question",
     .act = declare_pool_down,
     .may = may_declare_pool},
    {.template = "remote-backup leave <name:1-32>",
     .help = "Leave the pair of a service: the peer gets this device's half",
     .act = leave_now,
     .may = may_leave,
     .describe = describe_leave,
     .forced = true},
    {.template = "remote-backup leave <name:1-32> force",
     .help = "Without a question",
     .act = leave_now,
     .may = may_leave},
    {.template = "remote-backup join <name:1-32>",
     .help = "Take part in the pair of a service again",
     .act = join_now,
     .may = may_join},
    {.template = "batch-backup service-type dhcp-server now",
     .help = "Send all bindings to the peer once more",
     .act = batch_now,
     .view = VIEW_RBS,
     .may = may_batch},
};

struct cli_action_table
rbs_actions(struct node *n)
{
	return (struct cli_action_table){rows, sizeof rows / sizeof *rows, n};
}

void
rbs_actions_carry_out(struct node *n, struct step *step)
{
	for (unsigned slot = 0; slot < NODE_STREAMS_MAX; slot++) {
		if (n->asked_leave >> slot & 1)
			leave_begin(n->pairs, slot, step);
		if ((n->asked_join | n->asked_declare) >> slot & 1) /* or nobody would serve */
			leave_join(n->pairs, slot, step);
		if (n->asked_declare >> slot & 1)
			service_declare(n->pairs, slot, step);
		if (n->asked_batch >> slot & 1)
			service_batch(n->pairs, slot, false, step);
	}
	n->asked_declare = n->asked_batch = n->asked_leave = n->asked_join = 0;
	if (n->asked_left != 0)
		left_declare(n->pairs, n->asked_left - 1, step);
	n->asked_left = 0;
}
