/* node/step/survey.h -- what only the host can see of the machine, asked for by NODE_ACT_SURVEY and
 * told by NODE_IN_SURVEY: counters of links, neighbours, routes, processors and memory, the log.
 *
 * For displays alone; nothing is decided by it. The host reads it on a thread of its own. What is
 * more than NODE_SURVEY_ROWS is counted in `more` and left out. */
#ifndef NODE_STEP_SURVEY_H
#define NODE_STEP_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "base/mac.h"
#include "lan/traffic.h"

enum node_survey_kind {
	NODE_SURVEY_TRAFFIC,
	NODE_SURVEY_NEIGHBOURS,
	NODE_SURVEY_ROUTES,
	NODE_SURVEY_MACHINE,
	NODE_SURVEY_LOG
};

enum {
	NODE_SURVEY_ROWS = 512,
	NODE_SURVEY_LINES = 256,      /* of the log, the newest */
	NODE_SURVEY_BYTES = 64 << 10, /* bytes of them */
	NODE_SURVEY_WHY = 120,
	NODE_SURVEY_NAME = LAN_PORT_NAME_MAX + 1
};

struct node_neighbour {
	struct ip4 address;
	struct mac mac;
	bool complete;		     /* else the MAC is being asked for, or nobody answered */
	bool fixed;		     /* it does not age */
	char name[NODE_SURVEY_NAME]; /* of the interface, or Linux's */
};

struct node_route {
	struct ip4 destination, gateway; /* gateway 0.0.0.0: none, it is on the link */
	unsigned length;		 /* of the mask */
	unsigned protocol;		 /* RTPROT_*: 2 the kernel, 108 `ip route-static` */
	uint32_t metric;
	char name[NODE_SURVEY_NAME];
};

struct node_machine { /* times in microseconds of all processors since the machine started */
	unsigned cpus;
	uint64_t busy_us, idle_us, own_us; /* own: of this process */
	uint64_t before_busy_us, before_idle_us, before_own_us, before_ago_us; /* the time before */
	uint64_t memory_kb, available_kb, own_kb;
};

struct node_survey {
	enum node_survey_kind kind;
	char why[NODE_SURVEY_WHY]; /* why it could not be read; "": it was */
	unsigned count, more;
	union {
		struct lan_traffic traffic[NODE_SURVEY_ROWS];
		struct node_neighbour neighbour[NODE_SURVEY_ROWS];
		struct node_route route[NODE_SURVEY_ROWS];
		struct node_machine machine;
		char log[NODE_SURVEY_BYTES]; /* whole lines, the oldest first, and '\0' */
	} u;
};

#endif
