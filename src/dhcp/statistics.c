/* dhcp/statistics.c -- see dhcp/statistics.h. */
#include "dhcp/statistics.h"

void
dhcp_count_heard(struct dhcp_statistics *n, enum dhcp_heard heard, enum dhcp_decoded bad,
		 const struct dhcp_request *request)
{
	switch (heard) {
	case DHCP_HEARD:
		n->heard[request->message.type]++;
		return;
	case DHCP_HEARD_NOT_DHCP:
		return;
	case DHCP_HEARD_BAD_MESSAGE:
		n->bad_by[bad]++;
		n->bad++;
		return;
	case DHCP_HEARD_BAD_FRAME:
		n->bad++;
		return;
	}
}

void
dhcp_count_verdict(struct dhcp_statistics *n, const struct dhcp_verdict *v)
{
	n->why[v->why]++;
}

void
dhcp_count_sent(struct dhcp_statistics *n, const struct dhcp_parked *parked)
{
	n->sent[parked->type]++;
}

void
dhcp_statistics_reset(struct dhcp_statistics *n)
{
	*n = (struct dhcp_statistics){0};
}
