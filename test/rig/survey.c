/* test/rig/survey.c -- what the machine of a device says of itself, for displays: always the same,
 * so that transcripts stay. */
#include <stdio.h>
#include <string.h>

#include "test/rig/inside.h"

static void
survey_traffic(struct node_survey *ret)
{
	ret->count = 3;
	ret->u.traffic[0] = (struct lan_traffic){.name = "GigabitEthernet0/1/1",
						 .in_packets = 120,
						 .out_packets = 80,
						 .in_bytes = 12000,
						 .out_bytes = 8000,
						 .in_errors = 2,
						 .out_errors = UINT64_MAX,
						 .mtu = 1500,
						 .speed_mbit = 1000,
						 .use_known = true,
						 .in_use = 1,
						 .out_use = 10000};
	ret->u.traffic[1] = (struct lan_traffic){.name = "GigabitEthernet0/1/2", .mtu = 9000};
	ret->u.traffic[2] = (struct lan_traffic){.name = "Vlanif100", .in_packets = 7, .mtu = 1500};
}

static void
survey_neighbours(struct node_survey *ret)
{
	ret->count = 3;
	ret->u.neighbour[0] = (struct node_neighbour){.address = {0x0a0a0a63},
						      .mac = {{2, 0, 0, 0, 0, 0x63}},
						      .complete = true,
						      .name = "Vlanif100"};
	ret->u.neighbour[1] = (struct node_neighbour){.address = {0x0a0a0a64}, .name = "Vlanif100"};
	ret->u.neighbour[2] = (struct node_neighbour){.address = {0xc0a80101},
						      .mac = {{2, 0, 0, 0, 0, 1}},
						      .complete = true,
						      .fixed = true,
						      .name = "eth0"};
}

static void
survey_routes(struct node_survey *ret)
{
	ret->count = 130;
	for (unsigned i = 0; i < ret->count; i++)
		ret->u.route[i] = (struct node_route){.destination = {0x0a640000 + (i << 8)},
						      .length = 24,
						      .gateway = {0x0a0a0a63},
						      .protocol = i % 2 ? 108 : 4,
						      .metric = 60,
						      .name = "Vlanif100"};
	ret->u.route[0].gateway.host = 0;
	ret->u.route[0].protocol = 2;
	ret->more = 5;
}

static void
survey_log(struct node_survey *ret)
{
	struct text t = text_of(ret->u.log, sizeof ret->u.log);

	ret->count = 30;
	for (unsigned i = 1; i <= ret->count; i++)
		text_add(&t, "Jan 01 00:00:%02u.000 A %%%%01DHCP/6/LEASE: granted (%u)\n", i, i);
}

void
rig_survey(const struct rig *r, unsigned device, struct node_survey *ret)
{
	if (r->device[device].mute) {
		snprintf(ret->why, sizeof ret->why, "The kernel did not answer: No buffer space.");
		return;
	}
	switch (ret->kind) {
	case NODE_SURVEY_TRAFFIC:
		survey_traffic(ret);
		break;
	case NODE_SURVEY_NEIGHBOURS:
		survey_neighbours(ret);
		break;
	case NODE_SURVEY_ROUTES:
		survey_routes(ret);
		break;
	case NODE_SURVEY_MACHINE:
		ret->u.machine = (struct node_machine){.cpus = 2,
						       .busy_us = 30 * TIME_SEC,
						       .idle_us = 90 * TIME_SEC,
						       .own_us = 5 * TIME_SEC,
						       .before_busy_us = 20 * TIME_SEC,
						       .before_idle_us = 60 * TIME_SEC,
						       .before_own_us = 4 * TIME_SEC,
						       .before_ago_us = 20 * TIME_SEC,
						       .memory_kb = 4000000,
						       .available_kb = 3000000,
						       .own_kb = 51234};
		break;
	case NODE_SURVEY_LOG:
		survey_log(ret);
		break;
	}
}
