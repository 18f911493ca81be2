/* linux/host_private.h -- the insides of a host, for the files that make it up: host.c (turns, what
 * happened), host_open.c (start and end) and host_act.c (what the node wants done). Nobody else
 * includes this. */
#ifndef LINUX_HOST_PRIVATE_H
#define LINUX_HOST_PRIVATE_H

#include "conf/files.h"
#include "lan/lost.h"
#include "linux/cli_socket.h"
#include "linux/disk.h"
#include "linux/file_thread.h"
#include "linux/history_thread.h"
#include "linux/host.h"
#include "linux/links.h"
#include "linux/loop.h"
#include "linux/notice.h"
#include "linux/packet.h"
#include "linux/points_dir.h"
#include "linux/pulse_thread.h"
#include "linux/query_socket.h"
#include "linux/state_dir.h"
#include "linux/stream.h"
#include "linux/survey_thread.h"
#include "linux/tls_policy.h"
#include "linux/virtual.h"
#include "node/node.h"

enum { HOST_SENTENCE_MAX = 512 };

struct host_answer { /* to NODE_ACT_LAN, or to a SAVE or READ that was refused at once */
	bool due, ok;
	char message[HOST_SENTENCE_MAX];
};

struct host_job {	 /* of a session */
	uint64_t number; /* 0: it waits for none */
	bool reads;	 /* else it saves; of an answer that is due as well */
	bool names;	 /* ... that `name` is the startup file */
	char name[CONF_FILE_NAME_MAX + 1];
};

struct host_watch { /* host_watch.c; message: host_act.c */
	uint64_t look_us, close_until_us;
	struct lan_lost lost[LAN_LOST_MAX];
	char message[HOST_SENTENCE_MAX]; /* why the last NODE_ACT_MEND failed; "" */
};

struct host {
	const struct host_setup *setup;
	struct loop *loop;
	struct node *node;
	struct node_actions *actions;
	struct links *links;
	struct host_watch watch;
	struct virtual *virtual;
	struct packet *packet;
	struct pulse_thread *pulse;
	struct streams *streams;
	struct tls_policies *tls;
	bool tls_failed; /* for the LAN that follows: tls_message says why */
	char tls_message[HOST_SENTENCE_MAX];
	struct cli_sockets *cli;
	struct query_sockets *queries;
	struct state_dir *state_dir;
	struct disk *disk;
	struct file_thread *files;
	struct points_dir *points; /* as a start found them */
	struct history_thread *history;
	struct survey_thread *survey;
	struct loop_source link_source, packet_source, pulse_source, signal_source, disk_source,
	    file_source, history_source, survey_source;
	unsigned files_count; /* of the journal, until NODE_ACT_RESTORED */
	const struct journal_file *journal;

	unsigned frames_count; /* gathered, not yet sent */
	struct packet_out frame[NODE_ACTIONS_MAX];
	uint64_t asked, answered;	/* numbers of the pulse thread: heard, said back */
	bool pulse_owed, relisten_owed; /* it did not get all it was told, and is told again ... */
	bool owed_told;			/* ... which the log has */
	uint64_t owed_us;		/* ... then */
	struct host_answer lan, file[NODE_SESSIONS_MAX];
	struct host_job job[NODE_SESSIONS_MAX];
	uint64_t reloading;	       /* SIGHUP's; 0: none */
	char startup[FILE_PATH_BYTES]; /* path of the startup file */

	bool stopping, stopped;
	uint64_t stop_us; /* when patience ends */
	struct notice notice;
	int status;
};

#endif
