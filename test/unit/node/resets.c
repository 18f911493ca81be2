/* What an operator frees, on whole devices; node/resets.h, node/bind/expiry.h. */
#include "node/bind/expiry.h"
#include "node/serve/probe.h"
#include "test/unit/node/bindings.h"

static const char *const reset_used = "reset ip pool name pool1 used force";

/* The client is still there: while nobody else has the address, it has it again, of either. */
static void
who_asks_again_keeps_it(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);

	(void)state;
	rig_run(r, TIME_SEC);
	assert_non_null(strstr(rig_cli(r, 0, reset_used), "being freed: 1"));
	rig_run(r, TIME_SEC);
	assert_int_equal(held(r, 0, address)->state, LEASE_RELEASED);
	assert_agreed(r, address);
	rig_run(r, LEASE_COOLING_US + 5 * TIME_SEC);
	assert_int_equal(held(r, 0, address)->state, LEASE_FREE);
	assert_agreed(r, address);
	r->replies_count = 0;
	renew(r, 1, 10, address);
	rig_run(r, TIME_SEC);
	assert_non_null(rig_find(r, 10, DHCP_ACK));
	assert_int_equal(held(r, 1, address)->state, LEASE_LEASED);
	assert_agreed(r, address);
	rig_free(r);
}

/* The update that frees it is in doubt, and the peer has it: the client that asks again keeps the
 * address all the same, for the peer gives it to nobody; and so it is when they meet. */
static void
in_doubt_its_client_keeps_it(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);

	(void)state;
	rig_run(r, TIME_SEC);
	r->device[1].disk.sync_us = 2 * TIME_SEC; /* it cannot acknowledge before the cut */
	rig_cli(r, 0, reset_used);
	rig_run(r, TIME_SEC);
	assert_true(is_in_doubt(held(r, 0, address)) || is_claimed(r, 0, address));
	r->rbs_cut = true;
	rig_run(r, 40 * TIME_SEC);
	assert_int_equal(pair(r, 0), RBS_INTERRUPTED);
	assert_int_equal(held(r, 0, address)->state, LEASE_LEASED);
	assert_true(is_in_doubt(held(r, 0, address)));
	assert_int_equal(held(r, 1, address)->state, LEASE_RELEASED);
	r->replies_count = 0;
	renew(r, 1, 10, address);
	rig_run(r, TIME_SEC);
	assert_non_null(rig_find(r, 10, DHCP_ACK));
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(held(r, 1, address)->state, LEASE_RELEASED); /* not free while cut off */
	r->rbs_cut = false;
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(held(r, 1, address)->state, LEASE_LEASED);
	assert_agreed(r, address);
	rig_free(r);
}

/* Of many addresses the last ones are freed later than the operator said so: a lease that began
 * in the meantime was not meant. */
static void
what_began_since_stays(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 before = rig_dora(r, 1, 1), since;
	struct expiry *e = &r->device[0].node->bind->expiry;

	(void)state;
	rig_run(r, TIME_SEC);
	rig_cli(r, 0, reset_used);
	rig_run(r, TIME_SEC);
	e->resets = 1; /* it goes on, from the beginning, a little later */
	e->reset_cursor = 0;
	e->reset_us = r->device[0].node->now + 5 * TIME_SEC;
	since = rig_dora(r, 2, 2);
	assert_true(held(r, 0, since)->start_us < e->reset_us);
	rig_run(r, 10 * TIME_SEC);
	assert_int_equal(e->resets, 0);
	assert_int_equal(held(r, 0, before)->state, LEASE_RELEASED);
	assert_int_equal(held(r, 0, since)->state, LEASE_LEASED);
	rig_free(r);
}

static unsigned incomplete;

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	(void)device;
	if (event != &event_reset_left)
		return;
	assert_non_null(strstr(text, "pool=pool1, addresses=1"));
	incomplete++;
}

/* A commit that gives pools other numbers and leaves the pair one. */
static void
commit_another_pool(struct rig *r)
{
	static const char *const changed[] = {"system-view",
					      "ip pool a server",
					      "gateway 10.99.0.1 24",
					      "section 0 10.99.0.5 10.99.0.9",
					      "commit",
					      "return"};

	for (unsigned i = 0; i < sizeof changed / sizeof *changed; i++)
		rig_cli(r, 0, changed[i]);
}

/* As if there were so many addresses that a commit comes in between. */
static struct expiry *
begin_long_reset(struct rig *r)
{
	struct expiry *e = &r->device[0].node->bind->expiry;

	rig_cli(r, 0, reset_used);
	e->resets = 2;
	e->reset[1] = e->reset[0];
	snprintf(e->reset[1].pool, sizeof e->reset[1].pool, "gone");
	e->reset_us = r->device[0].node->now + 5 * TIME_SEC;
	return e;
}

/* It goes on with its own pool. One that is gone has nothing to be freed. */
static void
a_commit_in_between_does_not_end_it(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address;
	struct expiry *e;
	unsigned before;

	(void)state;
	incomplete = 0;
	r->logged = hear_log;
	address = rig_dora(r, 1, 1);
	rig_run(r, TIME_SEC);
	e = begin_long_reset(r);
	before = e->reset[0].what.pool;
	commit_another_pool(r);
	rig_run(r, 20 * TIME_SEC);
	assert_int_not_equal(dhcp_server_find(bind_server(r->device[0].node->bind), "pool1"),
			     before);
	assert_int_equal(e->resets, 0);
	assert_int_equal(held(r, 0, address)->state, LEASE_RELEASED);
	assert_int_equal(incomplete, 0);
	rig_free(r);
}

/* What the pair lets go no more is not forgotten silently. */
static void
what_it_leaves_is_said(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address;
	struct expiry *e;

	(void)state;
	incomplete = 0;
	r->logged = hear_log;
	address = rig_dora(r, 1, 1);
	rig_run(r, TIME_SEC);
	e = begin_long_reset(r);
	e->resets = 1;
	e->reset_us = r->device[0].node->now + 30 * TIME_SEC;
	r->rbs_cut = true;
	rig_run(r, 40 * TIME_SEC);
	assert_int_equal(pair(r, 0), RBS_INTERRUPTED);
	assert_int_equal(e->resets, 0);
	assert_int_equal(held(r, 0, address)->state, LEASE_LEASED);
	assert_int_equal(incomplete, 1);
	rig_free(r);
}

/* Said in one breath, none takes another's place; and there is an end of what waits. */
static void
one_waits_behind_the_other(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address[2];
	char line[80], text[IP4_TEXT];

	(void)state;
	incomplete = 0;
	r->logged = hear_log;
	for (uint16_t i = 0; i < 2; i++)
		address[i] = rig_dora(r, 1 + i, 1 + i);
	rig_run(r, TIME_SEC);
	for (unsigned i = 0; i < EXPIRY_RESETS_MAX + 2; i++) {
		snprintf(line, sizeof line, "reset ip pool name pool1 %s force",
			 ip4_format(address[i % 2], text));
		assert_true((strstr(rig_cli(r, 0, line), "being freed: 1") != NULL) ==
			    (i < EXPIRY_RESETS_MAX));
	}
	rig_run(r, TIME_SEC);
	for (unsigned i = 0; i < 2; i++)
		assert_int_not_equal(held(r, 0, address[i])->state, LEASE_LEASED);
	assert_int_equal(r->device[0].node->bind->expiry.resets, 0);
	assert_int_equal(incomplete, 0);
	rig_free(r);
}

/* What is asked of the link before an address is given says nothing of who has it since. */
static void
a_silence_is_of_before_the_lease(void **state)
{
	static const char *const one[] = {"system-view",
					  "ip pool pool1",
					  "excluded-ip-address 10.10.10.1 10.10.10.49",
					  "excluded-ip-address 10.10.10.51 10.10.10.99",
					  "commit",
					  "return"};
	struct rig *r = seed_pair();
	struct ip4 address;

	(void)state;
	for (unsigned i = 0; i < sizeof one / sizeof *one; i++)
		for (unsigned device = 0; device < RIG_DEVICES; device++)
			rig_cli(r, device, one[i]);
	rig_run(r, 5 * TIME_SEC);
	address = rig_dora(r, 1, 1);
	assert_int_equal(address.host, IP4(10, 10, 10, 50).host);
	rig_cli(r, 0, reset_used);
	rig_run(r, LEASE_COOLING_US + 5 * TIME_SEC);
	assert_int_equal(rig_dora(r, 2, 2).host, address.host); /* asked for, and silent */
	rig_cli(r, 0, reset_used);
	rig_run(r, 100 * TIME_MS);
	rig_cli(r, 0, "reset ip pool name pool1 kept");
	rig_run(r, 100 * TIME_MS);
	assert_int_equal(held(r, 0, address)->state, LEASE_FREE);
	r->replies_count = 0;
	rig_discover(r, 3, 3);
	rig_run(r, PROBE_AGAIN_US);
	assert_null(rig_find(r, 3, DHCP_OFFER)); /* it is asked for again */
	rig_run(r, 2 * PROBE_SILENT_US);
	assert_non_null(rig_find(r, 3, DHCP_OFFER));
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_asks_again_keeps_it),
	    cmocka_unit_test(in_doubt_its_client_keeps_it),
	    cmocka_unit_test(what_began_since_stays),
	    cmocka_unit_test(a_commit_in_between_does_not_end_it),
	    cmocka_unit_test(what_it_leaves_is_said),
	    cmocka_unit_test(one_waits_behind_the_other),
	    cmocka_unit_test(a_silence_is_of_before_the_lease),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
