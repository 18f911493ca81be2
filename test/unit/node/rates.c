/* New clients beyond `dhcp check dhcp-rate` are not answered; those that are known always are. */
#include "node/serve/rates.h"

#include "base/memory.h"
#include "dhcp/statistics.h"
#include "test/unit/node/seed.h"

static struct {
	unsigned begun, over;
	char text[256];
} told;

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	if (device != 0 || (event != &event_rate && event != &event_rate_over))
		return;
	told.begun += event == &event_rate;
	told.over += event == &event_rate_over;
	snprintf(told.text, sizeof told.text, "%s", text);
}

static void
type(struct rig *r, const char *line)
{
	rig_cli(r, 0, line);
	assert_false(r->device[0].failed);
}

static struct rig *
bounded_pair(const char *command)
{
	struct rig *r = seed_pair();

	memset(&told, 0, sizeof told);
	r->logged = hear_log;
	type(r, "system-view");
	type(r, "interface Vlanif 100");
	type(r, command);
	type(r, "commit");
	rig_run(r, 20 * TIME_SEC);
	return r;
}

static uint64_t
why(const struct rig *r, enum dhcp_why which)
{
	return serve_statistics(r->device[0].node->serve)->why[which];
}

static void
discover(struct rig *r, uint16_t client)
{
	rig_say(r, &(struct rig_message){
		       .type = DHCP_DISCOVER, .client = client, .station = client, .xid = client});
}

static void
those_beyond_the_rate_are_not_answered(void **state)
{
	struct rig *r = bounded_pair("dhcp check dhcp-rate 5");
	struct ip4 known = rig_dora(r, 1, 1);

	(void)state;
	assert_true(ip4_set(known));
	rig_run(r, 2 * TIME_SEC);
	for (uint16_t n = 100; n < 140; n++)
		discover(r, n);
	assert_int_equal(why(r, DHCP_WHY_RATE), 35);
	assert_int_equal(told.begun, 1);
	assert_string_equal(told.text,
			    "More than 5 new clients a second came; those beyond are not answered, "
			    "known clients are (interface=Vlanif100)");
	for (uint16_t n = 100; n < 105; n++) /* they were offered something: it is repeated */
		discover(r, n);
	assert_int_equal(why(r, DHCP_WHY_RATE), 35);
	assert_true(ip4_same(rig_dora(r, 1, 2), known));
	assert_int_equal(why(r, DHCP_WHY_RATE), 35);
	rig_run(r, TIME_SEC / 5);
	discover(r, 200); /* one place a fifth of a second */
	discover(r, 201);
	assert_int_equal(why(r, DHCP_WHY_RATE), 36);
	rig_run(r, RATES_QUIET_US - TIME_SEC);
	assert_int_equal(told.over, 0);
	rig_run(r, 2 * TIME_SEC);
	assert_int_equal(told.over, 1);
	assert_int_equal(told.begun, 1);
	assert_non_null(strstr(told.text, "36 were not (interface=Vlanif100)"));
	rig_free(r);
}

/* Without an offer a REQUEST is that of a new client, too. */
static void
a_request_out_of_the_blue_counts(void **state)
{
	struct rig *r = bounded_pair("dhcp check dhcp-rate 1");

	(void)state;
	for (uint16_t n = 1; n <= 3; n++)
		rig_say(r, &(struct rig_message){.type = DHCP_REQUEST,
						 .client = n,
						 .station = n,
						 .xid = n,
						 .server_id = VIP,
						 .requested = IP4(10, 10, 10, (uint8_t)(60 + n))});
	assert_int_equal(why(r, DHCP_WHY_RATE), 2);
	rig_free(r);
}

static void
without_a_bound_all_are_answered(void **state)
{
	struct rig *r = bounded_pair("undo shutdown");

	(void)state;
	for (uint16_t n = 100; n < 190; n++)
		discover(r, n);
	assert_int_equal(why(r, DHCP_WHY_RATE), 0);
	assert_int_equal(why(r, DHCP_WHY_OFFERED), 90);
	rig_free(r);
}

/* Behind a relay agent one port has half; the rest is for the others. */
static void
a_port_has_half(void **state)
{
	static struct rates r;
	struct node_actions *out = memory_new(1, sizeof *out);
	struct step step = {.now = 5000 * TIME_SEC, .out = out};
	unsigned taken = 0;

	(void)state;
	for (unsigned i = 0; i < 20; i++)
		taken += rates_take(&r, 100, 7, 5, &step);
	assert_int_equal(taken, 3);
	taken = 0;
	for (unsigned i = 0; i < 20; i++)
		taken += rates_take(&r, 100, 9, 5, &step);
	assert_int_equal(taken, 2); /* all that is left of the Vlanif */
	assert_false(rates_take(&r, 100, 0, 5, &step));
	step.now += TIME_SEC / 3;
	assert_true(rates_take(&r, 100, 7, 5, &step));
	assert_false(rates_take(&r, 100, 7, 5, &step));
	memory_free(out);
}

/* More ports than are remembered: the Vlanif's bound is not forgotten. */
static void
invented_ports_have_no_more(void **state)
{
	static struct rates r;
	struct node_actions *out = memory_new(1, sizeof *out);
	struct step step = {.now = 5000 * TIME_SEC, .out = out};
	unsigned taken = 0;

	(void)state;
	for (unsigned i = 1; i <= 4 * RATES_PORTS_MAX; i++)
		taken += rates_take(&r, 100, i, 10, &step);
	assert_int_equal(taken, 10);
	memory_free(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(those_beyond_the_rate_are_not_answered),
	    cmocka_unit_test(a_request_out_of_the_blue_counts),
	    cmocka_unit_test(a_port_has_half),
	    cmocka_unit_test(invented_ports_have_no_more),
	    cmocka_unit_test(without_a_bound_all_are_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
