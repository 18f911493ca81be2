/* Static bindings and shared identifiers at a whole pair: one lease under both names; the log. */
#include "test/unit/node/seed.h"

static const uint8_t identifier[] = {61, 4, 0, 'a', 'b', 'c'};

static struct {
	unsigned count;
	char text[256];
} told;

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	(void)device;
	if (event != &event_shared)
		return;
	told.count++;
	snprintf(told.text, sizeof told.text, "%s", text);
}

static const struct rig_reply *
say(struct rig *r, enum dhcp_type type, uint16_t client, struct ip4 address)
{
	static uint32_t xid = 100;
	struct rig_message m = {.type = type,
				.client = client,
				.xid = ++xid,
				.more = rd_of(identifier, sizeof identifier)};

	if (ip4_set(address)) {
		m.requested = address;
		m.server_id = VIP;
	}
	rig_say(r, &m);
	rig_run(r, TIME_SEC);
	return rig_find(r, xid, type == DHCP_DISCOVER ? DHCP_OFFER : DHCP_ACK);
}

static struct ip4
dora(struct rig *r, uint16_t client)
{
	const struct rig_reply *offer = say(r, DHCP_DISCOVER, client, (struct ip4){0}), *ack;

	assert_non_null(offer);
	ack = say(r, DHCP_REQUEST, client, offer->yiaddr);
	assert_non_null(ack);
	return ack->yiaddr;
}

static void
a_static_binding_takes_the_lease_under_the_identifier(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 old = dora(r, 1), bound = IP4(10, 10, 10, 9);
	static const char line[] =
	    " static-bind ip-address 10.10.10.9 mac-address 0201-0000-0001\n";

	(void)state;
	assert_false(ip4_same(old, bound));
	rig_run(r, 40 * TIME_SEC);
	for (unsigned d = 0; d < 2; d++)
		rig_kill(r, d);
	for (unsigned d = 0; d < 2; d++)
		boot_with(r, d, " server identifier", line);
	assert_true(rig_run_until_master(r, 1, 60 * TIME_SEC)); /* A has a preemption delay */
	rig_run(r, 30 * TIME_SEC);
	assert_int_equal(dora(r, 1).host, bound.host);
	for (unsigned d = 0; d < 2; d++) {
		assert_int_equal(lease_at(leases(r, d), bound)->state, LEASE_LEASED);
		assert_int_equal(lease_at(leases(r, d), old)->state, LEASE_RELEASED);
	}
	rig_free(r);
}

static void
two_stations_of_one_identifier_are_told_seldom(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 a;

	(void)state;
	memset(&told, 0, sizeof told);
	r->logged = hear_log;
	a = dora(r, 1);
	assert_int_equal(told.count, 0);
	assert_true(ip4_same(dora(r, 2), a)); /* one client, by RFC 2131 4.2 */
	assert_int_equal(told.count, 1);
	assert_non_null(strstr(told.text, "0201-0000-0001 and 0201-0000-0002 use one client "
					  "identifier, and so one lease (ip="));
	dora(r, 1);
	assert_int_equal(told.count, 1);
	rig_run(r, 10 * TIME_SEC);
	dora(r, 2);
	assert_int_equal(told.count, 2);
	assert_non_null(strstr(told.text, " more since the last line"));
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_static_binding_takes_the_lease_under_the_identifier),
	    cmocka_unit_test(two_stations_of_one_identifier_are_told_seldom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
