/* node/state.h -- one whole device: what its own files remember, and the rooms below. Private to
 * the files of this folder; rooms are opaque here and get what they need handed in.
 *
 *	node.c       now .. stopped
 *	apply.c      running, commit, links, wanted, lan, pulse, shown
 *	console.c    cli, session, shows, looked_up, actions, asked_commit
 *	rbs_actions.c  asked_* of services
 *	lookup.c     lookups
 *	bind/        pools, leases, changes, the journal    node/bind/room.h
 *	pair/        services, profiles, roles              node/pair/room.h
 *	serve/       requests, probes, statistics           node/serve/serve.c
 *
 *	guard.c      guard
 *	reload.c     reload
 *	remarks.c    remarks
 *	bfd.c        bfd
 *	audit.c      audit
 *	trial.c      trial_said
 *
 * links.c and defend.c write what is heard into `lan`. Everything is sized when the node is made
 * or a configuration is committed. */
#ifndef NODE_STATE_H
#define NODE_STATE_H

#include "base/prng.h"
#include "cli/cli.h"
#include "conf/conf.h"
#include "conf/error.h"
#include "dhcp/show.h"
#include "lan/heard.h"
#include "node/audit.h"
#include "node/bfd.h"
#include "node/bind/bind.h"
#include "node/config/collect.h"
#include "node/guard.h"
#include "node/lookup.h"
#include "node/node.h"
#include "node/pair/pairs.h"
#include "node/reload.h"
#include "node/remarks.h"
#include "node/serve/serve.h"
#include "node/step/step.h"
#include "node/survey.h"
#include "tls/shown.h"

struct commit { /* between NODE_ACT_LAN and NODE_IN_LAN */
	bool busy, start;
	bool preparing;	  /* the table for it is being made; nothing else was begun */
	bool yes;	  /* left_ask() was answered so */
	bool back;	  /* a trial is over: nobody asked for it */
	unsigned session; /* or NODE_NONE: start, reload, back */
	struct conf *candidate;
	struct conf *startup; /* what the startup file says, where a start brings another one */
	struct conf_errors errors;
	struct lan_wanted wanted;
	struct tls_wanted tls;
};

struct node {
	uint64_t now;
	int64_t wall_offset_us;
	int64_t wall_told_us; /* the offset last told, for jumps */
	bool flush_waits;     /* a session may send only in the next step */
	bool stopping;	      /* the sessions end once nothing is under way, or at stop_us */
	uint64_t stop_us;
	bool stopped;

	struct conf *running;
	struct commit commit;
	struct reload reload;
	struct collect_links links; /* borrows from running */
	struct lan_wanted wanted;   /* in force in the kernel */
	struct lan_heard lan;
	struct pulse_config pulse;
	uint64_t seed;	/* as the start said */
	unsigned slice; /* the same */
	struct dhcp_shown shown;
	struct guard guard;
	struct remarks remarks;
	struct bfd_heard bfd;
	struct tls_wanted tls_wanted; /* in force */
	struct tls_shown tls;

	struct cli *cli;
	struct audit audit;
	enum cli_trial trial_said; /* in the log */
	struct cli_session *session[NODE_SESSIONS_MAX];
	struct show_table shows[11];
	struct lookups *lookups;
	struct surveys *surveys;
	struct lookups_shown looked_up;
	struct surveys_shown surveyed;
	struct cli_action_table actions[3];
	/* Commands that are to be carried out once their text is said. */
	uint16_t asked_declare, asked_batch, asked_leave, asked_join; /* services by slot */
	unsigned asked_left; /* pool + 1 whose old peer is declared down; 0: none */
	struct {
		unsigned session;
		struct conf *candidate; /* NULL: nobody asks */
		bool yes;
	} asked_commit;

	struct bind *bind;
	struct pairs *pairs;
	struct serve *serve;
};

#endif
