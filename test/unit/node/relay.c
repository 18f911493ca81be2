/* Clients behind a relay agent, of a subnet that no Vlanif has: a pair, and a switchover. */
#include "test/unit/node/seed.h"

#include "dhcp/message.h"
#include "dhcp/statistics.h"
#include "node/serve/probe.h"

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

static bool
in_use(void *context, unsigned device, struct ip4 address)
{
	(void)device;
	return ip4_same(address, *(struct ip4 *)context);
}

static struct rig *
cautious_pair(struct ip4 *used)
{
	struct rig *r = pair_with_far();

	r->answers = in_use;
	r->context = used;
	for (unsigned device = 0; device < RIG_DEVICES; device++) {
		rig_cli(r, device, "system-view");
		rig_cli(r, device, "dhcp server ping packets 2");
		rig_cli(r, device, "dhcp server ping timeout 200");
		rig_cli(r, device, "commit");
		assert_false(r->device[device].failed);
	}
	rig_run(r, 40 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	return r;
}

/* As a precaution hosts behind the relay agent are asked by ICMP: two echoes, and silence. */
static void
silent_addresses_are_offered_after_a_ping(void **state)
{
	struct ip4 nobody = {0};
	struct rig *r = cautious_pair(&nobody);

	(void)state;
	rig_say(r, &(struct rig_message){
		       .type = DHCP_DISCOVER, .client = 3, .xid = 1, .giaddr = RELAY});
	assert_int_equal(r->echoes, 1);
	rig_run(r, 390 * TIME_MS);
	assert_int_equal(r->echoes, 2);
	assert_null(rig_find(r, 1, DHCP_OFFER));
	rig_run(r, 20 * TIME_MS);
	assert_non_null(rig_find(r, 1, DHCP_OFFER));
	assert_int_equal(serve_statistics(r->device[0].node->serve)->unprobed, 0);
	rig_free(r);
}

static void
what_answers_a_ping_is_set_aside_on_both(void **state)
{
	struct ip4 used = {0};
	struct rig *r = cautious_pair(&used);
	const struct rig_reply *reply =
	    say(r, (struct rig_message){.type = DHCP_DISCOVER, .client = 3}, DHCP_OFFER);

	(void)state;
	assert_non_null(reply);
	used = reply->yiaddr;
	rig_run(r, PROBE_FRESH_US + 30 * TIME_SEC);
	reply = say(r, (struct rig_message){.type = DHCP_DISCOVER, .client = 3}, DHCP_OFFER);
	assert_non_null(reply);
	assert_true(!ip4_same(reply->yiaddr, used));
	assert_int_equal(r->echoes, 2 + 1 + 2); /* silent; answered; the next one, silent */
	for (unsigned device = 0; device < RIG_DEVICES; device++)
		assert_int_equal(lease_at(leases(r, device), used)->state, LEASE_DECLINED);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_relayed_lease_outlives_its_device),
	    cmocka_unit_test(another_link_gets_silence),
	    cmocka_unit_test(silent_addresses_are_offered_after_a_ping),
	    cmocka_unit_test(what_answers_a_ping_is_set_aside_on_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
