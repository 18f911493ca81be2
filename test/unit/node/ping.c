/* `dhcp server ping` at a pair: what is asked for before an offer, what is found, who need not
 * wait. */
#include "node/serve/probe.h"

#include "dhcp/statistics.h"
#include "lease/count.h"
#include "test/unit/node/seed.h"

#define WAIT (2 * 200 * TIME_MS)

static struct ip4 squatted;

static bool
squatter(void *context, unsigned device, struct ip4 address)
{
	(void)context;
	(void)device;
	return ip4_same(address, squatted);
}

static void
type(struct rig *r, unsigned device, const char *line)
{
	rig_cli(r, device, line);
	assert_false(r->device[device].failed);
}

static struct rig *
cautious_pair(void)
{
	struct rig *r = seed_pair();

	squatted = (struct ip4){0};
	r->answers = squatter;
	for (unsigned device = 0; device < RIG_DEVICES; device++) {
		type(r, device, "system-view");
		type(r, device, "dhcp server ping packets 2");
		type(r, device, "dhcp server ping timeout 200");
		type(r, device, "commit");
		type(r, device, "return");
	}
	rig_run(r, 40 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	return r;
}

static bool
is_offered(const struct rig *r, uint32_t xid)
{
	return rig_find(r, xid, DHCP_OFFER) != NULL;
}

static void
a_new_client_is_offered_what_was_silent(void **state)
{
	struct rig *r = cautious_pair();

	(void)state;
	rig_discover(r, 5, 1);
	rig_run(r, WAIT - 10 * TIME_MS);
	assert_false(is_offered(r, 1));
	rig_run(r, 20 * TIME_MS);
	assert_true(is_offered(r, 1));
	assert_true(ip4_set(rig_dora(r, 5, 2)));
	rig_discover(r, 5, 3); /* it has it: nobody is asked */
	rig_run(r, 10 * TIME_MS);
	assert_true(is_offered(r, 3));
	rig_free(r);
}

/* Whoever waits for an answer of the link is not forgotten by a commit. */
static void
a_commit_ends_no_probe(void **state)
{
	struct rig *r = cautious_pair();

	(void)state;
	rig_discover(r, 5, 1);
	rig_run(r, WAIT / 2);
	type(r, 0, "system-view");
	type(r, 0, "vlan 300");
	type(r, 0, "commit");
	assert_false(is_offered(r, 1));
	rig_run(r, 2 * WAIT);
	assert_true(is_offered(r, 1));
	rig_free(r);
}

/* Whoever is asked while a link is down cannot hear it: the client asks again. (The peer is Master
 * later than that.) */
static void
silence_of_a_link_that_was_down_is_none(void **state)
{
	struct rig *r = cautious_pair();

	(void)state;
	rig_discover(r, 5, 1);
	rig_run(r, WAIT / 4);
	rig_link(r, 0, false);
	rig_run(r, 10 * TIME_MS);
	rig_link(r, 0, true);
	rig_run(r, 2 * WAIT);
	assert_false(is_offered(r, 1));
	rig_run(r, 30 * TIME_SEC);
	rig_discover(r, 5, 2);
	rig_run(r, 2 * WAIT);
	assert_true(is_offered(r, 2));
	rig_free(r);
}

static void
what_answers_is_set_aside_on_both(void **state)
{
	struct rig *r = cautious_pair();
	const struct dhcp_statistics *statistics = serve_statistics(r->device[0].node->serve);
	struct ip4 got;

	(void)state;
	rig_discover(r, 5, 1);
	rig_run(r, 2 * WAIT);
	squatted = rig_find(r, 1, DHCP_OFFER)->yiaddr;
	rig_run(r, PROBE_FRESH_US + TIME_SEC);
	got = rig_dora(r, 5, 2);
	assert_true(ip4_set(got) && !ip4_same(got, squatted));
	rig_run(r, TIME_SEC);
	for (unsigned device = 0; device < RIG_DEVICES; device++)
		assert_int_equal(lease_count_pool(leases(r, device), 0).conflict, 1);
	assert_int_equal(statistics->unprobed, 0);
	rig_free(r);
}

/* Who was there before comes back to a Master that never saw it ask, while others wait. */
static void
renewals_do_not_wait(void **state)
{
	struct rig *r = cautious_pair();
	struct ip4 got = rig_dora(r, 5, 1);

	(void)state;
	assert_true(ip4_set(got));
	for (uint16_t client = 20; client < 60; client++)
		rig_discover(r, client, client);
	rig_say(
	    r, &(struct rig_message){.type = DHCP_REQUEST, .client = 5, .xid = 100, .ciaddr = got});
	rig_run(r, 20 * TIME_MS);
	assert_non_null(rig_find(r, 100, DHCP_ACK));
	assert_false(is_offered(r, 20));
	rig_run(r, WAIT);
	for (uint16_t client = 20; client < 60; client++)
		assert_true(is_offered(r, client));
	rig_free(r);
}

/* More new clients than may be asked for: none of them waits for that. */
static void
a_flood_is_offered_unasked(void **state)
{
	struct rig *r = cautious_pair();
	const struct dhcp_statistics *statistics = serve_statistics(r->device[0].node->serve);

	(void)state;
	for (unsigned device = 0; device < RIG_DEVICES; device++) {
		type(r, device, "system-view");
		type(r, device, "ip pool pool1");
		type(r, device, "section 1 10.10.10.101 10.10.10.254");
		type(r, device, "commit");
	}
	rig_run(r, 40 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	for (uint16_t client = 1; client <= 250; client++)
		rig_discover(r, client, client);
	assert_in_range(statistics->unprobed, 1, 249);
	assert_int_equal(statistics->sent[DHCP_OFFER], statistics->unprobed);
	rig_run(r, WAIT + 10 * TIME_MS);
	assert_int_equal(statistics->sent[DHCP_OFFER], 250);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_new_client_is_offered_what_was_silent),
	    cmocka_unit_test(a_commit_ends_no_probe),
	    cmocka_unit_test(silence_of_a_link_that_was_down_is_none),
	    cmocka_unit_test(what_answers_is_set_aside_on_both),
	    cmocka_unit_test(renewals_do_not_wait),
	    cmocka_unit_test(a_flood_is_offered_unasked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
