/* Any bytes in any pieces on a requestor's connection, into any room: no crash, nothing beyond the
 * room, and whole messages only. */
#include <assert.h>
#include <string.h>

#include "query/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct lease_table *table;
static struct dhcp_pool pool;
static struct lease_range range = {{0x0a0a0a01}, {0x0a0a0a40}, 0, 0};
static struct dhcp_server server = {
    .pools_count = 1, .pool = &pool, .ranges_count = 1, .range = &range};
static struct lease_trail trail;

static void
make(void)
{
	table = lease_table_new(&range, 1, 0);
	pool.terms.serving = true;
	for (unsigned i = 0; i < 40; i++) {
		struct lease_record r = {.address = {range.low.host + i},
					 .state = (enum lease_state)(i % LEASE_STATES),
					 .version = i + 1,
					 .start_us = i * TIME_SEC,
					 .expiry_us = 1000 * TIME_SEC,
					 .length_s = 900,
					 .hardware_type = 1,
					 .hardware_len = 6,
					 .hardware = {2, 1, 0, 0, 0, (uint8_t)i}};

		r.key = lease_key_of_identifier((const uint8_t *)"id", i % 2 + 1);
		lease_side_add(&r, DHCP_OPT_AGENT, (const uint8_t *)"\x02\x02rr", 4);
		lease_apply(table, &r);
	}
}

static void
check(struct rd out)
{
	while (out.left > 0) {
		struct rd message = rd_sub(&out, rd_be16(&out));

		assert(!out.bad && message.left > QUERY_FIXED_LEN);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t bytes[8 * QUERY_STREAM_ONE];
	struct query_stream s = {.ours = {1}};
	struct rd in = rd_of(data, size);

	if (!table)
		make();
	trail.count = 0;
	while (in.left > 2) {
		uint8_t piece = rd_u8(&in), room = rd_u8(&in);
		struct query_view v = {&server, table, &trail, 100 * TIME_SEC, 0};
		struct wr out = wr_of(bytes, sizeof bytes * room / 255);
		struct rd some = rd_sub(&in, piece < in.left ? piece : in.left);

		if (room % 8 == 0)
			lease_trail_note(&trail, (struct ip4){range.low.host + piece});
		if (!query_stream_take(&s, some.p, some.left) ||
		    query_stream_step(&s, &v, &out) == QUERY_ENDS)
			return 0;
		query_stream_alive(&s, &out);
		assert(!out.bad);
		check(rd_of(bytes, out.len));
	}
	return 0;
}
