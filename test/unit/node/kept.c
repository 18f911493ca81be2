/* What is kept of ranges of addresses: node/bind/kept.h, and by whatever name a profile goes:
 * node/pair/ranges.h. */
#include "node/bind/kept.h"

#include "node/bind/recovery.h"
#include "node/bind/room.h"
#include "node/bind/writer.h"
#include "node/pair/room.h"
#include "test/unit/node/seed.h"

static struct kept k;

/* Addresses low..high of the peer 10.10.10.<peer>. */
static struct journal_kept
entry(uint32_t low, uint32_t high, uint8_t peer)
{
	return (struct journal_kept){.low = {low},
				     .high = {high},
				     .peer = IP4(10, 10, 10, peer),
				     .even = 1,
				     .mclt_us = 60 * TIME_SEC};
}

static void
learn(struct journal_kept e)
{
	kept_learn(&k, &e);
}

static void
is_range(unsigned at, uint32_t low, uint32_t high, bool forfeited)
{
	assert_true(at < k.count);
	assert_int_equal(k.list[at].low.host, low);
	assert_int_equal(k.list[at].high.host, high);
	assert_int_equal(k.list[at].forfeited, forfeited);
}

static void
the_last_word_of_one_peer_counts(void **state)
{
	struct journal_kept given = entry(100, 199, 2), none = {.peer = IP4(10, 10, 10, 2)};

	(void)state;
	memset(&k, 0, sizeof k);
	given.forfeited = true;
	learn(given);
	learn(entry(120, 129, 2));
	assert_int_equal(k.count, 3);
	is_range(0, 100, 119, true);
	is_range(1, 120, 129, false);
	is_range(2, 130, 199, true);
	none.low.host = 110;
	none.high.host = 139;
	learn(none); /* nothing is kept there any more */
	assert_int_equal(k.count, 2);
	is_range(0, 100, 109, true);
	is_range(1, 140, 199, true);
	learn(entry(0, 0xffffffff, 2));
	assert_int_equal(k.count, 1);
	is_range(0, 0, 0xffffffff, false);
}

static void
peers_do_not_speak_for_each_other(void **state)
{
	struct journal_kept given = entry(100, 199, 2), other = entry(150, 160, 3);

	(void)state;
	memset(&k, 0, sizeof k);
	given.forfeited = true;
	given.device = 7;
	learn(given);
	other.device = 8;
	learn(other);
	assert_int_equal(k.count, 2);
	is_range(0, 100, 199, true);
	other.device = 7; /* it is the first one, at another address */
	learn(other);
	assert_int_equal(k.count, 3);
	is_range(0, 100, 149, true);
	is_range(1, 150, 160, false);
	is_range(2, 161, 199, true);
	given = entry(100, 199, 2);
	given.device = 9; /* another disk at the first address */
	learn(given);
	assert_int_equal(k.count, 2);
	is_range(0, 100, 199, false);
}

static void
a_copy_waits_for_the_one_that_it_is_of(void **state)
{
	struct journal_kept e = entry(100, 199, 2);
	struct journal_entry met = {.kind = JOURNAL_PEER};

	(void)state;
	memset(&k, 0, sizeof k);
	met.u.peer.peer = e.peer;
	met.u.peer.source = IP4(10, 10, 10, 4);
	e.down = true;
	learn(e);
	kept_disown(&k, 5, &met, 1);
	assert_int_equal(k.count, 1);
	assert_true(ip4_same(k.list[0].peer, met.u.peer.source));
	assert_true(k.list[0].alien);
	assert_false(k.list[0].down);
	assert_int_equal(k.list[0].even, 0);
	learn(entry(100, 199, 2)); /* nobody knows whether that is it */
	assert_int_equal(k.count, 2);
	e = entry(100, 199, 9);
	e.device = 5;
	learn(e);
	assert_int_equal(k.count, 2);
	assert_false(k.list[0].alien || k.list[1].alien);
	learn(entry(100, 199, 2));
	kept_disown(&k, 5, &met, 1);
	e = entry(100, 199, 4); /* a new disk at the address it had */
	e.device = 6;
	learn(e);
	for (unsigned i = 0; i < k.count; i++)
		assert_true(!k.list[i].alien || !ip4_same(k.list[i].peer, e.peer));
}

static void
who_is_not_known_is_whoever(void **state)
{
	struct journal_kept e = entry(100, 199, 0);

	(void)state;
	memset(&k, 0, sizeof k);
	e.peer = (struct ip4){0};
	e.alien = true;
	learn(e);
	learn(entry(100, 199, 9));
	assert_int_equal(k.count, 1);
	assert_false(k.list[0].alien);
}

/* Every address of the list is forbidden as it was, and nobody is given a permission. */
static void
at_the_bound_neighbours_are_joined(void **state)
{
	enum { MORE = 50 };

	(void)state;
	memset(&k, 0, sizeof k);
	for (uint32_t i = 0; i < KEPT_MAX + MORE; i++) {
		struct journal_kept e = entry(100 * i, 100 * i + 9 + i % 7, (uint8_t)(2 + i % 3));

		e.forfeited = i % 2;
		e.down = true;
		e.since_us = i;
		learn(e);
		assert_true(k.count <= KEPT_MAX);
	}
	assert_int_equal(k.count, KEPT_MAX);
	for (uint32_t i = 0; i < KEPT_MAX + MORE; i++) {
		bool found = false, forfeited = false;

		for (unsigned n = 0; n < k.count; n++) {
			const struct journal_kept *e = &k.list[n];

			if (e->low.host > 100 * i || e->high.host < 100 * i + 9)
				continue;
			found = true;
			forfeited |= e->forfeited;
			assert_true(e->high.host - e->low.host < 20 || (!e->down && e->unmet));
		}
		assert_true(found);
		assert_true(forfeited || i % 2 == 0);
	}
}

/* ---- on devices ---- */

static void
type_all(struct rig *r, unsigned device, const char *lines)
{
	char line[128];

	while (*lines) {
		size_t len = strcspn(lines, "\n");

		snprintf(line, sizeof line, "%.*s", (int)len, lines);
		rig_cli(r, device, line);
		lines += len + (lines[len] == '\n');
	}
}

static void
declare(struct rig *r, unsigned device)
{
	type_all(r, device, "return\nremote-backup partner-down service1 force");
	assert_int_equal(standing(r, device)->pair, RBS_PARTNER_DOWN);
}

static const char other_names[] = "return\nsystem-view\n"
				  "ip pool pool1\nremote-backup-profile other\nquit\n"
				  "undo remote-backup-profile service1\n"
				  "undo remote-backup-service service1\n"
				  "remote-backup-service others\n"
				  "peer 10.10.10.2 source 10.10.10.1 port 10000\nquit\n"
				  "remote-backup-profile other\nservice-type dhcp-server\n"
				  "backup-id 9 remote-backup-service others\npeer-backup hot\n"
				  "vrrp-id 1 interface Vlanif 100\ncommit\nreturn";

/* All names and the backup-id are others; the peer and the pool are what they were. */
static void
a_declaration_survives_every_name(void **state)
{
	struct rig *r = seed_pair();
	uint64_t since_us;
	uint8_t home;

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 5 * TIME_SEC);
	declare(r, 0);
	since_us = rules(r, 0)->down_since_us;
	home = rules(r, 0)->home;
	rig_run(r, 20 * TIME_SEC);
	type_all(r, 0, other_names);
	rig_run(r, TIME_SEC);
	assert_string_equal(standing(r, 0)->name, "other");
	assert_int_equal(standing(r, 0)->pair, RBS_PARTNER_DOWN);
	assert_int_equal(rules(r, 0)->pair, LEASE_PARTNER_DOWN);
	assert_true(rules(r, 0)->down_since_us == since_us);
	assert_int_equal(rules(r, 0)->home, home);
	assert_int_equal(standing(r, 0)->home, home);
	assert_false(rules(r, 0)->alien);
	rig_free(r);
}

/* The same, of the device that is to give nothing, and over a restart with the old names. */
static void
what_forbids_survives_every_name(void **state)
{
	struct rig *r = seed_pair();
	struct profile *p = &r->device[1].node->pairs->profile[0];

	(void)state;
	rig_kill(r, 0);
	rig_run(r, 5 * TIME_SEC);
	p->stand.forfeited = p->stand.fresh = true;
	type_all(r, 1, "return\nsystem-view\nip pool pool1\nlease 0 0 10\ncommit");
	rig_run(r, TIME_SEC);
	assert_true(rules(r, 1)->forfeited && rules(r, 1)->fresh);
	type_all(r, 1,
		 "return\nsystem-view\nip pool pool1\nremote-backup-profile other\nquit\n"
		 "undo remote-backup-profile service1\nremote-backup-profile other\n"
		 "service-type dhcp-server\nbackup-id 1 remote-backup-service service1\n"
		 "peer-backup hot\nvrrp-id 1 interface Vlanif 100\ncommit");
	rig_run(r, TIME_SEC);
	assert_string_equal(standing(r, 1)->name, "other");
	assert_true(rules(r, 1)->forfeited && rules(r, 1)->fresh);
	rig_kill(r, 1);
	reboot(r, 1);
	rig_run(r, 15 * TIME_SEC);
	assert_string_equal(standing(r, 1)->name, "service1");
	assert_true(rules(r, 1)->forfeited && rules(r, 1)->fresh);
	assert_false(ip4_set(rig_dora(r, 3, 3)));
	reboot(r, 0);
	rig_run(r, 30 * TIME_SEC);
	assert_int_equal(standing(r, 1)->pair, RBS_PAIRED);
	assert_false(rules(r, 1)->forfeited || rules(r, 1)->fresh);
	rig_free(r);
}

/* The declaration was of the old peer: a new one, and the old one, may serve. */
static void
another_peer_is_not_declared_down(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 5 * TIME_SEC);
	declare(r, 0);
	type_all(r, 0,
		 "return\nsystem-view\nremote-backup-service service1\n"
		 "peer 10.10.10.7 source 10.10.10.1 port 10000\ncommit");
	rig_run(r, TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_INTERRUPTED);
	assert_int_equal(rules(r, 0)->pair, LEASE_INTERRUPTED);
	/* but should it be the old one at a new address, it hears that it was (R5) */
	assert_true(r->device[0].node->pairs->profile[0].stand.unmet);
	type_all(r, 0, "peer 10.10.10.2 source 10.10.10.1 port 10000\ncommit");
	rig_run(r, TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PARTNER_DOWN);
	rig_free(r);
}

/* At another address the peer is who it was; anybody, where the one of before is a peer still. */
static void
a_peer_that_moves_is_expected(void **state)
{
	struct rig *r = seed_pair();
	uint64_t device = bind_identity(r->device[1].node->bind)->device;
	const struct service *s = &r->device[0].node->pairs->service[0];

	(void)state;
	rig_run(r, 5 * TIME_SEC);
	rig_kill(r, 1);
	assert_true(s->local.known_device == device);
	type_all(r, 0,
		 "return\nsystem-view\nremote-backup-service service1\n"
		 "peer 10.10.10.7 source 10.10.10.1 port 10000\ncommit");
	rig_run(r, TIME_SEC);
	assert_true(s->local.known_device == device);
	type_all(r, 0,
		 "return\nsystem-view\nremote-backup-service before\n"
		 "peer 10.10.10.2 source 10.10.10.1 port 10001\ncommit");
	rig_run(r, TIME_SEC);
	assert_true(s->local.known_device == 0);
	rig_free(r);
}

/* As an earlier version left it: by name, and nothing of addresses. */
static void
names_of_an_earlier_version_are_read(void **state)
{
	struct journal_entry e = {.kind = JOURNAL_PAIR};
	struct journal_kept none = {.high = {0xffffffff}};
	struct rig *r = seed_pair();
	struct step step;
	uint64_t since_us;

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 5 * TIME_SEC);
	step = (struct step){.now = rig_now(r, 0), .out = r->spare[0]};
	since_us = e.u.pair.since_us = rig_now(r, 0) - TIME_SEC;
	e.u.pair.down = e.u.pair.unmet = true;
	kept_write(r->device[0].node->bind, &none, &step);
	recovery_write_pair(r->device[0].node->bind, "service1", e, &step);
	rig_dora(r, 4, 4); /* writes the block */
	rig_run(r, TIME_SEC);
	rig_kill(r, 0);
	reboot(r, 0);
	rig_run(r, 2 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PARTNER_DOWN);
	assert_int_equal(rules(r, 0)->pair, LEASE_PARTNER_DOWN);
	assert_true(rules(r, 0)->down_since_us == since_us);
	reboot(r, 1);
	rig_run(r, 30 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	rig_kill(r, 1);
	rig_kill(r, 0);
	reboot(r, 0); /* the name was written over */
	rig_run(r, 2 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_INTERRUPTED);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_last_word_of_one_peer_counts),
	    cmocka_unit_test(peers_do_not_speak_for_each_other),
	    cmocka_unit_test(a_copy_waits_for_the_one_that_it_is_of),
	    cmocka_unit_test(who_is_not_known_is_whoever),
	    cmocka_unit_test(at_the_bound_neighbours_are_joined),
	    cmocka_unit_test(a_declaration_survives_every_name),
	    cmocka_unit_test(what_forbids_survives_every_name),
	    cmocka_unit_test(another_peer_is_not_declared_down),
	    cmocka_unit_test(a_peer_that_moves_is_expected),
	    cmocka_unit_test(names_of_an_earlier_version_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
