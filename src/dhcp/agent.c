/* dhcp/agent.c -- see dhcp/agent.h. */
#include "dhcp/agent.h"

bool
dhcp_agent_find(struct rd agent, uint8_t code, struct rd *ret)
{
	while (agent.left > 0) {
		uint8_t c = rd_u8(&agent);
		struct rd bytes = rd_sub(&agent, rd_u8(&agent));

		if (agent.bad)
			return false;
		if (c != code)
			continue;
		*ret = bytes;
		return true;
	}
	return false;
}

struct ip4
dhcp_agent_address(struct rd agent, uint8_t code)
{
	struct rd bytes;

	if (!dhcp_agent_find(agent, code, &bytes) || bytes.left != 4)
		return (struct ip4){0};
	return (struct ip4){rd_be32(&bytes)};
}
