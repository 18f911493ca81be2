/* As many pools as a device may have, all of a pair: what one costs, and a lease of the first, of
 * one in the middle and of the last across a switchover. */
#include "test/unit/node/seed.h"

#include "base/memory.h"
#include "dhcp/config.h"
#include "dhcp/message.h"
#include "node/config/schema.h"

enum { POOLS = SCHEMA_POOLS_MAX - 1, TEXT_MAX = 512 * POOLS }; /* with pool1 of the seed */

static struct ip4
in_pool(unsigned n, unsigned host)
{
	return (struct ip4){IP4(20, 0, 0, 0).host + (n << 8) + host};
}

static void
add_pool(struct text *t, unsigned n)
{
	char gateway[IP4_TEXT], low[IP4_TEXT], high[IP4_TEXT];

	text_add(t,
		 "ip pool far%04u server\n gateway %s 255.255.255.0\n section 0 %s %s\n"
		 " dns-server 10.10.10.200\n option 66 ascii tftp%u\n"
		 " server identifier ip 10.10.10.100\n remote-backup-profile service1\n#\n",
		 n, ip4_format(in_pool(n, 1), gateway), ip4_format(in_pool(n, 10), low),
		 ip4_format(in_pool(n, 250), high), n);
}

static struct rig *
pair_with_all(void)
{
	struct rig *r = rig_new();
	char *lines = memory_new(TEXT_MAX, 1);
	struct text t = text_of(lines, TEXT_MAX);

	for (unsigned n = 0; n < POOLS; n++)
		add_pool(&t, n);
	assert_false(t.cut);
	boot_with(r, 0, "ip pool pool1", lines);
	assert_true(rig_run_until_master(r, 0, 30 * TIME_SEC));
	boot_with(r, 1, "ip pool pool1", lines);
	rig_run(r, 5 * TIME_SEC);
	memory_free(lines);
	return r;
}

static const struct rig_reply *
say(struct rig *r, struct rig_message m, unsigned pool, enum dhcp_type wanted)
{
	static uint32_t xid = 900;

	m.xid = ++xid;
	m.giaddr = in_pool(pool, 1);
	rig_say(r, &m);
	rig_run(r, TIME_SEC);
	return rig_find(r, xid, wanted);
}

static struct ip4
lease_from(struct rig *r, unsigned pool)
{
	struct rig_message m = {.type = DHCP_DISCOVER, .client = (uint16_t)(1 + pool)};
	const struct rig_reply *reply = say(r, m, pool, DHCP_OFFER);

	assert_non_null(reply);
	m.type = DHCP_REQUEST;
	m.requested = reply->yiaddr;
	m.server_id = VIP;
	assert_int_equal(m.requested.host >> 8, in_pool(pool, 0).host >> 8);
	assert_non_null(say(r, m, pool, DHCP_ACK));
	for (unsigned d = 0; d < 2; d++)
		assert_int_equal(lease_at(leases(r, d), m.requested)->state, LEASE_LEASED);
	return m.requested;
}

static void
all_pools_are_served_across_a_switchover(void **state)
{
	static const unsigned some[] = {0, POOLS / 2, POOLS - 1};
	struct rig *r = pair_with_all();
	struct ip4 leased[COUNT_OF(some)];

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(some); i++)
		leased[i] = lease_from(r, some[i]);
	rig_kill(r, 0);
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	for (unsigned i = 0; i < COUNT_OF(some); i++) {
		struct rig_message m = {
		    .type = DHCP_REQUEST, .client = (uint16_t)(1 + some[i]), .ciaddr = leased[i]};

		assert_non_null(say(r, m, some[i], DHCP_ACK));
	}
	rig_free(r);
}

enum { HELD = 30, SERVED = 12 };

static void
both_hold(const struct rig *r, struct ip4 address)
{
	for (unsigned d = 0; d < RIG_DEVICES; d++)
		assert_int_equal(lease_at(leases(r, d), address)->state, LEASE_LEASED);
}

/* One binding a step, and each step lasts 20 ms: new clients are served meanwhile, and what they
 * got is in the new table with all that was there before. */
static void
a_commit_over_many_leases_holds_nobody(void **state)
{
	struct rig *r = rig_new();
	struct ip4 held[HELD + SERVED];
	unsigned count = 0;

	(void)state;
	r->slice = 1;
	reboot(r, 0);
	assert_true(rig_run_until_master(r, 0, 30 * TIME_SEC));
	reboot(r, 1);
	rig_run(r, 5 * TIME_SEC);
	for (; count < HELD; count++)
		held[count] = rig_dora(r, (uint16_t)(count + 1), 1000 + count);
	r->step_us = 20 * TIME_MS;
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "ip pool pool1");
	rig_cli(r, 0, "section 1 10.10.10.110 10.10.10.119");
	rig_cli(r, 0, "commit");
	while (r->device[0].node->commit.preparing) {
		assert_int_equal(lease_pool_of(leases(r, 0), IP4(10, 10, 10, 110)),
				 LEASE_POOLS_MAX);
		assert_true(count < HELD + SERVED);
		held[count] = rig_dora(r, (uint16_t)(count + 1), 1000 + count);
		assert_true(ip4_set(held[count++]));
		rig_run(r, 60 * TIME_MS);
	}
	assert_true(count > HELD + 1);
	rig_run(r, TIME_SEC);
	assert_int_equal(lease_pool_of(leases(r, 0), IP4(10, 10, 10, 110)), 0);
	for (unsigned i = 0; i < count; i++)
		both_hold(r, held[i]);
	rig_free(r);
}

/* The struct of a pool that has nothing; what is in it comes on top. */
static void
a_pool_costs_what_is_in_it(void **state)
{
	(void)state;
	assert_true(sizeof(struct dhcp_pool_config) <= 2048);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_pools_are_served_across_a_switchover),
	    cmocka_unit_test(a_commit_over_many_leases_holds_nobody),
	    cmocka_unit_test(a_pool_costs_what_is_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
