/* Any bytes: a query's decoder must not crash nor touch *ret unless it says QUERY_DECODED, and what
 * it says can be answered in the room of a frame. */
#include <assert.h>
#include <string.h>

#include "query/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
answer(const struct query_message *m)
{
	static struct dhcp_pool pool;
	struct ip4 both[2] = {{1}, {2}};
	struct lease_record lease = {.address = {0x0a0a0a14},
				     .state = LEASE_LEASED,
				     .expiry_us = 9 * TIME_SEC,
				     .length_s = 9,
				     .hardware_len = m->hardware_len};
	struct query_answer a = {.type = QUERY_ACTIVE,
				 .query = m,
				 .server_id = {1},
				 .lease = &lease,
				 .pool = &pool,
				 .associated_count = 2,
				 .associated = both};
	uint8_t bytes[QUERY_ANSWER_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	if (m->name_len > 0)
		lease.key = lease_key_of_identifier(m->name, m->name_len);
	lease_side_add(&lease, DHCP_OPT_AGENT, m->name, m->name_len);
	query_answer_encode(&w, &a, TIME_SEC);
	assert(!w.bad && w.len >= DHCP_BOOTP_MIN);
	w = wr_of(bytes, sizeof bytes);
	query_answer_encode(&w, &(struct query_answer){.type = QUERY_UNKNOWN, .query = m},
			    TIME_SEC);
	assert(!w.bad);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct query_message m;

	memset(&m, 0xa5, sizeof m);
	if (query_message_decode((struct rd){data, size, false}, &m) != QUERY_DECODED) {
		for (size_t i = 0; i < sizeof m; i++)
			assert(((uint8_t *)&m)[i] == 0xa5);
		return 0;
	}
	assert(m.type >= QUERY_LEASEQUERY && m.by < QUERY_BYS);
	assert(m.hardware_len <= LEASE_HARDWARE_MAX);
	answer(&m);
	return 0;
}
