/* Neighbours that lie, at a whole device: node/serve/distrust.h. */
#include "node/serve/distrust.h"

#include "dhcp/statistics.h"
#include "lease/count.h"
#include "node/serve/probe.h"
#include "node/state.h"
#include "test/unit/node/seed.h"

static struct {
	unsigned count;
	char text[256];
} told;

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	if (device != 0 || event != &event_forged)
		return;
	told.count++;
	snprintf(told.text, sizeof told.text, "%s", text);
}

static struct rig *
listening_pair(void)
{
	struct rig *r = seed_pair();

	memset(&told, 0, sizeof told);
	r->logged = hear_log;
	rig_run(r, 2 * TIME_SEC);
	return r;
}

/* The RELEASE of the client of `a`, in a frame of client `station`. */
static void
release_from(struct rig *r, uint16_t client, uint16_t station, struct ip4 a)
{
	rig_say(r, &(struct rig_message){.type = DHCP_RELEASE,
					 .client = client,
					 .station = station,
					 .server_id = IP4(10, 10, 10, 100),
					 .ciaddr = a});
}

static uint64_t
forged(const struct rig *r)
{
	return serve_statistics(r->device[0].node->serve)->why[DHCP_WHY_FORGED];
}

static void
what_is_forged_is_counted_and_told_seldom(void **state)
{
	struct rig *r = listening_pair();
	struct ip4 a = rig_dora(r, 5, 1);

	(void)state;
	assert_true(ip4_set(a));
	rig_run(r, 40 * TIME_SEC);
	for (unsigned i = 0; i < 7; i++)
		release_from(r, 5, 9, a);
	assert_int_equal(forged(r), 7);
	assert_int_equal(told.count, 1);
	assert_string_equal(told.text,
			    "RELEASE of 10.10.10.43 in the name of client 0201-0000-0005 came from "
			    "0201-0000-0009 and is not believed (interface=Vlanif100)");
	rig_run(r, DISTRUST_TELL_US);
	release_from(r, 5, 9, a);
	assert_int_equal(told.count, 2);
	assert_non_null(strstr(told.text, "not believed; 6 more since the last line ("));
	assert_true(ip4_same(rig_dora(r, 5, 2), a)); /* it still has it */
	rig_free(r);
}

static bool
everything_is_mine(void *context, unsigned device, struct ip4 address)
{
	(void)context;
	(void)device;
	return address.host != 0x0a0a0a01; /* but the device's own */
}

static unsigned liars_told, liars_over;

static void
hear_liar(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	(void)device;
	liars_over += event == &event_liar_over;
	if (event != &event_liar)
		return;
	liars_told++;
	assert_string_equal(text,
			    "0202-0000-0001 says of more than 4 addresses that were asked for "
			    "that they are its own, and is not believed any more "
			    "(interface=Vlanif100)");
}

/* Alone with an empty journal: every address is asked for, and one station has them all. */
static void
one_liar_does_not_burn_a_pool(void **state)
{
	char *a = read_file("lab/DeviceA.cfg");
	struct rig *r = rig_new();
	const struct lease_table *t;

	(void)state;
	liars_told = liars_over = 0;
	r->logged = hear_liar;
	r->answers = everything_is_mine;
	r->one_host = true;
	assert_true(rig_boot(r, 0, a));
	assert_true(rig_run_until_master(r, 0, 30 * TIME_SEC));
	rig_run(r, 25 * TIME_SEC);
	t = bind_leases(r->device[0].node->bind);
	rig_discover(r, 1, 1);
	rig_run(r, 60 * TIME_SEC); /* one message: three probes are answered, then silence */
	assert_null(rig_find(r, 1, DHCP_OFFER));
	assert_int_equal(lease_count_pool(t, 0).conflict, PROBE_TRIES);
	assert_int_equal(serve_statistics(r->device[0].node->serve)->why[DHCP_WHY_IN_USE], 1);
	assert_true(ip4_set(rig_dora(r, 1, 2))); /* it asks again: the fifth answer is no answer */
	assert_int_equal(lease_count_pool(t, 0).conflict, LIARS_BELIEVED);
	assert_int_equal(liars_told, 1);
	for (uint16_t n = 2; n < 12; n++)
		assert_true(ip4_set(rig_dora(r, n, n + 10u)));
	assert_int_equal(lease_count_pool(t, 0).conflict, LIARS_BELIEVED);
	assert_int_equal(liars_told, 1);
	rig_run(r, LIARS_KEEP_US + TIME_SEC);
	assert_int_equal(liars_over, 1);
	assert_int_equal(lease_count_pool(t, 0).conflict, 0);
	rig_free(r);
	free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_forged_is_counted_and_told_seldom),
	    cmocka_unit_test(one_liar_does_not_burn_a_pool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
