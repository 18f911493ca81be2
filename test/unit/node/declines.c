/* DECLINEs are believed up to the bounds of client, place and pool, and again as time passes. */
#include "test/check.h"

#include "node/serve/declines.h"

#define NOW (5000 * TIME_SEC)

static enum declines_bound
declines(struct declines *d, unsigned client, uint16_t vlan, unsigned pool, uint64_t now)
{
	struct dhcp_request r = {.vlan = vlan};
	struct dhcp_verdict v = {.pool = pool};
	uint8_t mac[6] = {2, 0, 0, 0, (uint8_t)(client >> 8), (uint8_t)client};

	v.key = lease_key_of_hardware(1, mac, sizeof mac);
	return declines_take(d, &r, &v, 240, now);
}

static void
a_client_has_three(void **state)
{
	static struct declines d;
	uint64_t share = DECLINES_WINDOW_US / DECLINES_CLIENT;

	(void)state;
	for (unsigned i = 0; i < DECLINES_CLIENT; i++)
		assert_int_equal(declines(&d, 1, 100, 0, NOW), DECLINES_BELIEVED);
	assert_int_equal(declines(&d, 1, 100, 0, NOW), DECLINES_OF_CLIENT);
	assert_int_equal(declines(&d, 2, 100, 0, NOW), DECLINES_BELIEVED);
	assert_int_equal(declines(&d, 1, 100, 0, NOW + share - 1), DECLINES_OF_CLIENT);
	assert_int_equal(declines(&d, 1, 100, 0, NOW + share), DECLINES_BELIEVED);
	assert_int_equal(declines(&d, 1, 100, 0, NOW + share), DECLINES_OF_CLIENT);
}

/* 240 addresses: 30 for the pool, 15 for a place; each DECLINE of another client. */
static void
places_and_pools_have_theirs(void **state)
{
	static struct declines d;
	unsigned client = 1;

	(void)state;
	for (unsigned i = 0; i < 15; i++)
		assert_int_equal(declines(&d, client++, 100, 0, NOW), DECLINES_BELIEVED);
	assert_int_equal(declines(&d, client++, 100, 0, NOW), DECLINES_OF_PLACE);
	for (unsigned i = 0; i < 15; i++)
		assert_int_equal(declines(&d, client++, 101, 0, NOW), DECLINES_BELIEVED);
	assert_int_equal(declines(&d, client++, 102, 0, NOW), DECLINES_OF_POOL);
	assert_int_equal(declines(&d, client++, 102, 1, NOW), DECLINES_BELIEVED);
	declines_configure(&d);
	assert_int_equal(declines(&d, client++, 102, 0, NOW), DECLINES_BELIEVED);
	assert_int_equal(declines(&d, client++, 100, 0, NOW), DECLINES_OF_PLACE);
	assert_int_equal(declines(&d, client++, 100, 0, NOW + DECLINES_WINDOW_US),
			 DECLINES_BELIEVED);
}

/* A relay's ports are places of their own. */
static void
a_port_behind_a_relay_is_a_place(void **state)
{
	static struct declines d;
	struct dhcp_request r = {.vlan = 100};
	struct dhcp_verdict v = {.pool = 0};

	(void)state;
	r.message.giaddr = IP4(10, 9, 0, 1);
	r.message.agent = (struct dhcp_bytes){.set = true, .len = 3, .byte = {1, 1}};
	for (uint8_t i = 0; i < 5; i++) {
		v.key = lease_key_of_hardware(1, &i, 1);
		r.message.agent.byte[2] = i < 4 ? 1 : 2;
		assert_int_equal(declines_take(&d, &r, &v, 8, NOW), DECLINES_BELIEVED);
	}
	r.message.agent.byte[2] = 1;
	assert_int_equal(declines_take(&d, &r, &v, 8, NOW), DECLINES_OF_PLACE);
}

/* More clients than are remembered: the pool's bound is not forgotten. */
static void
a_crowd_is_bounded_by_the_pool(void **state)
{
	static struct declines d;
	unsigned believed = 0;

	(void)state;
	for (unsigned i = 0; i < 4 * DECLINES_CLIENTS_MAX; i++)
		believed += declines(&d, i, (uint16_t)(1 + i), 0, NOW) == DECLINES_BELIEVED;
	assert_int_equal(believed, 30);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_client_has_three),
	    cmocka_unit_test(places_and_pools_have_theirs),
	    cmocka_unit_test(a_port_behind_a_relay_is_a_place),
	    cmocka_unit_test(a_crowd_is_bounded_by_the_pool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
