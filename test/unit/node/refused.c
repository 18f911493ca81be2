/* Changes that do not become safe: refused by the peer, overtaken, given up with the disk or the
 * device, too many; node/bind/change.h on whole devices. */
#include "node/bind/change.h"
#include "node/bind/room.h"
#include "node/bind/writer.h"
#include "node/serve/serve.h"
#include "rbs/status.h"
#include "test/unit/node/bindings.h"

#define SLOW (TIME_SEC)

static const struct dhcp_statistics *
statistics(const struct rig *r, unsigned device)
{
	return serve_statistics(r->device[device].node->serve);
}

static uint64_t
refusals(const struct rig *r, unsigned device)
{
	static struct rbs_status status;

	rbs_status_of(pairs_rbs(r->device[device].node->pairs)->list[0].session, &status);
	return status.refusals_received;
}

/* A device that does not hear the other's advertisements is Master beside it. Both hear the client
 * and claim the address: the device whose half it lies in stays, the other is refused, decides
 * again and has no second try after that. */
static void
two_masters_agree_about_each_address(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address[2];

	(void)state;
	address[0] = rig_dora(r, 1, 1);
	for (uint16_t client = 2;
	     ((address[1] = rig_dora(r, client, client)).host & 1) == (address[0].host & 1);
	     client++)
		assert_true(client < 20);
	r->vrrp_cut = true;
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	assert_true(r->device[0].owns);
	assert_int_equal(pair(r, 0), RBS_PAIRED);
	for (unsigned i = 0; i < 2; i++) {
		uint16_t client = held(r, 0, address[i])->hardware[5];

		r->replies_count = 0;
		renew(r, client, 100 + i, address[i]);
		rig_run(r, TIME_SEC);
		assert_non_null(rig_find(r, 100 + i, DHCP_ACK));
		assert_null(rig_find(r, 100 + i, DHCP_NAK));
		assert_agreed(r, address[i]);
	}
	assert_true(refusals(r, 0) > 0);
	assert_true(refusals(r, 1) > 0);
	rig_free(r);
}

/* The peer holds a newer binding, of somebody else: the update is refused, the newer one comes
 * back, and what is decided again is that the client cannot have the address. */
static void
a_refused_client_is_told_no(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1), other = rig_dora(r, 2, 2);
	struct lease_record newer = *held(r, 1, address);

	(void)state;
	newer.key = held(r, 1, other)->key;
	newer.hardware[5] = 2;
	newer.version += 64;
	newer.sent = newer.version; /* else it does not go back, but by a digest */
	plant(r, 1, &newer);
	r->replies_count = 0;
	renew(r, 1, 10, address);
	rig_run(r, 2 * TIME_SEC);
	assert_int_equal(refusals(r, 0), 1);
	assert_null(rig_find(r, 10, DHCP_ACK));
	assert_non_null(rig_find(r, 10, DHCP_NAK));
	assert_int_equal(held(r, 0, address)->version, newer.version);
	assert_agreed(r, address);
	rig_free(r);
}

/* ---- the pair ends while our disk writes ---- */

static struct rig *
unready_pair(void)
{
	struct rig *r = seed_pair();

	rig_cli(r, 1, "system-view");
	rig_cli(r, 1, "interface Vlanif 100");
	rig_cli(r, 1, "undo dhcp server enable");
	rig_cli(r, 1, "commit");
	rig_run(r, 5 * TIME_SEC);
	return r;
}

/* Nothing had left: the version is void, and the client is answered by the rules of Interrupted.
 * The peer would not serve, or it did in the place of a device whose disk is so slow. */
static void
what_never_left_is_void(void **state)
{
	uint64_t slow = 10 * TIME_SEC, asked, before;
	struct rig *r = unready_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	const struct rig_reply *reply;

	(void)state;
	before = held(r, 0, address)->version;
	r->device[0].disk.sync_us = slow;
	r->replies_count = 0;
	renew(r, 1, 10, address);
	assert_true(is_in_doubt(held(r, 0, address)));
	r->rbs_cut = true;
	rig_run(r, slow - TIME_MS);
	assert_int_equal(pair(r, 0), RBS_INTERRUPTED);
	assert_true(is_in_doubt(held(r, 0, address))); /* the mark is on its way to the disk */
	rig_run(r, 2 * TIME_MS);
	assert_false(is_in_doubt(held(r, 0, address)));
	assert_int_equal(held(r, 0, address)->version, before);
	assert_false(is_claimed(r, 0, address)); /* nobody waits so long; who does asks again */
	asked = r->now;
	renew(r, 1, 11, address);
	rig_run(r, 3 * slow);
	assert_null(rig_find(r, 10, DHCP_ACK));
	reply = rig_find(r, 11, DHCP_ACK);
	assert_non_null(reply);
	assert_in_range(reply->at_us - asked, slow, 2 * slow); /* behind what is under way */
	assert_true(held(r, 0, address)->version > before);

	r->device[0].disk.sync_us = 100;
	r->rbs_cut = false;
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(pair(r, 0), RBS_PAIRED);
	assert_agreed(r, address);
	rig_free(r);
}

/* What is with the peer is waited for, and its client answered, before the device resigns. */
static void
a_stop_waits_for_what_is_under_way(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);

	(void)state;
	r->device[1].disk.sync_us = 300 * TIME_MS;
	r->replies_count = 0;
	renew(r, 1, 10, address);
	rig_run(r, 50 * TIME_MS);
	rig_input(r, 0, &(struct node_input){.kind = NODE_IN_STOP});
	renew(r, 1, 11, address); /* too late: B has it */
	assert_int_equal(change_count(r->device[0].node->bind), 1);
	rig_run(r, 100 * TIME_MS);
	assert_int_equal(r->device[0].stopped, 0);
	assert_true(r->device[0].owns);
	rig_run(r, 200 * TIME_MS);
	assert_int_equal(r->device[0].stopped, 1);
	assert_int_equal(rig_find(r, 10, DHCP_ACK)->device, 0);
	assert_null(rig_find(r, 11, DHCP_ACK));
	assert_agreed(r, address);
	rig_run(r, TIME_SEC);
	assert_int_equal(pair(r, 1), RBS_INTERRUPTED);
	assert_int_equal(rig_find(r, 11, DHCP_ACK)->device, 1); /* R11 */
	rig_free(r);
}

/* ... but not longer than the answer limit. */
static void
a_stop_ends_with_the_answer_limit(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);

	(void)state;
	r->device[0].disk.sync_us = r->device[1].disk.sync_us = 3600 * TIME_SEC;
	renew(r, 1, 10, address);
	rig_run(r, 50 * TIME_MS);
	rig_input(r, 0, &(struct node_input){.kind = NODE_IN_STOP});
	rig_run(r, 450 * TIME_MS);
	assert_int_equal(r->device[0].stopped, 0);
	rig_run(r, 100 * TIME_MS);
	assert_int_equal(r->device[0].stopped, 1);
	assert_int_equal(pair(r, 1), RBS_INTERRUPTED);
	rig_free(r);
}

/* A device that stops sends nothing to its peer any more, and decides nothing again. */
static void
who_stops_decides_nothing_again(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	uint64_t before = held(r, 0, address)->version;

	(void)state;
	r->device[0].disk.sync_us = SLOW / 4;
	r->replies_count = 0;
	renew(r, 1, 10, address);
	rig_run(r, SLOW / 8);
	rig_input(r, 0, &(struct node_input){.kind = NODE_IN_STOP});
	assert_int_equal(change_count(r->device[0].node->bind), 1);
	assert_int_equal(r->device[0].stopped, 0);
	rig_run(r, SLOW / 8 + TIME_MS);
	assert_int_equal(r->device[0].stopped, 1); /* with status 0 */
	assert_int_equal(change_count(r->device[0].node->bind), 0);
	assert_false(is_in_doubt(held(r, 0, address)));
	assert_int_equal(held(r, 0, address)->version, before);
	rig_run(r, SLOW);
	assert_int_equal(pair(r, 1), RBS_INTERRUPTED);
	assert_int_equal(rig_find(r, 10, DHCP_ACK)->device, 1); /* R11: it heard the client, too */
	rig_free(r);
}

/* It was on its way when the device died; the peer never got it. The device finds it in its journal
 * and in doubt, until the batch does not bring it back. */
static void
what_never_arrived_is_void_after_the_batch(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	uint64_t before = held(r, 0, address)->version;

	(void)state;
	r->rbs_cut = true;
	renew(r, 1, 10, address);
	rig_run(r, 50 * TIME_MS);
	rig_kill(r, 0);
	reboot(r, 0);
	assert_true(is_in_doubt(held(r, 0, address)));
	rig_run(r, TIME_SEC);
	assert_true(is_in_doubt(held(r, 0, address)));
	r->rbs_cut = false;
	rig_run(r, 120 * TIME_SEC);
	assert_int_equal(pair(r, 0), RBS_PAIRED);
	assert_int_equal(held(r, 0, address)->version, before);
	assert_agreed(r, address);
	rig_kill(r, 0);
	reboot(r, 0);
	assert_false(is_in_doubt(held(r, 0, address))); /* that is on the disk, too */
	rig_free(r);
}

/* ---- alone ---- */

/* A is Master, B dead, and A's disk takes SLOW. */
static struct rig *
alone(struct ip4 *ret_address)
{
	struct rig *r = seed_pair();

	*ret_address = rig_dora(r, 1, 1);
	rig_kill(r, 1);
	rig_run(r, TIME_SEC);
	assert_int_equal(pair(r, 0), RBS_INTERRUPTED);
	r->replies_count = 0;
	r->device[0].disk.sync_us = SLOW;
	return r;
}

/* Not Master any more when the disk has it: the binding is as it was, on the disk as well. */
static void
who_lost_mastership_changes_nothing(void **state)
{
	struct ip4 address;
	struct rig *r = alone(&address);
	uint64_t before = held(r, 0, address)->version;

	(void)state;
	renew(r, 1, 10, address);
	assert_true(is_claimed(r, 0, address));
	rig_run(r, SLOW / 2);
	rig_link(r, 0, false);
	rig_run(r, 3 * SLOW);
	assert_null(rig_find(r, 10, DHCP_ACK));
	assert_int_equal(held(r, 0, address)->version, before);
	assert_false(is_claimed(r, 0, address));
	rig_kill(r, 0);
	reboot(r, 0);
	assert_int_equal(held(r, 0, address)->version, before);
	rig_free(r);
}

/* A device that stood still between sending an update and the answer finds its session gone. What
 * the client asked for by then it may have asked the other for since: it is not decided again. */
static void
what_waited_too_long_is_not_decided_again(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	uint64_t version = held(r, 0, address)->version;

	(void)state;
	r->device[1].disk.sync_us = SLOW;
	renew(r, 1, 10, address);
	rig_run(r, SLOW / 2);
	assert_true(is_claimed(r, 0, address));
	rig_freeze(r, 0, true);
	rig_run(r, 20 * TIME_SEC);
	assert_int_equal(statistics(r, 0)->dropped[DHCP_DROP_TOO_OLD], 0);
	rig_freeze(r, 0, false);
	rig_run(r, 10 * TIME_SEC);
	assert_int_equal(statistics(r, 0)->dropped[DHCP_DROP_TOO_OLD], 1);
	assert_true(held(r, 0, address)->version > version); /* the other one heard it too */
	assert_agreed(r, address);
	rig_free(r);
}

/* The disk refuses while a change waits for it: nobody is told, the address is free again, and the
 * client is answered once the disk works. */
static void
a_failing_disk_answers_nobody(void **state)
{
	struct ip4 address;
	struct rig *r = alone(&address);
	uint64_t unanswered = statistics(r, 0)->unanswered;

	(void)state;
	renew(r, 1, 10, address);
	r->device[0].disk.mode = RIG_DISK_BROKEN;
	rig_run(r, SLOW + TIME_MS);
	assert_false(writer_works(r->device[0].node->bind));
	assert_int_equal(statistics(r, 0)->unanswered, unanswered + 1);
	assert_false(is_claimed(r, 0, address));
	renew(r, 1, 11, address);
	rig_run(r, SLOW);
	assert_null(rig_find(r, 10, DHCP_ACK));
	assert_null(rig_find(r, 11, DHCP_ACK));

	r->device[0].disk.mode = RIG_DISK_OK;
	r->device[0].disk.sync_us = 100;
	assert_true(r->device[0].owns); /* as a gateway */
	rig_run(r, 10 * TIME_SEC);
	renew(r, 1, 12, address);
	rig_run(r, TIME_SEC);
	assert_non_null(rig_find(r, 12, DHCP_ACK));
	rig_free(r);
}

/* A commit makes the table of bindings anew while a change waits: its address stays claimed, and
 * its record arrives in the new table. The answer was made for the configuration before: the
 * request is judged again by the new one, and its client hears that without asking again. */
static void
a_change_outlives_the_table(void **state)
{
	static const char *const lines[] = {"system-view", "ip pool pool1",
					    "section 1 10.10.10.120 10.10.10.130", "commit"};
	struct ip4 address;
	struct rig *r = alone(&address);
	const struct lease_table *before = leases(r, 0);
	uint64_t version = held(r, 0, address)->version;
	uint64_t unanswered = statistics(r, 0)->unanswered;

	(void)state;
	renew(r, 1, 10, address);
	for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
		rig_cli(r, 0, lines[i]);
		assert_false(r->device[0].failed);
	}
	assert_true(leases(r, 0) != before);
	assert_true(is_claimed(r, 0, address));
	assert_int_equal(held(r, 0, address)->version, version);
	rig_run(r, SLOW + TIME_MS);
	assert_true(held(r, 0, address)->version > version);
	assert_null(rig_find(r, 10, DHCP_ACK));
	assert_true(is_claimed(r, 0, address)); /* ... by the second decision */
	rig_run(r, 2 * SLOW + TIME_MS);
	assert_false(is_claimed(r, 0, address));
	assert_non_null(rig_find(r, 10, DHCP_ACK));
	assert_int_equal(rig_find(r, 10, DHCP_ACK)->yiaddr.host, address.host);
	assert_int_equal(statistics(r, 0)->unanswered, unanswered);
	rig_free(r);
}

/* ---- too many ---- */

static const char wide[] = "sysname Wide\nvlan 100\n"
			   "ip pool pool1 server\n"
			   " gateway 10.0.0.1 255.0.0.0\n"
			   " section 0 10.1.0.0 10.1.63.255\n"
			   "interface Vlanif 100\n"
			   " ip address 10.0.0.1 255.0.0.0\n"
			   " dhcp server enable\n"
			   "interface GigabitEthernet 0/1/1\n"
			   " portswitch\n undo shutdown\n"
			   " port link-type trunk\n port trunk allow-pass vlan 100\n"
			   "return\n";

struct crowd {
	struct ip4 offered[CHANGES_MAX + 1], server;
	bool leased[CHANGES_MAX + 1];
	unsigned leases;
};

static void
crowd_hears(void *context, const struct rig_reply *reply)
{
	struct crowd *c = context;

	if (reply->type == DHCP_OFFER) {
		c->offered[reply->xid] = reply->yiaddr;
		c->server = reply->server_id;
	} else if (reply->type == DHCP_ACK && !c->leased[reply->xid]) {
		assert_int_equal(reply->yiaddr.host, c->offered[reply->xid].host);
		c->leased[reply->xid] = true;
		c->leases++;
	}
}

static void
crowd_asks(struct rig *r, const struct crowd *c, unsigned client)
{
	rig_request(r, (uint16_t)client, client, c->server, c->offered[client], (struct ip4){0});
}

/* So many changes wait at once and no more: the next request is dropped and counted, and the client
 * that asks again has its lease. */
static void
one_change_too_many_is_dropped(void **state)
{
	static struct crowd c;
	struct rig *r = rig_new();

	(void)state;
	assert_true(rig_boot(r, 0, wide));
	rig_run(r, TIME_SEC);
	r->hear = crowd_hears;
	r->context = &c;
	for (unsigned i = 0; i <= CHANGES_MAX; i++)
		rig_discover(r, (uint16_t)i, i);
	rig_run(r, TIME_SEC);
	for (unsigned i = 0; i <= CHANGES_MAX; i++)
		assert_true(ip4_set(c.offered[i]));

	r->device[0].disk.sync_us = SLOW;
	for (unsigned i = 0; i <= CHANGES_MAX; i++)
		crowd_asks(r, &c, i);
	rig_run(r, SLOW / 2);
	assert_int_equal(change_count(r->device[0].node->bind), CHANGES_MAX);
	assert_int_equal(statistics(r, 0)->parked_full, 1);
	assert_int_equal(c.leases, 0);
	rig_run(r, 3 * SLOW);
	assert_int_equal(change_count(r->device[0].node->bind), 0);
	assert_int_equal(c.leases, CHANGES_MAX);
	for (unsigned i = 0; i <= CHANGES_MAX; i++)
		if (!c.leased[i])
			crowd_asks(r, &c, i);
	rig_run(r, 2 * SLOW);
	assert_int_equal(c.leases, CHANGES_MAX + 1);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(two_masters_agree_about_each_address),
	    cmocka_unit_test(a_refused_client_is_told_no),
	    cmocka_unit_test(what_never_left_is_void),
	    cmocka_unit_test(what_never_arrived_is_void_after_the_batch),
	    cmocka_unit_test(who_lost_mastership_changes_nothing),
	    cmocka_unit_test(a_stop_waits_for_what_is_under_way),
	    cmocka_unit_test(a_stop_ends_with_the_answer_limit),
	    cmocka_unit_test(who_stops_decides_nothing_again),
	    cmocka_unit_test(what_waited_too_long_is_not_decided_again),
	    cmocka_unit_test(a_failing_disk_answers_nobody),
	    cmocka_unit_test(a_change_outlives_the_table),
	    cmocka_unit_test(one_change_too_many_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
