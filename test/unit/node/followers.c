/* Leasequery over TCP at a pair: what is told and to whom, followers over changes, bounds. */
#include "node/serve/followers.h"

#include "node/bind/bind.h"
#include "test/unit/node/seed.h"

enum { HEADER = 240, CIADDR = 12, TOLD_MAX = 512, BYTES_MAX = 1 << 19 };

#define REQUESTOR IP4(10, 9, 9, 9)

struct told {
	uint8_t type, status, state;
	struct ip4 address, server_id;
	bool named;
};

static struct {
	bool listens[RIG_DEVICES], hung[NODE_QUERIES_MAX];
	unsigned count;
	size_t bytes;
	struct told list[TOLD_MAX];
} heard;

static struct told
read_message(struct rd m)
{
	struct told t = {0};
	struct rd address = rd_of(m.p + CIADDR, 4);

	assert_true(m.left > HEADER);
	t.address.host = rd_be32(&address);
	rd_bytes(&m, HEADER);
	while (m.left > 0) {
		uint8_t code = rd_u8(&m);
		struct rd value;

		if (code == 255)
			break;
		value = rd_sub(&m, rd_u8(&m));
		assert_false(m.bad);
		if (code == 53)
			t.type = rd_u8(&value);
		else if (code == QUERY_OPT_STATUS)
			t.status = rd_u8(&value);
		else if (code == QUERY_OPT_STATE)
			t.state = rd_u8(&value);
		else if (code == 54)
			t.server_id.host = rd_be32(&value);
	}
	t.named = ip4_set(t.server_id);
	return t;
}

static void
hear(void *context, unsigned device, const struct node_action *a)
{
	struct rd in = rd_of(a->bytes, a->len);

	(void)context;
	if (a->kind == NODE_ACT_QUERY_LISTEN)
		heard.listens[device] = a->on;
	if (a->kind == NODE_ACT_QUERY_HANGUP)
		heard.hung[a->session] = true;
	if (a->kind != NODE_ACT_QUERY_SEND)
		return;
	heard.bytes += a->len;
	while (in.left > 0) {
		struct rd message = rd_sub(&in, rd_be16(&in));

		assert_false(in.bad);
		assert_true(heard.count < TOLD_MAX);
		heard.list[heard.count++] = read_message(message);
	}
}

static void
type(struct rig *r, unsigned device, const char *line)
{
	rig_cli(r, device, line);
	assert_false(r->device[device].failed);
}

static struct rig *
followed_pair(void)
{
	struct rig *r = seed_pair();

	memset(&heard, 0, sizeof heard);
	r->queried = hear;
	for (unsigned device = 0; device < RIG_DEVICES; device++) {
		type(r, device, "system-view");
		type(r, device, "dhcp server leasequery requestor 10.9.9.9");
		type(r, device, "dhcp server leasequery tcp enable");
		type(r, device, "commit");
		type(r, device, "return");
	}
	rig_run(r, 10 * TIME_SEC);
	assert_true(heard.listens[0] && heard.listens[1]);
	return r;
}

static void
connect_from(struct rig *r, unsigned device, unsigned connection, struct ip4 from, size_t room)
{
	rig_input(r, device,
		  &(struct node_input){.kind = NODE_IN_QUERY,
				       .u.query = {.connection = connection,
						   .event = NODE_STREAM_OPENED,
						   .len = room,
						   .from = from,
						   .to = VIP}});
}

struct ask {
	uint8_t type;
	struct ip4 address;
	uint8_t client;	 /* by its MAC; 0: not */
	bool identified; /* names an identifier, too */
	bool since;
	uint32_t from_s;
};

static void
ask(struct rig *r, unsigned connection, const struct ask *a)
{
	uint8_t bytes[600];
	struct wr w = wr_of(bytes, sizeof bytes);

	wr_be16(&w, 0);
	wr_bytes(&w, (const uint8_t[]){1, a->client ? 1 : 0, a->client ? 6 : 0, 0}, 4);
	wr_be32(&w, 7);
	wr_be32(&w, 0);
	wr_be32(&w, a->address.host);
	wr_zero(&w, 12);
	wr_bytes(&w, (const uint8_t[]){2, 1, 0, 0, 0, a->client}, 6);
	wr_zero(&w, 10 + 192);
	wr_be32(&w, 0x63825363);
	wr_bytes(&w, (const uint8_t[]){53, 1, a->type, 55, 2, QUERY_OPT_STATE, 51}, 7);
	if (a->identified)
		wr_bytes(&w, (const uint8_t[]){61, 2, 0, 1}, 4);
	if (a->since) {
		wr_bytes(&w, (const uint8_t[]){QUERY_OPT_FROM, 4}, 2);
		wr_be32(&w, a->from_s);
	}
	wr_u8(&w, 255);
	wr_patch16(&w, 0, (uint16_t)(w.len - 2));
	heard.count = 0;
	/* in two pieces, as TCP may */
	for (size_t at = 0; at < w.len; at += 100)
		rig_input(
		    r, 0,
		    &(struct node_input){.kind = NODE_IN_QUERY,
					 .u.query = {.connection = connection,
						     .event = NODE_STREAM_DATA,
						     .bytes = bytes + at,
						     .len = w.len - at < 100 ? w.len - at : 100}});
	rig_run(r, 100 * TIME_MS);
}

static const struct told *
last(void)
{
	assert_true(heard.count > 0);
	return &heard.list[heard.count - 1];
}

static unsigned
count_of(uint8_t type)
{
	unsigned n = 0;

	for (unsigned i = 0; i < heard.count; i++)
		n += heard.list[i].type == type;
	return n;
}

static void
every_address_is_told_once(void **state)
{
	struct rig *r = followed_pair();
	struct ip4 one = rig_dora(r, 5, 1);

	(void)state;
	connect_from(r, 0, 0, REQUESTOR, 1 << 18);
	ask(r, 0, &(struct ask){.type = QUERY_BULK});
	assert_int_equal(heard.count, 101); /* the section, and the end */
	assert_int_equal(count_of(QUERY_ACTIVE), 1);
	assert_int_equal(count_of(QUERY_UNASSIGNED), 99);
	assert_int_equal(last()->type, QUERY_DONE);
	assert_int_equal(last()->status, QUERY_SUCCESS);
	assert_true(ip4_same(heard.list[0].server_id, VIP));
	for (unsigned i = 0; i < heard.count - 1; i++) {
		assert_int_equal(heard.list[i].address.host, 0x0a0a0a01 + i);
		assert_int_equal(heard.list[i].named, i == 0);
		assert_int_equal(heard.list[i].type == QUERY_ACTIVE,
				 ip4_same(heard.list[i].address, one));
	}
	/* the same connection, another query */
	ask(r, 0, &(struct ask){.type = QUERY_BULK, .client = 5});
	assert_int_equal(heard.count, 2);
	assert_true(ip4_same(heard.list[0].address, one));
	assert_int_equal(heard.list[0].state, QUERY_STATE_ACTIVE);
	assert_true(heard.list[0].named);
	ask(r, 0, &(struct ask){.type = QUERY_BULK, .client = 6});
	assert_int_equal(heard.count, 1);
	assert_int_equal(last()->type, QUERY_DONE);
	assert_false(heard.hung[0]);
	rig_free(r);
}

static void
what_is_refused(void **state)
{
	struct rig *r = followed_pair();

	(void)state;
	connect_from(r, 0, 0, REQUESTOR, 1 << 18);
	ask(r, 0, &(struct ask){.type = QUERY_BULK, .address = IP4(10, 10, 10, 5)});
	assert_int_equal(last()->status, QUERY_MALFORMED);
	ask(r, 0, &(struct ask){.type = QUERY_BULK, .client = 5, .identified = true});
	assert_int_equal(last()->status, QUERY_NOT_ALLOWED);
	ask(r, 0, &(struct ask){.type = QUERY_LEASEQUERY, .client = 5});
	assert_int_equal(last()->status, QUERY_NOT_ALLOWED);
	assert_false(heard.hung[0]);
	connect_from(r, 0, 1, IP4(10, 9, 9, 8), 1 << 18); /* not allowed */
	assert_true(heard.hung[1]);
	connect_from(r, 0, 2, REQUESTOR, 1 << 18);
	assert_false(heard.hung[2]);
	connect_from(r, 0, 3, REQUESTOR, 1 << 18); /* a third one */
	assert_true(heard.hung[3]);
	connect_from(r, 1, 4, REQUESTOR, 1 << 18); /* the Backup */
	assert_true(heard.hung[4]);
	ask(r, 0, &(struct ask){.type = DHCP_DISCOVER});
	assert_true(heard.hung[0]);
	rig_free(r);
}

static void
followers_hear_each_change(void **state)
{
	struct rig *r = followed_pair();
	uint64_t version;
	struct ip4 one;

	(void)state;
	connect_from(r, 0, 0, REQUESTOR, 1 << 18);
	ask(r, 0, &(struct ask){.type = QUERY_FOLLOW});
	assert_int_equal(heard.count, 0);
	one = rig_dora(r, 5, 1);
	rig_run(r, TIME_SEC);
	assert_int_equal(last()->type, QUERY_ACTIVE);
	assert_true(ip4_same(last()->address, one));
	version = bind_version(r->device[0].node->bind);
	heard.count = 0;
	rig_say(r,
		&(struct rig_message){
		    .type = DHCP_RELEASE, .client = 5, .xid = 2, .server_id = VIP, .ciaddr = one});
	rig_run(r, TIME_SEC);
	assert_int_equal(last()->type, QUERY_UNASSIGNED);
	assert_int_equal(last()->state, QUERY_STATE_RELEASED);
	assert_true(bind_version(r->device[0].node->bind) > version);
	heard.count = 0;
	rig_run(r, 300 * TIME_SEC); /* it is free again, and then nothing happens */
	assert_int_equal(count_of(QUERY_UNASSIGNED), 1);
	assert_int_equal(heard.list[0].state, QUERY_STATE_AVAILABLE);
	assert_int_equal(last()->type, QUERY_STATUS);
	assert_int_equal(last()->status, QUERY_CONNECTION_ACTIVE);
	assert_false(heard.hung[0]);
	rig_free(r);
}

static uint32_t
wall_s(const struct rig *r)
{
	const struct node *n = r->device[0].node;

	return (uint32_t)(((int64_t)n->now + n->wall_offset_us) / (int64_t)TIME_SEC);
}

static void
who_comes_back_catches_up(void **state)
{
	struct rig *r = followed_pair();
	struct ip4 two;
	uint32_t since;

	(void)state;
	rig_dora(r, 5, 1);
	rig_run(r, 60 * TIME_SEC);
	since = wall_s(r);
	rig_run(r, 10 * TIME_SEC);
	two = rig_dora(r, 6, 2);
	connect_from(r, 0, 0, REQUESTOR, 1 << 18);
	ask(r, 0, &(struct ask){.type = QUERY_FOLLOW, .since = true, .from_s = since});
	assert_int_equal(heard.count, 2);
	assert_true(ip4_same(heard.list[0].address, two));
	assert_int_equal(last()->type, QUERY_STATUS);
	assert_int_equal(last()->status, QUERY_CATCH_UP_COMPLETE);
	heard.count = 0;
	rig_dora(r, 7, 3);
	rig_run(r, TIME_SEC);
	assert_int_equal(last()->type, QUERY_ACTIVE);
	rig_free(r);
}

/* The device that served is gone: the other one takes the follower, and has it all. */
static void
the_other_device_takes_over(void **state)
{
	struct rig *r = followed_pair();
	struct ip4 one = rig_dora(r, 5, 1);

	(void)state;
	connect_from(r, 0, 0, REQUESTOR, 1 << 18);
	ask(r, 0, &(struct ask){.type = QUERY_FOLLOW});
	rig_link(r, 0, false);
	rig_run(r, 30 * TIME_SEC);
	assert_true(heard.hung[0]); /* it serves no more */
	memset(heard.hung, 0, sizeof heard.hung);
	connect_from(r, 1, 0, REQUESTOR, 1 << 18);
	assert_false(heard.hung[0]);
	assert_int_equal(lease_bound_at(leases(r, 1), one)->state, LEASE_LEASED);
	rig_free(r);
}

static void
nothing_is_said_without_room(void **state)
{
	struct rig *r = followed_pair();

	(void)state;
	connect_from(r, 0, 0, REQUESTOR, 4096);
	heard.bytes = 0;
	ask(r, 0, &(struct ask){.type = QUERY_BULK});
	assert_true(heard.bytes > 0 && heard.bytes <= 4096);
	assert_true(count_of(QUERY_DONE) == 0);
	for (unsigned i = 0; i < 40 && count_of(QUERY_DONE) == 0; i++) {
		heard.bytes = 0;
		rig_input(
		    r, 0,
		    &(struct node_input){.kind = NODE_IN_QUERY,
					 .u.query = {.event = NODE_STREAM_ROOM, .len = 4096}});
		rig_run(r, 20 * TIME_MS);
		assert_true(heard.bytes <= 4096);
	}
	assert_int_equal(heard.count, 101);
	ask(r, 0, &(struct ask){.type = QUERY_BULK});
	rig_run(r, 110 * TIME_SEC);
	assert_false(heard.hung[0]);
	rig_run(r, 20 * TIME_SEC); /* it does not read */
	assert_true(heard.hung[0]);
	rig_free(r);
}

static void
nobody_stays_without_a_query(void **state)
{
	struct rig *r = followed_pair();

	(void)state;
	connect_from(r, 0, 0, REQUESTOR, 1 << 18);
	rig_run(r, 290 * TIME_SEC);
	assert_false(heard.hung[0]);
	rig_run(r, 20 * TIME_SEC);
	assert_true(heard.hung[0]);
	connect_from(r, 0, 0, REQUESTOR, 1 << 18);
	memset(heard.hung, 0, sizeof heard.hung);
	type(r, 0, "system-view");
	type(r, 0, "undo dhcp server leasequery tcp enable");
	type(r, 0, "commit");
	assert_true(heard.hung[0]);
	assert_false(heard.listens[0]);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_address_is_told_once),
	    cmocka_unit_test(what_is_refused),
	    cmocka_unit_test(followers_hear_each_change),
	    cmocka_unit_test(who_comes_back_catches_up),
	    cmocka_unit_test(the_other_device_takes_over),
	    cmocka_unit_test(nothing_is_said_without_room),
	    cmocka_unit_test(nobody_stays_without_a_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
