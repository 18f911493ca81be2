/* Another station announces the virtual address. */
#include "node/guard.h"

#include "test/unit/node/seed.h"

static const struct mac stranger = {{2, 9, 9, 9, 9, 9}};
static unsigned alarms, announced;
static struct mac believed;

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	(void)device;
	if (event != &event_virtual_rival)
		return;
	assert_non_null(strstr(text, "0209-0909-0909"));
	assert_non_null(strstr(text, "10.10.10.100"));
	alarms++;
}

static void
hear_announced(void *context, struct mac mac, struct ip4 address)
{
	(void)context;
	if (!ip4_same(address, IP4(10, 10, 10, 100)))
		return;
	believed = mac;
	announced += mac_same(mac, mac_vrrp(1));
}

static struct rig *
listening(void)
{
	struct rig *r = seed_pair();

	alarms = announced = 0;
	r->logged = hear_log;
	r->announced = hear_announced;
	return r;
}

static void
the_master_says_at_once_where_it_is(void **state)
{
	struct rig *r = listening();

	(void)state;
	rig_forge_claim(r, stranger, IP4(10, 10, 10, 100));
	assert_true(mac_same(believed, stranger));
	rig_run(r, 10 * TIME_MS);
	assert_true(mac_same(believed, mac_vrrp(1)));
	assert_int_equal(announced, 1);
	assert_int_equal(alarms, 1); /* of the Master alone */
	rig_free(r);
}

/* One answer a second, and the last one after the last claim. */
static void
many_claims_buy_few_answers(void **state)
{
	struct rig *r = listening();

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		rig_forge_claim(r, stranger, IP4(10, 10, 10, 100));
		rig_run(r, 50 * TIME_MS);
	}
	rig_run(r, GUARD_SPACE_US);
	assert_true(mac_same(believed, mac_vrrp(1)));
	assert_in_range(announced, 5, 7);
	assert_int_equal(alarms, 1);
	rig_free(r);
}

static void
other_addresses_and_the_virtual_mac_are_no_claim(void **state)
{
	struct rig *r = listening();

	(void)state;
	rig_forge_claim(r, mac_vrrp(1), IP4(10, 10, 10, 100));
	rig_forge_claim(r, stranger, IP4(10, 10, 10, 101));
	announced = 0;
	rig_run(r, 2 * TIME_SEC);
	assert_int_equal(announced, 0);
	assert_int_equal(alarms, 0);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_master_says_at_once_where_it_is),
	    cmocka_unit_test(many_claims_buy_few_answers),
	    cmocka_unit_test(other_addresses_and_the_virtual_mac_are_no_claim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
