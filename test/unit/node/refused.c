/* Changes that do not become safe: refused by the peer, overtaken, given up with the disk or the
 * device, too many; node/bind/change.h and node/bind/peer_records.h on whole devices. */
#include "node/bind/change.h"
#include "node/bind/room.h"
#include "node/bind/writer.h"
#include "node/serve/serve.h"
#include "rbs/status.h"
#include "test/unit/node/seed.h"

#define SLOW (TIME_SEC)

static const struct lease_record *
held(const struct rig *r, unsigned device, struct ip4 address)
{
	return lease_at(leases(r, device), address);
}

static bool
is_claimed(const struct rig *r, unsigned device, struct ip4 address)
{
	return lease_is_claimed(leases(r, device), address);
}

static bool
is_in_doubt(const struct lease_record *of)
{
	return of->sent > of->version;
}

static const struct dhcp_statistics *
statistics(const struct rig *r, unsigned device)
{
	return serve_statistics(r->device[device].node->serve);
}

static enum rbs_pair
pair(const struct rig *r, unsigned device)
{
	return standing(r, device)->pair;
}

/* The device has a binding that no message brought. */
static void
plant(struct rig *r, unsigned device, const struct lease_record *of)
{
	assert_int_equal(lease_apply(r->device[device].node->bind->leases, of), LEASE_APPLIED);
}

/* The client asks for the address that it knows. */
static void
renew(struct rig *r, uint16_t client, uint32_t xid, struct ip4 address)
{
	rig_request(r, client, xid, (struct ip4){0}, (struct ip4){0}, address);
}

/* Both devices have the same binding of the address, and nothing of it is in doubt. */
static void
assert_agreed(const struct rig *r, struct ip4 address)
{
	const struct lease_record *a = held(r, 0, address), *b = held(r, 1, address);

	assert_int_equal(a->version, b->version);
	assert_int_equal(a->state, b->state);
	assert_true(lease_key_same(&a->key, &b->key));
	assert_false(is_in_doubt(a));
	assert_false(is_in_doubt(b));
	assert_false(is_claimed(r, 0, address));
	assert_false(is_claimed(r, 1, address));
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
	asked = r->now;
	renew(r, 1, 10, address);
	assert_true(is_in_doubt(held(r, 0, address)));
	r->rbs_cut = true;
	rig_run(r, slow - TIME_MS);
	assert_int_equal(pair(r, 0), RBS_INTERRUPTED);
	assert_true(is_in_doubt(held(r, 0, address))); /* the mark is on its way to the disk */
	rig_run(r, 2 * TIME_MS);
	assert_false(is_in_doubt(held(r, 0, address)));
	assert_int_equal(held(r, 0, address)->version, before);
	rig_run(r, 3 * slow);
	reply = rig_find(r, 10, DHCP_ACK);
	assert_non_null(reply);
	assert_in_range(reply->at_us - asked, 2 * slow, 2 * slow + TIME_SEC);
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
 * its record arrives in the new table. The answer was made for the configuration before: the client
 * asks again. */
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
	assert_false(is_claimed(r, 0, address));
	assert_null(rig_find(r, 10, DHCP_ACK));
	assert_int_equal(statistics(r, 0)->unanswered, unanswered + 1);
	renew(r, 1, 11, address);
	rig_run(r, 2 * SLOW + TIME_MS);
	assert_non_null(rig_find(r, 11, DHCP_ACK));
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

/* ---- merge after a cut ---- */

/* Both serve, and neither hears the other. */
static void
part(struct rig *r)
{
	r->rbs_cut = r->vrrp_cut = true;
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	rig_run(r, TIME_SEC);
	assert_int_equal(pair(r, 0), RBS_INTERRUPTED);
	assert_int_equal(pair(r, 1), RBS_INTERRUPTED);
	assert_true(r->device[0].owns && r->device[1].owns);
}

static void
join(struct rig *r)
{
	r->rbs_cut = r->vrrp_cut = false;
	r->device[0].apart = r->device[1].apart = 0;
	rig_run(r, 120 * TIME_SEC);
	assert_int_equal(pair(r, 0), RBS_PAIRED);
}

/* One device told the client often, the other once and last: the client goes by the last word, so
 * that stands, though the other's version is higher. */
static void
the_later_promise_stands(void **state)
{
	(void)state;
	for (unsigned last = 0; last < 2; last++) {
		struct rig *r = seed_pair();
		struct ip4 address = rig_dora(r, 1, 1);
		struct lease_record promised;

		rig_dora(r, 2, 2); /* somebody whom both go on hearing */
		part(r);
		r->device[last].apart = 1u << 1;
		for (uint32_t i = 0; i < 5; i++) {
			renew(r, 1, 10 + i, address);
			rig_run(r, TIME_SEC);
			assert_non_null(rig_find(r, 10 + i, DHCP_ACK));
		}
		r->device[last].apart = 0;
		r->device[!last].apart = 1u << 1;
		rig_run(r, 60 * TIME_SEC);
		r->replies_count = 0;
		renew(r, 1, 20, address);
		rig_run(r, TIME_SEC);
		assert_int_equal(rig_find(r, 20, DHCP_ACK)->device, last);
		promised = *held(r, last, address);
		assert_true(held(r, !last, address)->version > promised.version);
		assert_true(held(r, !last, address)->expiry_us < promised.expiry_us);
		join(r);
		for (unsigned d = 0; d < 2; d++) {
			assert_true(held(r, d, address)->version > promised.version);
			assert_true(held(r, d, address)->expiry_us + TIME_SEC >=
				    promised.expiry_us);
		}
		assert_agreed(r, address);
		rig_free(r);
	}
}

/* Two clients at one address: the newer grant stands, and nobody else gets the address before the
 * other's promise ends. */
static void
the_newer_grant_stands_in_a_conflict(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1), other = rig_dora(r, 2, 2);
	struct lease_record theirs;
	uint64_t ours_us;

	(void)state;
	part(r);
	r->device[1].apart = 1u << 1;
	renew(r, 1, 10, address);
	rig_run(r, TIME_SEC);
	assert_non_null(rig_find(r, 10, DHCP_ACK));
	ours_us = held(r, 0, address)->promised_until_us;
	assert_true(ours_us > r->now + 300 * TIME_SEC);
	theirs = *held(r, 1, address);
	theirs.key = held(r, 1, other)->key;
	theirs.hardware[5] = 2;
	theirs.version += 64;
	theirs.expiry_us = r->now + 300 * TIME_SEC;
	theirs.promised_until_us = 0;
	plant(r, 1, &theirs);
	join(r);
	for (unsigned d = 0; d < 2; d++) {
		assert_true(lease_key_same(&held(r, d, address)->key, &theirs.key));
		assert_in_range(held(r, d, address)->promised_until_us, ours_us - TIME_SEC,
				ours_us + TIME_SEC);
	}
	assert_agreed(r, address);
	r->replies_count = 0;
	renew(r, 1, 30, address); /* who lost is told so */
	rig_run(r, TIME_SEC);
	assert_non_null(rig_find(r, 30, DHCP_NAK));
	rig_free(r);
}

/* The same where the lease that loses was on both disks, and one of them is gone. */
static void
who_loses_a_conflict_keeps_others_away(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1), other = rig_dora(r, 2, 2);
	struct lease_record ours = *held(r, 0, address), theirs;
	uint64_t until_us;

	(void)state;
	assert_true(ours.promised_until_us == 0);
	rig_run(r, 3 * TIME_SEC); /* surely told, and not answered again */
	part(r);
	theirs = *held(r, 1, address);
	theirs.key = held(r, 1, other)->key;
	theirs.hardware[5] = 2;
	theirs.version += 64;
	theirs.expiry_us = r->now + 300 * TIME_SEC;
	plant(r, 1, &theirs);
	join(r);
	until_us = lease_promised_elsewhere(held(r, 0, address), &theirs.key, r->now);
	assert_true(lease_key_same(&held(r, 0, address)->key, &theirs.key));
	assert_in_range(until_us, ours.expiry_us - TIME_SEC, ours.expiry_us + TIME_SEC);
	rig_free(r);
}

/* What the other device has by then is newer, and nobody's: the lease that was promised alone
 * stands, and its client goes on with it. */
static void
a_lease_beats_what_is_nobodys(void **state)
{
	static const enum lease_state kind[] = {LEASE_FREE, LEASE_DECLINED, LEASE_RELEASED,
						LEASE_LEASED};

	(void)state;
	for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
		struct rig *r = seed_pair();
		struct ip4 address = rig_dora(r, 1, 1), other = rig_dora(r, 2, 2);
		struct lease_record theirs, ours;

		part(r);
		r->device[1].apart = 1u << 1;
		renew(r, 1, 10, address);
		rig_run(r, TIME_SEC);
		ours = *held(r, 0, address);
		assert_true(ours.promised_to == lease_owner(&ours.key));
		theirs = *held(r, 1, address);
		theirs.key = held(r, 1, other)->key;
		theirs.state = kind[i];
		theirs.version += 1ULL << 40; /* far above what this one has reserved */
		theirs.expiry_us = r->now - TIME_SEC;
		plant(r, 1, &theirs);
		join(r);
		for (unsigned d = 0; d < 2; d++) {
			assert_int_equal(held(r, d, address)->state, LEASE_LEASED);
			assert_true(lease_key_same(&held(r, d, address)->key, &ours.key));
			assert_true(held(r, d, address)->version > theirs.version);
		}
		assert_agreed(r, address);
		r->replies_count = 0;
		renew(r, 1, 20, address);
		rig_run(r, TIME_SEC);
		assert_non_null(rig_find(r, 20, DHCP_ACK));
		rig_free(r);
	}
}

/* Its own client gave it up on the other device since. */
static void
who_gave_its_lease_up_has_none(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	struct lease_record theirs;

	(void)state;
	part(r);
	r->device[1].apart = 1u << 1;
	renew(r, 1, 10, address);
	rig_run(r, 2 * TIME_SEC);
	theirs = *held(r, 1, address);
	theirs.state = LEASE_DECLINED;
	theirs.version += 64;
	theirs.start_us = r->now;
	theirs.expiry_us = r->now + 1800 * TIME_SEC;
	plant(r, 1, &theirs);
	join(r);
	assert_int_equal(held(r, 0, address)->state, LEASE_DECLINED);
	assert_agreed(r, address);
	rig_free(r);
}

static bool
everybody_answers(void *context, unsigned device, struct ip4 address)
{
	(void)context;
	(void)device;
	(void)address;
	return true;
}

/* A device that lost its journal is alone, finds the client at its address, and takes it for a
 * stranger. Once the other one is back, the client has its lease. */
static void
a_lease_beats_a_conflict_of_who_did_not_know_it(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address;
	uint16_t client = 1;
	uint64_t newer;

	(void)state;
	while ((address = rig_dora(r, client, client)).host & 1) /* until it is in A's half */
		assert_true(client++ < 20);
	rig_run(r, TIME_SEC);
	rig_kill(r, 0);
	rig_kill(r, 1);
	rig_disk_free(&r->device[0].disk);
	rig_disk_init(&r->device[0].disk, 1);
	r->device[0].clock.wall_error_us = (int64_t)1 << 51; /* where new journals begin high */
	reboot(r, 0);
	assert_true(rig_run_until_master(r, 0, 60 * TIME_SEC));
	rig_run(r, 15 * TIME_SEC);
	r->answers = everybody_answers;
	rig_say(r, &(struct rig_message){
		       .type = DHCP_DISCOVER, .client = 40, .xid = 40, .requested = address});
	rig_run(r, 2 * TIME_SEC);
	assert_int_equal(held(r, 0, address)->state, LEASE_DECLINED);
	newer = held(r, 0, address)->version;
	reboot(r, 1);
	assert_true(held(r, 1, address)->version < newer);
	rig_run(r, 30 * TIME_SEC);
	for (unsigned d = 0; d < 2; d++)
		assert_int_equal(held(r, d, address)->state, LEASE_LEASED);
	assert_agreed(r, address);
	renew(r, client, 50, address);
	rig_run(r, TIME_SEC);
	assert_non_null(rig_find(r, 50, DHCP_ACK));
	rig_free(r);
}

/* A new disk of B gave the address to another client, who gave it back; B acknowledges our batch
 * before its own record comes, and knew nothing of the lease when it made that. */
static void
a_new_disks_word_is_no_knowledge(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1), other = rig_dora(r, 2, 2);
	struct lease_record ours = *held(r, 0, address), theirs = ours, acked;

	(void)state;
	theirs.key = held(r, 0, other)->key;
	theirs.state = LEASE_RELEASED;
	part(r);
	rig_kill(r, 1);
	rig_disk_free(&r->device[1].disk);
	rig_disk_init(&r->device[1].disk, 1);
	reboot(r, 1);
	rig_run(r, TIME_SEC);
	theirs.version += 1ULL << 40;
	theirs.expiry_us = r->now + 200 * TIME_SEC;
	plant(r, 1, &theirs);
	r->rbs_cut = false;
	for (unsigned ms = 0; !standing(r, 0)->unread; ms++, rig_run(r, TIME_MS))
		assert_true(ms < 60000);
	acked = *held(r, 0, address);
	assert_int_equal(acked.version, ours.version);
	acked.acked = (struct lease_acked){ours.version, ours.expiry_us, LEASE_LEASED};
	plant(r, 0, &acked);
	join(r);
	assert_false(standing(r, 0)->unread);
	assert_int_equal(held(r, 1, address)->state, LEASE_LEASED);
	assert_true(lease_key_same(&held(r, 1, address)->key, &ours.key));
	assert_agreed(r, address);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(two_masters_agree_about_each_address),
	    cmocka_unit_test(a_new_disks_word_is_no_knowledge),
	    cmocka_unit_test(a_refused_client_is_told_no),
	    cmocka_unit_test(what_never_left_is_void),
	    cmocka_unit_test(what_never_arrived_is_void_after_the_batch),
	    cmocka_unit_test(who_lost_mastership_changes_nothing),
	    cmocka_unit_test(a_stop_waits_for_what_is_under_way),
	    cmocka_unit_test(a_stop_ends_with_the_answer_limit),
	    cmocka_unit_test(who_stops_decides_nothing_again),
	    cmocka_unit_test(a_failing_disk_answers_nobody),
	    cmocka_unit_test(a_change_outlives_the_table),
	    cmocka_unit_test(one_change_too_many_is_dropped),
	    cmocka_unit_test(the_later_promise_stands),
	    cmocka_unit_test(the_newer_grant_stands_in_a_conflict),
	    cmocka_unit_test(who_loses_a_conflict_keeps_others_away),
	    cmocka_unit_test(a_lease_beats_what_is_nobodys),
	    cmocka_unit_test(who_gave_its_lease_up_has_none),
	    cmocka_unit_test(a_lease_beats_a_conflict_of_who_did_not_know_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
