/* Clients behind a relay agent, of a subnet that no Vlanif has: a pair, and a switchover. */
#include "test/unit/node/seed.h"

#include "dhcp/message.h"

#define RELAY IP4(10, 20, 0, 1)

static const char far[] = "ip pool far server\n"
			  " gateway 10.20.0.1 255.255.255.0\n"
			  " section 0 10.20.0.10 10.20.0.20\n"
			  " static-bind ip-address 10.20.0.20 circuit-id ascii Gi0/1\n"
			  " server identifier ip 10.10.10.100\n"
			  " remote-backup-profile service1\n"
			  "#\n";

static const uint8_t circuit[] = {82, 7, 1, 5, 'G', 'i', '0', '/', '1'};

static struct rig *
pair_with_far(void)
{
	struct rig *r = rig_new();

	r->verbose = getenv("VERBOSE") != NULL;
	boot_with(r, 0, "ip pool pool1", far);
	assert_true(rig_run_until_master(r, 0, 30 * TIME_SEC));
	boot_with(r, 1, "ip pool pool1", far);
	rig_run(r, 5 * TIME_SEC);
	return r;
}

static const struct rig_reply *
say(struct rig *r, struct rig_message m, enum dhcp_type wanted)
{
	static uint32_t xid = 500;

	m.xid = ++xid;
	m.giaddr = RELAY;
	rig_say(r, &m);
	rig_run(r, TIME_SEC);
	return rig_find(r, xid, wanted);
}

static void
check_option_82(const struct rig *r, unsigned device, struct ip4 a)
{
	const struct lease_record *record = lease_at(leases(r, device), a);
	size_t len = 0;
	const uint8_t *kept = lease_side_find(record, DHCP_OPT_AGENT, &len);

	assert_int_equal(record->state, LEASE_LEASED);
	assert_non_null(kept);
	assert_int_equal(len, sizeof circuit - 2);
	assert_memory_equal(kept, circuit + 2, len);
}

static void
a_relayed_lease_outlives_its_device(void **state)
{
	struct rig *r = pair_with_far();
	struct ip4 bound = IP4(10, 20, 0, 20);
	struct rig_message m = {
	    .type = DHCP_DISCOVER, .client = 1, .more = rd_of(circuit, sizeof circuit)};
	const struct rig_reply *reply;

	(void)state;
	reply = say(r, m, DHCP_OFFER);
	assert_non_null(reply);
	assert_int_equal(reply->yiaddr.host, bound.host);
	assert_int_equal(reply->server_id.host, VIP.host);
	m.type = DHCP_REQUEST;
	m.requested = bound;
	m.server_id = VIP;
	assert_non_null(say(r, m, DHCP_ACK));
	for (unsigned d = 0; d < 2; d++)
		check_option_82(r, d, bound);
	rig_kill(r, 0);
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	m = (struct rig_message){.type = DHCP_REQUEST, .client = 1, .ciaddr = bound};
	assert_non_null(say(r, m, DHCP_ACK)); /* this relay agent puts no option 82 in */
	rig_free(r);
}

static void
another_link_gets_silence(void **state)
{
	struct rig *r = pair_with_far();
	struct rig_message m = {
	    .type = DHCP_DISCOVER, .client = 1, .xid = 9, .giaddr = IP4(10, 30, 0, 1)};

	(void)state;
	rig_say(r, &m);
	rig_run(r, TIME_SEC);
	assert_null(rig_find(r, 9, DHCP_OFFER));
	assert_int_equal(serve_statistics(r->device[0].node->serve)->why[DHCP_WHY_NO_POOL], 1);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_relayed_lease_outlives_its_device),
	    cmocka_unit_test(another_link_gets_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
