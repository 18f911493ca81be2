/* A peer without a session that is still there: node/pair/look.h, node/pair/partner_down.h. */
#include "node/pair/look.h"

#include "test/unit/node/seed.h"

#define FOUND(device, line, text) assert_non_null(strstr(rig_cli(r, device, line), text))
#define A_ADDRESS		  IP4(10, 10, 10, 1)
#define B_ADDRESS		  IP4(10, 10, 10, 2)

static const struct mac b_mac = {{2, 0, 0, 0, 0, 2}}, stranger = {{2, 9, 9, 9, 9, 9}};
static unsigned waits[RIG_DEVICES];
static char last[256];

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	if (event != &event_waits)
		return;
	waits[device]++;
	snprintf(last, sizeof last, "%s", text);
}

static void
delay(struct rig *r, unsigned device)
{
	rig_cli(r, device, "system-view");
	rig_cli(r, device, "remote-backup-profile service1");
	rig_cli(r, device, "partner-down delay 60");
	rig_cli(r, device, "commit");
	assert_false(r->device[device].failed);
	rig_cli(r, device, "return");
}

/* Connected, A is Master, and both have a delay of a minute. */
static struct rig *
pair_with_a_delay(void)
{
	struct rig *r = seed_pair();

	memset(waits, 0, sizeof waits);
	last[0] = '\0';
	r->logged = hear_log;
	delay(r, 0);
	delay(r, 1);
	rig_run(r, 2 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	return r;
}

/* An address of B that A has heard of in the session alone: no client of A gets it. */
static void
what_the_peer_has_is_no_clients(void **state)
{
	struct rig *r = seed_pair();
	const struct dhcp_terms *terms;
	bool has = false;

	(void)state;
	rig_cli(r, 1, "system-view");
	rig_cli(r, 1, "interface Vlanif 100");
	rig_cli(r, 1, "ip address 10.10.10.60 24 sub");
	rig_cli(r, 1, "commit");
	assert_false(r->device[1].failed);
	rig_run(r, 10 * TIME_SEC);
	terms = &bind_server(((struct node *)r->device[0].node)->bind)->pool[0].terms;
	for (unsigned i = 0; i < terms->others_count; i++)
		has |= ip4_same(terms->other[i], IP4(10, 10, 10, 60));
	assert_true(has);
	rig_free(r);
}

static void
a_cut_session_declares_nobody(void **state)
{
	struct rig *r = pair_with_a_delay();

	(void)state;
	r->rbs_cut = true;
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(waits[0] + waits[1], 0);
	rig_run(r, 8 * TIME_SEC); /* the session ends 3 s after the cut */
	assert_int_equal(waits[0], 1);
	assert_int_equal(waits[1], 1);
	rig_run(r, 3 * 3600 * TIME_SEC);
	assert_int_equal(waits[0], 4);
	assert_int_equal(standing(r, 0)->pair, RBS_INTERRUPTED);
	assert_int_equal(standing(r, 1)->pair, RBS_INTERRUPTED);
	assert_non_null(strstr(last, "remote-backup partner-down service1 force"));
	FOUND(0, "display remote-backup-profile service1",
	      ", waits: peer's 10.10.10.2 answers ARP\n");
	FOUND(1, "display remote-backup-profile service1",
	      ", waits: 10.10.10.1 advertises itself as Master on Vlanif100\n");
	FOUND(0, "display remote-backup-service service1",
	      ", waits: peer's 10.10.10.2 answers ARP\n");
	r->rbs_cut = false;
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	assert_null(strstr(rig_cli(r, 0, "display remote-backup-profile service1"), "waits"));
	assert_null(strstr(rig_cli(r, 0, "display remote-backup-service service1"), "waits"));
	rig_free(r);
}

static void
one_that_dies_later_is_declared_down(void **state)
{
	(void)state;
	for (unsigned dies = 0; dies < RIG_DEVICES; dies++) {
		struct rig *r = pair_with_a_delay();

		r->rbs_cut = true;
		rig_run(r, 300 * TIME_SEC);
		rig_kill(r, dies);
		rig_run(r, 5 * TIME_SEC); /* also for the other one to be Master */
		rig_run(r, LOOK_SILENT_ROUNDS * (LOOK_AGAIN_US + LOOK_ROUND_US));
		assert_int_equal(standing(r, 1 - dies)->pair, RBS_PARTNER_DOWN);
		rig_free(r);
	}
}

static void
one_that_died_is_declared_down_when_the_delay_is_over(void **state)
{
	struct rig *r = pair_with_a_delay();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 59 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_INTERRUPTED);
	rig_run(r, 5 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PARTNER_DOWN);
	assert_int_equal(waits[0], 0);
	rig_free(r);
}

/* The session has to come once for it: `what` is heard every span_us by A, whose peer is dead. */
static struct rig *
haunted(void (*what)(struct rig *r), uint64_t span_us, uint64_t for_us)
{
	struct rig *r = pair_with_a_delay();

	rig_kill(r, 1);
	for (uint64_t end_us = r->now + for_us; r->now < end_us; rig_run(r, span_us))
		what(r);
	return r;
}

static void
answer_of_a_stranger(struct rig *r)
{
	rig_forge_arp(r, 0, stranger, B_ADDRESS);
}

static void
answer_with_the_peers_mac(struct rig *r)
{
	rig_forge_arp(r, 0, b_mac, B_ADDRESS);
}

static void
advertisement(struct rig *r)
{
	rig_forge_advert(r, 0, B_ADDRESS, 50);
}

static void
loud_advertisement(struct rig *r)
{
	rig_forge_advert(r, 0, B_ADDRESS, 250);
}

static void
what_a_stranger_sends_holds_no_declaration(void **state)
{
	static const struct {
		void (*what)(struct rig *r);
		uint64_t span_us;
	} tried[] = {{answer_of_a_stranger, 100 * TIME_MS},
		     {answer_with_the_peers_mac, 60 * TIME_SEC},
		     {advertisement, 60 * TIME_SEC},
		     {loud_advertisement, 60 * TIME_SEC}};

	(void)state;
	for (unsigned i = 0; i < sizeof tried / sizeof *tried; i++) {
		struct rig *r = haunted(tried[i].what, tried[i].span_us, 119 * TIME_SEC);

		assert_int_equal(standing(r, 0)->pair, RBS_PARTNER_DOWN);
		rig_free(r);
	}
}

/* The limit: he who answers in every round is taken for the peer; the operator is asked. */
static void
an_impostor_in_every_round_is_told(void **state)
{
	struct rig *r = haunted(answer_with_the_peers_mac, 500 * TIME_MS, 300 * TIME_SEC);

	(void)state;
	assert_int_equal(standing(r, 0)->pair, RBS_INTERRUPTED);
	assert_int_equal(waits[0], 1);
	rig_cli(r, 0, "remote-backup partner-down service1 force");
	assert_false(r->device[0].failed);
	assert_int_equal(standing(r, 0)->pair, RBS_PARTNER_DOWN);
	rig_free(r);
}

/* Nothing was ever said: the address of the session is asked for, whatever its MAC. */
static void
after_a_restart_the_sessions_address_is_asked(void **state)
{
	struct rig *r = pair_with_a_delay();

	(void)state;
	rig_cli(r, 0, "save");
	rig_cli(r, 0, "y");
	r->rbs_cut = true;
	rig_kill(r, 0);
	assert_non_null(r->device[0].saved);
	assert_true(rig_boot(r, 0, r->device[0].saved));
	rig_run(r, 900 * TIME_SEC); /* A preempts after ten minutes, unless it is held */
	assert_int_equal(standing(r, 0)->pair, RBS_INTERRUPTED);
	r->vrrp_cut = false;
	rig_kill(r, 1);
	rig_run(r, 30 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PARTNER_DOWN);
	rig_free(r);
}

static void
a_device_that_is_cut_off_itself_declares_nobody(void **state)
{
	struct rig *r = pair_with_a_delay();

	(void)state;
	rig_link(r, 0, false);
	rig_run(r, 300 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_INTERRUPTED);
	assert_int_equal(waits[0], 1);
	r->rbs_cut = true;
	rig_kill(r, 1); /* it gave everything meanwhile, and dies as the link is back */
	rig_link(r, 0, true);
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PARTNER_DOWN);
	rig_free(r);
}

static void
the_question_says_what_was_heard(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	r->rbs_cut = true;
	rig_run(r, 63 * TIME_SEC);
	rig_open(r, 0, 1, true);
	rig_type(r, 0, 1, NODE_CLI_LINE, "remote-backup partner-down service1");
	assert_int_equal(r->device[0].prompt_kind, NODE_PROMPT_QUESTION);
	assert_non_null(strstr(r->device[0].console, "  Session       : 63 s ago\n"));
	assert_non_null(strstr(r->device[0].console, " s ago, 10.10.10.2 on Vlanif100\n"));
	assert_non_null(strstr(r->device[0].console, "It is there: "));
	rig_type(r, 0, 1, NODE_CLI_LINE, "n");
	rig_open(r, 1, 1, true);
	rig_type(r, 1, 1, NODE_CLI_LINE, "remote-backup partner-down service1");
	assert_non_null(strstr(r->device[1].console, "  Advertisement : "));
	assert_non_null(strstr(r->device[1].console, "It is there: "));
	rig_type(r, 1, 1, NODE_CLI_LINE, "n");
	rig_kill(r, 0);
	rig_run(r, 300 * TIME_SEC);
	rig_type(r, 1, 1, NODE_CLI_LINE, "remote-backup partner-down service1");
	assert_non_null(strstr(r->device[1].console, "  ARP           : 5 min ago"));
	assert_null(strstr(r->device[1].console, "It is there: "));
	rig_free(r);
}

static void
a_script_says_force(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 10 * TIME_SEC);
	FOUND(0, "remote-backup partner-down service1",
	      "Error: Nobody is here to ask; a script says force.\n");
	assert_true(r->device[0].failed);
	assert_int_equal(standing(r, 0)->pair, RBS_INTERRUPTED);
	FOUND(0, "remote-backup partner-down service1 force", "is declared down.");
	assert_int_equal(standing(r, 0)->pair, RBS_PARTNER_DOWN);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_the_peer_has_is_no_clients),
	    cmocka_unit_test(a_cut_session_declares_nobody),
	    cmocka_unit_test(one_that_dies_later_is_declared_down),
	    cmocka_unit_test(one_that_died_is_declared_down_when_the_delay_is_over),
	    cmocka_unit_test(what_a_stranger_sends_holds_no_declaration),
	    cmocka_unit_test(an_impostor_in_every_round_is_told),
	    cmocka_unit_test(after_a_restart_the_sessions_address_is_asked),
	    cmocka_unit_test(a_device_that_is_cut_off_itself_declares_nobody),
	    cmocka_unit_test(the_question_says_what_was_heard),
	    cmocka_unit_test(a_script_says_force),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
