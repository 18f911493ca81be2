/* dhcp/statistics.c -- see dhcp/statistics.h. */
#include "dhcp/statistics.h"

void
dhcp_count_dropped(struct dhcp_statistics *n, enum dhcp_drop drop, uint64_t count)
{
	n->dropped[drop] += count;
}

void
dhcp_count_heard(struct dhcp_statistics *n, const struct dhcp_request *request)
{
	n->heard[request->message.type]++;
}

/* A reset in between forgot the other count. */
static void
move_one(uint64_t *from, uint64_t *to)
{
	*from -= *from > 0;
	(*to)++;
}

void
dhcp_count_overheard(struct dhcp_statistics *n, const struct dhcp_request *request)
{
	move_one(&n->heard[request->message.type], &n->overheard[request->message.type]);
}

void
dhcp_count_taken_over(struct dhcp_statistics *n, const struct dhcp_request *request)
{
	move_one(&n->overheard[request->message.type], &n->heard[request->message.type]);
}

uint64_t
dhcp_count_bad(const struct dhcp_statistics *n)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < DHCP_DROPS; i++)
		sum += dhcp_drop_is_bad((enum dhcp_drop)i) ? n->dropped[i] : 0;
	return sum;
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
