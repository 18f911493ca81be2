/* node/state.h -- what one device remembers. Private to node/: the files here share it, each
 * writes its own part.
 *
 *	apply.c    running, links, wanted, dhcp, leases      a configuration comes into force
 *	console.c  cli, session                              command line sessions
 *	service.c  service, profile                          remote backup services and profiles
 *	roles.c    vrrp, gates, holds                        who serves
 *	serve.c    parked, clock, statistics                 DHCP
 *
 * Everything is sized when the node is made or a configuration is committed. */
#ifndef NODE_STATE_H
#define NODE_STATE_H

#include "base/prng.h"
#include "cli/cli.h"
#include "conf/conf.h"
#include "conf/error.h"
#include "dhcp/decide.h"
#include "dhcp/reply.h"
#include "dhcp/server.h"
#include "dhcp/show.h"
#include "dhcp/statistics.h"
#include "lan/board.h"
#include "lease/clock.h"
#include "lease/table.h"
#include "node/collect.h"
#include "node/lines.h"
#include "node/node.h"
#include "node/out.h"
#include "rbp/board.h"
#include "rbs/board.h"
#include "rbs/session.h"
#include "vrrp/board.h"

enum {
	NODE_PARKED_MAX = RBS_UPDATES_MAX + RBS_WAITING_MAX,
	NODE_PROFILES_MAX = RBP_BOARD_MAX,
	NODE_NONE = 0xffff,	    /* no profile, no service, no session */
	NODE_EXPIRE_MAX = 256,	    /* due bindings freed in one step */
	NODE_FLUSH_BYTES = 8 << 20, /* no session sends more in one step */
	NODE_REST_BYTES = 4 << 20   /* what a step holds beside that */
};

#define NODE_CAREFUL_US (10 * TIME_SEC) /* R8: the start-up delay */
#define NODE_EXPIRE_US	(1 * TIME_SEC)	/* how often due bindings are looked at */

struct service { /* one remote backup service; a slot keeps its place while the name lives */
	bool used;
	char name[RBS_NAME_MAX + 1];
	unsigned index; /* for displays */
	struct rbs_config config;
	struct rbs_session *session;
	struct rbs_local local;
	bool local_changed; /* to be told to the session before the step ends */
	enum rbs_state state;
};

struct profile { /* one remote backup profile */
	bool used;
	char name[RBP_NAME_MAX + 1];
	unsigned index;
	struct rbp_config config;
	unsigned service; /* slot, or NODE_NONE */
	enum rbs_pair pair;
	struct rbp_verdict verdict;
	enum rbp_role before;
	uint64_t changed_us;
	bool batch_done;	/* since start */
	bool held;		/* as told to the pulse */
	uint64_t down_since_us; /* Partner-down */
	struct lines lines;	/* what both devices must agree on */
	unsigned pools_count, ranges_count;
	uint16_t pool[RBP_POOLS_MAX];
	struct lease_range *range; /* of its pools, ascending */
};

struct parked { /* a change that waits for the peer, and the answer that waits for it */
	bool used, decided_again;
	uint32_t serial; /* upper part of the ticket */
	enum dhcp_answer answer;
	uint16_t pool;
	struct ip4 address;
	struct dhcp_request request; /* to decide again when the peer refuses */
	struct dhcp_parked reply;
};

struct commit { /* between NODE_ACT_LAN and NODE_IN_LAN */
	bool busy, start;
	unsigned session; /* or NODE_NONE: start, reload */
	struct conf *candidate;
	struct conf_errors errors;
	struct lan_wanted wanted;
};

struct node {
	uint64_t now, started_us;
	int64_t wall_offset_us;
	bool stopping;
	struct prng prng;

	struct conf *running;
	struct commit commit;
	struct collect_links links; /* borrows from running */
	struct lan_wanted wanted;   /* in force in the kernel */
	struct lan_board lan;

	struct cli *cli;
	struct cli_session *session[NODE_SESSIONS_MAX];
	struct show_table shows[5];
	struct cli_action_table actions[1];
	bool yielded;

	struct vrrp_board vrrp;
	struct pulse_config pulse;

	struct rbs_board rbs_board;
	struct rbp_board rbp_board;
	struct service service[NODE_STREAMS_MAX];
	struct profile profile[NODE_PROFILES_MAX];
	uint64_t device_id, journal_id, incarnation;
	struct rbs_outputs rbs_out;
	bool roles_changed; /* roles_refresh() is due before the step ends */
	bool flush_waits;   /* a session may send only in the next step */
	bool careful;	    /* R8 */

	struct dhcp_server *dhcp;
	uint64_t generation;
	struct lease_table *leases;
	struct lease_clock clock;
	struct dhcp_statistics statistics;
	struct dhcp_shown shown;
	uint16_t profile_of_pool[DHCP_POOLS_MAX]; /* or NODE_NONE */
	uint64_t expire_us, due_cursor; /* those that may not be freed now do not hide others */
	unsigned parked_count, parked_next, again_count;
	uint16_t again[NODE_PARKED_MAX]; /* parked ones to be decided again */
	struct parked parked[NODE_PARKED_MAX];
};

#endif
