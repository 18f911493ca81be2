/* What an answer waits for: node/bind/change.h, on two whole devices with slow disks. */
#include "test/unit/node/seed.h"

#include "node/bind/change.h"

#define SLOW (100 * TIME_MS)

/* How long a known client waits for its ACK. */
static uint64_t
renewal_takes(struct rig *r, uint16_t client, uint32_t xid, struct ip4 address)
{
	const struct rig_reply *reply;
	uint64_t asked = r->now;

	r->replies_count = 0;
	rig_request(r, client, xid, (struct ip4){0}, (struct ip4){0}, address);
	rig_run(r, 2 * TIME_SEC);
	reply = rig_find(r, xid, DHCP_ACK);
	assert_non_null(reply);
	return reply->at_us - asked;
}

static void
an_answer_waits_for_both_disks(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);

	(void)state;
	assert_true(ip4_set(address));
	assert_in_range(renewal_takes(r, 1, 10, address), 0, 10 * TIME_MS);
	r->device[1].disk.sync_us = SLOW; /* the peer's record */
	assert_in_range(renewal_takes(r, 1, 11, address), SLOW, SLOW + 10 * TIME_MS);
	r->device[0].disk.sync_us = SLOW; /* the mark before it is sent, and our record after */
	assert_in_range(renewal_takes(r, 1, 12, address), 3 * SLOW, 3 * SLOW + 10 * TIME_MS);
	r->device[1].disk.sync_us = 100;
	assert_in_range(renewal_takes(r, 1, 13, address), 2 * SLOW, 2 * SLOW + 10 * TIME_MS);
	rig_free(r);
}

static void
alone_it_waits_for_its_own(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);

	(void)state;
	rig_kill(r, 1);
	rig_run(r, TIME_SEC);
	r->device[0].disk.sync_us = SLOW;
	assert_in_range(renewal_takes(r, 1, 10, address), SLOW, SLOW + 10 * TIME_MS);
	rig_free(r);
}

/* The configuration changes while an answer waits: the lease stands, and the request is judged by
 * the new one, without the client having to ask again. */
static void
a_commit_costs_no_answer(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	const struct rig_reply *reply;
	uint64_t asked;

	(void)state;
	for (uint32_t alone = 0; alone < 2; alone++) {
		r->device[0].disk.sync_us = r->device[1].disk.sync_us = SLOW;
		r->replies_count = 0;
		asked = r->now;
		rig_request(r, 1, 40 + alone, (struct ip4){0}, (struct ip4){0}, address);
		rig_run(r, SLOW / 2);
		assert_null(rig_find(r, 40 + alone, DHCP_ACK));
		rig_cli(r, 0, "system-view");
		rig_cli(r, 0, alone ? "sysname Other" : "sysname Changed");
		rig_cli(r, 0, "commit");
		rig_cli(r, 0, "return");
		rig_run(r, 2 * TIME_SEC);
		reply = rig_find(r, 40 + alone, DHCP_ACK);
		assert_non_null(reply);
		assert_true(ip4_same(reply->yiaddr, address));
		assert_in_range(reply->at_us - asked, SLOW, 7 * SLOW);
		rig_kill(r, 1);
		rig_run(r, TIME_SEC);
	}
	rig_free(r);
}

/* One commit after the other finds the request waiting; each time the newest judges it. */
static void
many_commits_cost_no_answer(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	char line[32];

	(void)state;
	r->device[0].disk.sync_us = r->device[1].disk.sync_us = SLOW;
	r->replies_count = 0;
	rig_request(r, 1, 60, (struct ip4){0}, (struct ip4){0}, address);
	rig_cli(r, 0, "system-view");
	for (unsigned i = 0; i < 10; i++) {
		rig_run(r, SLOW);
		assert_null(rig_find(r, 60, DHCP_ACK));
		snprintf(line, sizeof line, "sysname N%u", i);
		rig_cli(r, 0, line);
		rig_cli(r, 0, "commit");
	}
	rig_run(r, 10 * SLOW);
	assert_non_null(rig_find(r, 60, DHCP_ACK));
	assert_int_equal(change_count(r->device[0].node->bind), 0);
	rig_free(r);
}

/* What it forbids is not given any more: the answer is that to a client that asks afterwards. */
static void
a_commit_is_obeyed_by_what_waits(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	char line[80];

	(void)state;
	r->device[0].disk.sync_us = SLOW;
	r->replies_count = 0;
	rig_request(r, 1, 50, (struct ip4){0}, (struct ip4){0}, address);
	rig_run(r, SLOW / 2);
	snprintf(line, sizeof line, "excluded-ip-address 10.10.10.%u", address.host & 0xff);
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "ip pool pool1 server");
	rig_cli(r, 0, line);
	rig_cli(r, 0, "commit");
	rig_run(r, 2 * TIME_SEC);
	rig_request(r, 1, 51, (struct ip4){0}, (struct ip4){0}, address);
	rig_run(r, 2 * TIME_SEC);
	assert_null(rig_find(r, 50, DHCP_ACK));
	assert_null(rig_find(r, 51, DHCP_ACK));
	assert_int_equal(!rig_find(r, 50, DHCP_NAK), !rig_find(r, 51, DHCP_NAK));
	rig_free(r);
}

/* Cut off between our mark and the peer's word: nobody is told, the address stays in doubt, and
 * the client's next request is answered by the rules of Interrupted. */
static void
what_was_not_answered_is_in_doubt(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	const struct lease_record *mine;

	(void)state;
	r->device[1].disk.sync_us = 10 * TIME_SEC;
	r->replies_count = 0;
	rig_request(r, 1, 20, (struct ip4){0}, (struct ip4){0}, address);
	rig_run(r, 100 * TIME_MS);
	r->rbs_cut = true;
	mine = lease_at(leases(r, 0), address);
	assert_true(mine->sent > mine->version);
	assert_null(rig_find(r, 20, DHCP_ACK));
	rig_run(r, 2 * TIME_SEC);
	assert_non_null(rig_find(r, 20, DHCP_ACK)); /* decided again: its client may have it */
	assert_int_equal(rig_find(r, 20, DHCP_ACK)->yiaddr.host, address.host);

	r->device[1].disk.sync_us = 100;
	r->rbs_cut = false;
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	mine = lease_at(leases(r, 0), address);
	assert_true(mine->sent <= mine->version);
	assert_int_equal(mine->acked.version, mine->version);
	rig_free(r);
}

/* R11: the Master dies with a request unanswered; the new one does not wait for the client to
 * repeat it. */
static void
a_slave_answers_what_the_master_did_not(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);

	(void)state;
	r->replies_count = 0;
	r->device[0].disk.sync_us = 20 * TIME_SEC;
	rig_run(r, TIME_SEC);
	rig_link(r, 0, false);
	rig_run(r, 200 * TIME_MS);
	rig_request(r, 1, 30, (struct ip4){0}, (struct ip4){0}, address);
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	rig_run(r, 600 * TIME_MS); /* the session to a device without a link ends after 500 ms */
	assert_non_null(rig_find(r, 30, DHCP_ACK));
	assert_int_equal(rig_find(r, 30, DHCP_ACK)->device, 1);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_waits_for_both_disks),
	    cmocka_unit_test(alone_it_waits_for_its_own),
	    cmocka_unit_test(a_commit_costs_no_answer),
	    cmocka_unit_test(many_commits_cost_no_answer),
	    cmocka_unit_test(a_commit_is_obeyed_by_what_waits),
	    cmocka_unit_test(what_was_not_answered_is_in_doubt),
	    cmocka_unit_test(a_slave_answers_what_the_master_did_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
