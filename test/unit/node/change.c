/* What an answer waits for: node/bind/change.h, on two whole devices with slow disks. */
#include "test/unit/node/seed.h"

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
	    cmocka_unit_test(what_was_not_answered_is_in_doubt),
	    cmocka_unit_test(a_slave_answers_what_the_master_did_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
