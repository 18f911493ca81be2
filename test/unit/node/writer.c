/* What a device knows after its process, its power or its disk failed: node/bind/writer.h,
 * node/bind/recovery.h.
 */
#include "node/bind/writer.h"
#include "node/bind/recovery.h"
#include "node/bind/room.h"
#include "node/pair/room.h"
#include "test/unit/node/seed.h"

enum { CLIENTS = 12 };

static void
lease_to_all(struct rig *r, struct ip4 address[CLIENTS])
{
	for (unsigned i = 0; i < CLIENTS; i++) {
		address[i] = rig_dora(r, (uint16_t)i, 1000 + i);
		assert_true(ip4_set(address[i]));
	}
}

/* Every one of them may go on with its address. */
static void
renew_all(struct rig *r, const struct ip4 address[CLIENTS], uint32_t xid)
{
	const struct rig_reply *reply;

	r->replies_count = 0;
	for (unsigned i = 0; i < CLIENTS; i++) {
		rig_request(r, (uint16_t)i, xid + i, (struct ip4){0}, (struct ip4){0}, address[i]);
		rig_run(r, TIME_SEC); /* a peer without power is given up after 500 ms */
		reply = rig_find(r, xid + i, DHCP_ACK);
		assert_non_null(reply);
		assert_int_equal(reply->yiaddr.host, address[i].host);
	}
}

static uint64_t
journal_of(struct rig *r, unsigned device)
{
	return bind_identity(r->device[device].node->bind)->journal;
}

static void
leases_survive_a_kill_of_both(void **state)
{
	struct rig *r = seed_pair();
	uint64_t journal = journal_of(r, 0);
	struct ip4 address[CLIENTS];

	(void)state;
	lease_to_all(r, address);
	rig_kill(r, 0);
	rig_kill(r, 1);
	rig_run(r, TIME_SEC);
	reboot(r, 0);
	assert_true(journal_of(r, 0) == journal);
	assert_true(rig_run_until_master(r, 0, 60 * TIME_SEC));
	renew_all(r, address, 2000);
	rig_free(r);
}

static void
leases_survive_power_loss_on_either_disk_alone(void **state)
{
	(void)state;
	for (unsigned alone = 0; alone < 2; alone++) {
		struct rig *r = seed_pair();
		struct ip4 address[CLIENTS];

		lease_to_all(r, address);
		rig_power_off(r, 0);
		rig_power_off(r, 1);
		rig_run(r, 3600 * TIME_SEC);
		reboot(r, alone);
		assert_true(rig_run_until_master(r, alone, 60 * TIME_SEC));
		renew_all(r, address, 2000);
		rig_free(r);
	}
}

static void
a_full_disk_gives_mastership_to_the_other(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address[CLIENTS], more;

	(void)state;
	lease_to_all(r, address);
	r->device[0].disk.mode = RIG_DISK_FULL;
	rig_dora(r, 50, 50);
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	assert_false(r->device[0].owns);
	assert_false(writer_works(r->device[0].node->bind));
	more = rig_dora(r, 51, 51);
	assert_true(ip4_set(more));
	renew_all(r, address, 2000);

	r->device[0].disk.mode = RIG_DISK_OK;
	rig_run(r, 15 * TIME_SEC);
	assert_true(writer_works(r->device[0].node->bind));
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	assert_int_equal(standing(r, 0)->role, RBP_SLAVE);
	rig_power_off(r, 1);
	assert_true(rig_run_until_master(r, 0, 10 * TIME_SEC));
	renew_all(r, address, 3000);
	rig_free(r);
}

static void
what_was_agreed_survives(void **state)
{
	struct rig *r = seed_pair();
	uint8_t even = recovery_home(r->device[1].node->bind, "service1");

	(void)state;
	assert_true(even != 0);
	rig_kill(r, 1);
	rig_run(r, TIME_SEC);
	rig_kill(r, 0);
	reboot(r, 1);
	rig_run(r, TIME_SEC);
	assert_int_equal(standing(r, 1)->home, even - 1);
	assert_false(rules(r, 1)->fresh);
	rig_free(r);
}

/* Nothing is written for it: behind whatever cut it comes back, each has its own half. */
static void
a_stop_gives_nothing_away(void **state)
{
	struct rig *r = seed_pair();
	struct node_input stop = {.kind = NODE_IN_STOP};

	(void)state;
	stop.now = rig_now(r, 0);
	rig_input(r, 0, &stop);
	assert_int_equal(r->device[0].stopped, 1);
	rig_run(r, TIME_SEC);
	assert_int_equal(standing(r, 1)->pair, RBS_INTERRUPTED);
	rig_kill(r, 0);
	r->rbs_cut = true;
	reboot(r, 0);
	rig_run(r, 20 * TIME_SEC);
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		assert_int_equal(standing(r, i)->pair, RBS_INTERRUPTED);
		assert_false(rules(r, i)->forfeited);
	}
	rig_free(r);
}

/* What is with the peer is waited for; nothing is, and the disk alone is not. */
static void
a_stop_does_not_wait_for_a_stuck_disk(void **state)
{
	struct rig *r = seed_pair();
	struct node_input stop = {.kind = NODE_IN_STOP};

	(void)state;
	r->device[0].disk.sync_us = 3600 * TIME_SEC;
	stop.now = rig_now(r, 0);
	rig_input(r, 0, &stop);
	assert_int_equal(r->device[0].stopped, 1);
	rig_free(r);
}

/* Who declared the other down tells it until a batch, also after a restart; and who is told keeps
 * that on its disk. */
static void
a_declaration_is_told_until_a_batch(void **state)
{
	struct rig *r = seed_pair();
	const struct stand *stand;

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 5 * TIME_SEC);
	rig_cli(r, 0, "remote-backup partner-down service1 force");
	rig_run(r, TIME_SEC);
	r->device[1].disk.sync_us = 400 * TIME_MS;
	reboot(r, 1);
	while (!standing(r, 1)->connected)
		rig_run(r, TIME_MS);
	r->rbs_cut = true; /* between HELLO and batch */
	rig_run(r, 2 * TIME_SEC);
	rig_kill(r, 0);
	rig_kill(r, 1);
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		reboot(r, i);
		rig_run(r, 5 * TIME_SEC);
		stand = &r->device[i].node->pairs->profile[0].stand;
		assert_int_equal(stand->unmet, i == 0);
		assert_int_equal(stand->forfeited, i == 1);
	}
	r->rbs_cut = false;
	rig_run(r, 20 * TIME_SEC);
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		stand = &r->device[i].node->pairs->profile[0].stand;
		assert_int_equal(stand->pair, RBS_PAIRED);
		assert_false(stand->unmet || stand->forfeited);
	}
	rig_free(r);
}

static void
a_hole_is_refused(void **state)
{
	struct rig *r = seed_pair();
	struct journal_file file[JOURNAL_FILES_MAX];
	struct ip4 address[CLIENTS];
	char *text = read_file("lab/DeviceA.cfg");
	unsigned count;

	(void)state;
	lease_to_all(r, address);
	rig_kill(r, 0);
	count = rig_disk_read(&r->device[0].disk, file);
	assert_int_equal(count, 1);
	((uint8_t *)(uintptr_t)file[0].bytes)[file[0].len / 8] ^= 1;
	rig_disk_wipe(&r->device[0].disk);
	rig_disk_put(&r->device[0].disk, &file[0]);
	assert_false(rig_boot(r, 0, text));
	assert_int_equal(r->device[0].stopped, 3);
	free((void *)(uintptr_t)file[0].bytes);
	free(text);
	rig_free(r);
}

/* Many changes: the log is replaced by a snapshot, and what stands there comes back. So does that
 * the session that goes on may have sent all of it. */
static void
a_long_log_becomes_a_snapshot(void **state)
{
	struct rig *r = seed_pair();
	struct writer *k = &r->device[0].node->bind->writer;
	struct ip4 address[CLIENTS];
	uint64_t segment = k->segment;

	(void)state;
	lease_to_all(r, address);
	for (uint32_t i = 0; k->segment == segment && i < 300000; i++) {
		for (unsigned c = 0; c < CLIENTS; c++)
			rig_request(r, (uint16_t)c, 100000 + i, (struct ip4){0}, (struct ip4){0},
				    address[c]);
		rig_run(r, 5 * TIME_MS);
		r->replies_count = 0;
	}
	assert_true(k->segment > segment);
	rig_run(r, TIME_SEC);
	assert_false(k->snapshot);
	rig_power_off(r, 0);
	rig_power_off(r, 1);
	reboot(r, 0);
	assert_true(r->device[0].node->bind->writer.facts.sent_alls > 0);
	assert_true(rig_run_until_master(r, 0, 60 * TIME_SEC));
	renew_all(r, address, 2000);
	rig_free(r);
}

static const struct lease_record *
record(const struct rig *r, unsigned device, struct ip4 address)
{
	return lease_bound_at(leases(r, device), address);
}

/* A change that was begun before the session and came to nothing in it writes the record once more,
 * behind the word that all may have been sent; and that record leaves with the batch (R4). */
static void
what_a_session_may_send_counts_as_sent(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 had = rig_dora(r, 1, 1);
	uint64_t version;

	(void)state;
	r->rbs_cut = true;
	rig_run(r, 10 * TIME_SEC);
	rig_request(r, 1, 2, (struct ip4){0}, (struct ip4){0}, had);
	rig_run(r, TIME_SEC);
	version = record(r, 0, had)->version;
	r->device[0].disk.sync_us = 800 * TIME_MS;
	r->device[1].disk.sync_us = 50 * TIME_MS;
	r->rbs_cut = false;
	for (unsigned ms = 0; !standing(r, 0)->connected && ms < 60000; ms++) {
		if (ms % 100 == 0)
			rig_request(r, 1, 3 + ms, (struct ip4){0}, (struct ip4){0}, had);
		rig_run(r, TIME_MS);
	}
	rig_forge_advert(r, 0, IP4(10, 10, 10, 2), 254); /* it serves no more */
	for (unsigned ms = 0; record(r, 1, had)->version < version && ms < 60000; ms++)
		rig_run(r, TIME_MS);
	r->rbs_cut = true;
	version = record(r, 0, had)->version;
	assert_true(record(r, 1, had)->version == version);
	assert_true(record(r, 0, had)->acked.version < version);
	rig_kill(r, 0);
	reboot(r, 0);
	rig_run(r, TIME_SEC);
	assert_true(record(r, 0, had)->version == version);
	assert_true(record(r, 0, had)->sent >= version);
	rig_free(r);
}

/* How long the power was off nobody knows, but what had passed before stands in the last block of
 * that boot: a lease does not begin anew with every power loss. */
static void
what_passed_before_a_power_loss_has_passed(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 had = rig_dora(r, 1, 1);
	uint64_t left_us = record(r, 0, had)->expiry_us - rig_now(r, 0), now;

	(void)state;
	rig_run(r, 1200 * TIME_SEC);
	rig_power_off(r, 0);
	rig_run(r, TIME_SEC);
	rig_power_off(r, 1);
	reboot(r, 0);
	rig_run(r, TIME_SEC);
	now = rig_now(r, 0);
	assert_true(record(r, 0, had)->state == LEASE_LEASED);
	assert_true(record(r, 0, had)->expiry_us < now + left_us - 1180 * TIME_SEC);
	assert_true(record(r, 0, had)->expiry_us > now + left_us - 1205 * TIME_SEC);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(leases_survive_a_kill_of_both),
	    cmocka_unit_test(leases_survive_power_loss_on_either_disk_alone),
	    cmocka_unit_test(a_full_disk_gives_mastership_to_the_other),
	    cmocka_unit_test(what_was_agreed_survives),
	    cmocka_unit_test(a_stop_gives_nothing_away),
	    cmocka_unit_test(a_stop_does_not_wait_for_a_stuck_disk),
	    cmocka_unit_test(a_declaration_is_told_until_a_batch),
	    cmocka_unit_test(a_hole_is_refused),
	    cmocka_unit_test(a_long_log_becomes_a_snapshot),
	    cmocka_unit_test(what_a_session_may_send_counts_as_sent),
	    cmocka_unit_test(what_passed_before_a_power_loss_has_passed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
