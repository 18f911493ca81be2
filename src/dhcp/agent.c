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
