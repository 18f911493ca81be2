/* What two devices that did not hear each other make of their bindings when they meet:
 * node/bind/peer_records.h on whole devices. */
#include "test/unit/node/bindings.h"

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

/* The lease stands on both; or, where a restart made its end unsure, keeps everybody else away. */
static void
is_kept(const struct rig *r, const struct lease_record *ours, bool sure)
{
	for (unsigned d = 0; d < 2; d++) {
		const struct lease_record *is = held(r, d, ours->address);

		if (sure)
			assert_true(is->state == LEASE_LEASED &&
				    lease_key_same(&is->key, &ours->key));
		else
			assert_in_range(is->promised_until_us, ours->expiry_us - TIME_SEC,
					ours->expiry_us + TIME_SEC);
		assert_true(sure || is->promised_to == lease_owner(&ours->key));
	}
}

/* A new disk of B gave the address to another client, who gave it back; B acknowledges our batch
 * before its own record comes, and knew nothing of the lease when it made that. */
static void
is_no_knowledge(bool sure)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 1, 1), other = rig_dora(r, 2, 2);
	struct lease_record ours = *held(r, 0, address), theirs = ours, acked;

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
	acked.surely_us = sure ? 0 : 1;
	plant(r, 0, &acked);
	join(r);
	assert_false(standing(r, 0)->unread);
	is_kept(r, &ours, sure);
	assert_agreed(r, address);
	rig_free(r);
}

static void
a_new_disks_word_is_no_knowledge(void **state)
{
	(void)state;
	is_no_knowledge(true);
	is_no_knowledge(false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_new_disks_word_is_no_knowledge),
	    cmocka_unit_test(the_later_promise_stands),
	    cmocka_unit_test(the_newer_grant_stands_in_a_conflict),
	    cmocka_unit_test(who_loses_a_conflict_keeps_others_away),
	    cmocka_unit_test(a_lease_beats_what_is_nobodys),
	    cmocka_unit_test(who_gave_its_lease_up_has_none),
	    cmocka_unit_test(a_lease_beats_a_conflict_of_who_did_not_know_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
