/* Which pool an address belongs to by its subnet, against going through all of them. */
#include "test/check.h"

#include "base/memory.h"
#include "base/prng.h"
#include "dhcp/networks.h"

static struct dhcp_network
network(struct ip4 low, unsigned length, unsigned pool)
{
	struct ip4 mask = ip4_mask(length), begin = {low.host & mask.host};

	return (struct dhcp_network){begin, {begin.host | ~mask.host}, (uint16_t)pool, 0};
}

static void
none_and_one(void **state)
{
	struct dhcp_network *one = memory_new(1, sizeof *one);
	struct dhcp_networks n = {0};

	(void)state;
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 0, 0, 1)), DHCP_NO_POOL);
	one[0] = network(IP4(10, 1, 0, 0), 16, 7);
	dhcp_networks_make(&n, one, 1);
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 0, 255, 255)), DHCP_NO_POOL);
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 1, 0, 0)), 7);
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 1, 255, 255)), 7);
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 2, 0, 0)), DHCP_NO_POOL);
	dhcp_networks_free(&n);
}

/* The narrowest around it, and behind a narrow one that ends the wide one goes on. */
static void
one_inside_the_other(void **state)
{
	struct dhcp_network *in = memory_new(4, sizeof *in);
	struct dhcp_networks n;

	(void)state;
	in[0] = network(IP4(10, 1, 2, 0), 24, 0);
	in[1] = network(IP4(10, 1, 0, 0), 16, 1);
	in[2] = network(IP4(10, 1, 4, 0), 30, 2);
	in[3] = network(IP4(10, 0, 0, 0), 8, 3);
	dhcp_networks_make(&n, in, 4);
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 1, 2, 9)), 0);
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 1, 3, 9)), 1);
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 1, 4, 3)), 2);
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 1, 4, 4)), 1);
	assert_int_equal(dhcp_networks_pool(&n, IP4(10, 2, 0, 0)), 3);
	assert_int_equal(dhcp_networks_pool(&n, IP4(11, 0, 0, 0)), DHCP_NO_POOL);
	dhcp_networks_free(&n);
}

enum { NETWORKS = 1024, ADDRESSES = 20000 };

static uint32_t
size_of(const struct dhcp_network *n)
{
	return n->high.host - n->low.host;
}

static unsigned
slowly(const struct dhcp_networks *n, struct ip4 a)
{
	const struct dhcp_network *best = NULL;

	for (const struct dhcp_network *i = n->network; i < n->network + n->count; i++)
		if (i->low.host <= a.host && a.host <= i->high.host &&
		    (!best || size_of(i) < size_of(best) ||
		     (size_of(i) == size_of(best) && i->pool < best->pool)))
			best = i;
	return best ? best->pool : DHCP_NO_POOL;
}

static void
as_going_through_all(void **state)
{
	struct dhcp_network *all = memory_new(NETWORKS, sizeof *all);
	struct dhcp_networks n;
	struct prng prng = {1};
	unsigned some = 0;

	(void)state;
	for (unsigned i = 0; i < NETWORKS; i++) {
		uint32_t host = IP4(10, 0, 0, 0).host | (uint32_t)prng_next(&prng) >> 12;

		all[i] = network((struct ip4){host}, 14 + (unsigned)(prng_next(&prng) % 17), i);
	}
	dhcp_networks_make(&n, all, NETWORKS);
	for (unsigned i = 0; i < ADDRESSES; i++) {
		struct ip4 a = {IP4(10, 0, 0, 0).host | (uint32_t)prng_next(&prng) >> 12};
		unsigned pool = dhcp_networks_pool(&n, a);

		assert_int_equal(pool, slowly(&n, a));
		some += pool != DHCP_NO_POOL;
	}
	assert_true(some > ADDRESSES / 10);
	dhcp_networks_free(&n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(none_and_one),
	    cmocka_unit_test(one_inside_the_other),
	    cmocka_unit_test(as_going_through_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
