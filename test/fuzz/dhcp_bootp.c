/* Any bytes, to a server that answers BOOTP as well: what DHCP understands is understood the same,
 * and what it lacks only a type or the cookie for is a BOOTP message (RFC 951, 1534). */
#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "dhcp/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE_LEAST = DHCP_BOOTP_MIN + 28 }; /* with the headers of IP and UDP */

static enum dhcp_decoded
decode(enum dhcp_decoded (*decoder)(struct rd, struct dhcp_message *), struct rd in,
       struct dhcp_message *m)
{
	enum dhcp_decoded result;

	memset(m, 0xa5, sizeof *m);
	result = decoder(in, m);
	for (size_t i = 0; result != DHCP_DECODED && i < sizeof *m; i++)
		assert(((uint8_t *)m)[i] == 0xa5);
	return result;
}

static void
same_bytes(const struct dhcp_bytes *a, const struct dhcp_bytes *b)
{
	assert(a->set == b->set && a->len == b->len);
	assert(memcmp(a->byte, b->byte, a->len) == 0);
}

static void
same(const struct dhcp_message *a, const struct dhcp_message *b)
{
	assert(memcmp(a, b, offsetof(struct dhcp_message, client_id)) == 0);
	same_bytes(&a->client_id, &b->client_id);
	same_bytes(&a->agent, &b->agent);
	same_bytes(&a->hostname, &b->hostname);
	same_bytes(&a->vendor, &b->vendor);
	same_bytes(&a->parameters, &b->parameters);
}

static void
check_bootp(const struct dhcp_message *m, size_t size)
{
	assert(m->type == DHCP_BOOTP);
	assert(m->hardware_len <= DHCP_CHADDR_MAX);
	assert(m->max_size >= MAX_SIZE_LEAST && m->max_size <= DHCP_SIZE_MAX);
	assert(size <= DHCP_BOOTP_MIN || m->max_size > MAX_SIZE_LEAST);
	assert(m->server_name[DHCP_SNAME_LEN] == '\0');
	if (m->bare)
		assert(!m->client_id.set && !m->agent.set && !m->hostname.set && !m->vendor.set &&
		       !m->parameters.set && m->requested.host == 0 && m->server_id.host == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dhcp_message strict, wide;
	struct rd in = {data, size, false};
	enum dhcp_decoded first = decode(dhcp_message_decode, in, &strict);
	enum dhcp_decoded second = decode(dhcp_message_decode_bootp, in, &wide);

	assert(second != DHCP_NO_TYPE && second != DHCP_NO_COOKIE);
	if (first == DHCP_NO_TYPE || first == DHCP_NO_COOKIE) {
		if (second == DHCP_DECODED)
			check_bootp(&wide, size);
		return 0;
	}
	assert(first == second);
	if (first == DHCP_DECODED)
		same(&strict, &wide);
	return 0;
}
