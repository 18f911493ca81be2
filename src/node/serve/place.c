/* node/serve/place.c -- see node/serve/place.h. */
#include "node/serve/place.h"

#include "base/hash.h"
#include "dhcp/agent.h"

/* False: the relay agent does not say. */
static bool
put(struct wr *w, const struct dhcp_message *m, uint8_t code)
{
	struct rd bytes = {0};
	bool said =
	    m->agent.set && dhcp_agent_find(rd_of(m->agent.byte, m->agent.len), code, &bytes);

	wr_u8(w, (uint8_t)bytes.left);
	wr_bytes(w, bytes.p, bytes.left);
	return said;
}

static uint64_t
hash(const struct dhcp_request *request, bool *ret_port)
{
	const struct dhcp_message *m = &request->message;
	uint8_t bytes[2 + 4 + 2 + DHCP_OPTION_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);
	bool circuit, remote;

	wr_be16(&w, request->vlan);
	wr_be32(&w, m->giaddr.host);
	circuit = put(&w, m, DHCP_AGENT_CIRCUIT);
	remote = put(&w, m, DHCP_AGENT_REMOTE);
	*ret_port = ip4_set(m->giaddr) && (circuit || remote);
	return hash_bytes(bytes, w.len, 0) | 1;
}

uint64_t
place_of(const struct dhcp_request *request)
{
	bool port;

	return hash(request, &port);
}

uint64_t
place_port(const struct dhcp_request *request)
{
	bool port;
	uint64_t place = hash(request, &port);

	return port ? place : 0;
}
