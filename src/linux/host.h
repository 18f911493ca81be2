/* linux/host.h -- runs one node on this machine: feeds it what happened, carries out what it says.
 *
 * One turn: wait; the frames of all Vlanifs as one input; what streams and sessions said; the
 * deadline. After each step everything it sends leaves in one batch. What the node asks for and
 * wants an answer to is answered in the same turn (links), or when it is done (files, which have a
 * thread of their own: linux/file_thread.h). Idle means no wake-up before node_deadline(). VRRP
 * runs beside it, see linux/pulse_thread.h, and so does the disk, see linux/disk.h.
 *
 * SIGTERM and SIGINT: NODE_IN_STOP, and HOST_STOP_US for the node to finish. SIGHUP: the startup
 * file again, as NODE_IN_RELOAD once it was read. Tested in test/unit/linux/host.c with a node made
 * for the purpose, and in test/net with the real one. */
#ifndef LINUX_HOST_H
#define LINUX_HOST_H

#include <sys/types.h>

#include "base/time.h"
#include "linux/ports.h"

#define HOST_STOP_US (3 * TIME_SEC)

struct host_setup {
	const char *config_file; /* startup configuration; need not exist */
	const char *startup;	 /* name of the file that was read instead, "": it was that one */
	const char *config;	 /* its text, "" for none */
	const char *state_dir;	 /* journal, and files that `save NAME` writes; made if missing */
	const char *socket;	 /* of the command line; its folder exists */
	gid_t socket_group;	 /* who may reach it besides its owner; 0: nobody */
	const struct ports *ports;
};

struct text;

/* Serves until told to stop. The exit status of the process: 0, or what NODE_ACT_STOPPED said, or
 * 2 and a sentence when the system refused something. */
int host_run(const struct host_setup *setup, struct text *message);

#endif
