/* Leasequery at a pair: who is answered, how often, by which device, and that nothing changes. */
#include "node/serve/queries.h"

#include "node/bind/bind.h"
#include "query/shown.h"
#include "test/unit/node/seed.h"
#include "wire/udp.h"

enum { ACTIVE = 13, UNASSIGNED = 11, UNKNOWN = 12, CIADDR = 42 + 12, TYPE = 42 + 242 };

#define REQUESTOR IP4(10, 9, 9, 9)

static struct {
	unsigned count, device;
	uint8_t type;
	struct ip4 from, ciaddr;
	struct mac source;
} heard;

static void
hear(void *context, unsigned device, const uint8_t *bytes, size_t len)
{
	struct udp_packet p;
	struct rd ciaddr = rd_of(bytes + CIADDR, len > TYPE ? 4 : 0);

	(void)context;
	if (len <= TYPE || udp_decode(rd_of(bytes, len), false, &p) != WIRE_OK ||
	    p.src_port != 67 || !ip4_same(p.dst, REQUESTOR))
		return;
	heard.count++;
	heard.device = device;
	heard.type = bytes[TYPE];
	heard.from = p.src;
	heard.source = p.ether.src;
	heard.ciaddr = (struct ip4){rd_be32(&ciaddr)};
}

static void
type(struct rig *r, unsigned device, const char *line)
{
	rig_cli(r, device, line);
	assert_false(r->device[device].failed);
}

static struct rig *
asked_pair(const char *more)
{
	struct rig *r = seed_pair();

	memset(&heard, 0, sizeof heard);
	r->frame = hear;
	for (unsigned device = 0; device < RIG_DEVICES; device++) {
		type(r, device, "system-view");
		type(r, device, "dhcp server leasequery requestor 10.9.9.9");
		if (more)
			type(r, device, more);
		type(r, device, "commit");
		type(r, device, "return");
	}
	rig_run(r, 10 * TIME_SEC);
	return r;
}

struct ask {
	struct ip4 to, giaddr, address;
	struct mac station, mac; /* mac: that is asked for */
};

static struct mac
client(uint8_t number)
{
	return (struct mac){{2, 1, 0, 0, 0, number}};
}

static void
ask(struct rig *r, const struct ask *a)
{
	uint8_t bytes[600], hardware[16] = {0};
	bool by_mac = !ip4_set(a->address);
	struct wr w = wr_of(bytes, sizeof bytes);
	struct udp_packet p = {.ether = {.src = {{2, 0xdd, 0, 0, 0, 1}}, .dst = a->station},
			       .src = a->giaddr,
			       .dst = a->to,
			       .src_port = 67,
			       .dst_port = 67};
	size_t begin = udp_begin(&w, &p);

	memcpy(hardware, a->mac.byte, 6);
	wr_bytes(&w, (const uint8_t[]){1, by_mac, by_mac ? 6 : 0, 0}, 4);
	wr_zero(&w, 8);
	wr_be32(&w, a->address.host);
	wr_zero(&w, 8);
	wr_be32(&w, a->giaddr.host);
	wr_bytes(&w, hardware, sizeof hardware);
	wr_zero(&w, 192);
	wr_bytes(&w, "\x63\x82\x53\x63\x35\x01\x0a\xff", 8);
	udp_end(&w, begin);
	rig_frame(r, 300, bytes, w.len);
	rig_run(r, 10 * TIME_MS);
}

static const struct ask virtual = {
    .to = {0x0a0a0a64}, .giaddr = {0x0a090909}, .station = {{0, 0, 0x5e, 0, 1, 1}}};

static const struct query_statistics *
counted(const struct rig *r, unsigned device)
{
	return &serve_queries(r->device[device].node->serve)->statistics;
}

static void
the_master_answers_from_the_virtual_address(void **state)
{
	struct rig *r = asked_pair(NULL);
	struct ask a = virtual;
	uint64_t version;

	(void)state;
	rig_dora(r, 5, 1);
	rig_run(r, TIME_SEC);
	version = bind_version(r->device[0].node->bind);
	a.mac = client(5);
	ask(r, &a);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.type, ACTIVE);
	assert_int_equal(heard.device, 0);
	assert_true(ip4_same(heard.from, VIP));
	assert_true(mac_same(heard.source, mac_vrrp(1)));
	a.address = heard.ciaddr;
	ask(r, &a);
	assert_int_equal(heard.type, ACTIVE);
	assert_int_equal(counted(r, 0)->active, 2);
	assert_int_equal(counted(r, 0)->heard[QUERY_BY_HARDWARE], 1);
	assert_int_equal(counted(r, 0)->heard[QUERY_BY_ADDRESS], 1);
	assert_int_equal(bind_version(r->device[0].node->bind), version);
	rig_free(r);
}

static void
the_backup_is_silent(void **state)
{
	struct rig *r = asked_pair(NULL);
	struct ask a = virtual;

	(void)state;
	a.to = IP4(10, 10, 10, 255);
	a.station = MAC_BROADCAST; /* both hear it */
	a.address = IP4(10, 10, 10, 77);
	ask(r, &a);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.type, UNASSIGNED);
	assert_int_equal(heard.device, 0);
	assert_int_equal(counted(r, 1)->dropped[QUERY_DROP_OTHER], 1);
	a.address = (struct ip4){0};
	a.mac = client(9); /* nobody's */
	ask(r, &a);
	assert_int_equal(heard.count, 2);
	assert_int_equal(heard.type, UNKNOWN);
	assert_int_equal(counted(r, 1)->dropped[QUERY_DROP_OTHER], 2);
	rig_free(r);
}

static void
nobody_else_may_ask(void **state)
{
	struct rig *r = asked_pair(NULL);
	struct ask a = virtual;

	(void)state;
	a.address = IP4(10, 10, 10, 77);
	a.giaddr = IP4(10, 9, 9, 8);
	ask(r, &a);
	assert_int_equal(heard.count, 0);
	assert_int_equal(counted(r, 0)->dropped[QUERY_DROP_REQUESTOR], 1);
	type(r, 0, "system-view");
	type(r, 0, "undo dhcp server leasequery requestor 10.9.9.9");
	type(r, 0, "commit");
	ask(r, &virtual);
	assert_int_equal(heard.count, 0);
	rig_free(r);
}

static void
no_more_than_the_rate(void **state)
{
	struct rig *r = asked_pair("dhcp server leasequery rate 5");
	struct ask a = virtual;

	(void)state;
	a.address = IP4(10, 10, 10, 77);
	for (unsigned i = 0; i < 8; i++)
		ask(r, &a);
	assert_int_equal(heard.count, 5);
	assert_int_equal(counted(r, 0)->dropped[QUERY_DROP_RATE], 3);
	rig_run(r, TIME_SEC);
	ask(r, &a);
	assert_int_equal(heard.count, 6);
	rig_free(r);
}

/* More at once than are looked for at once: the rest is counted, and what was taken is answered. */
static void
searches_are_bounded(void **state)
{
	struct rig *r = asked_pair(NULL);
	struct queries *q = calloc(1, sizeof *q);
	struct node *n = r->device[0].node;
	struct queries_at at = {n->bind, &n->lan};
	struct query_config config = {.rate = {true, 100}};
	struct node_actions *out = calloc(1, sizeof *out);
	struct step step = {.now = rig_now(r, 0), .out = out};
	uint8_t bytes[300 + 42] = {0};
	struct wr w = wr_of(bytes, sizeof bytes);
	struct udp_packet p = {.src = REQUESTOR, .dst = VIP, .src_port = 67, .dst_port = 67};
	struct node_frame frame = {.vlan = 100, .bytes = bytes};
	size_t begin = udp_begin(&w, &p);

	(void)state;
	assert_true(q && out);
	wr_bytes(&w, "\x01\x01\x06", 3);
	wr_zero(&w, 21);
	wr_be32(&w, REQUESTOR.host);
	wr_bytes(&w, "\x02\x01\x02\x03\x04\x05", 6);
	wr_zero(&w, 202);
	wr_bytes(&w, "\x63\x82\x53\x63\x35\x01\x0a\xff", 8);
	udp_end(&w, begin);
	frame.len = w.len;
	config.requestor[0] = (struct query_requestor){true, REQUESTOR};
	queries_configure(q, &config);
	for (unsigned i = 0; i < QUERIES_MAX + 1; i++)
		assert_true(queries_frame(q, &at, &frame, &step));
	assert_int_equal(q->shown.statistics.dropped[QUERY_DROP_BUSY], 1);
	queries_configure(q, &config); /* a commit: looked for anew */
	while (queries_deadline(q) != TIME_NEVER) {
		step.now = time_after(step.now, QUERIES_PACE_US);
		queries_tick(q, &at, &step);
	}
	assert_int_equal(q->shown.statistics.unknown, QUERIES_MAX);
	free(out);
	free(q);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_master_answers_from_the_virtual_address),
	    cmocka_unit_test(the_backup_is_silent),
	    cmocka_unit_test(nobody_else_may_ask),
	    cmocka_unit_test(no_more_than_the_rate),
	    cmocka_unit_test(searches_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
