/* linux/peer_user.h -- who is at the other end of a unix socket: what the kernel says (numbers),
 * and what the system calls them (names, by way of NSS).
 *
 * The numbers are those of the moment of connect(). Names may come from a directory somewhere in
 * the network, so they are for a thread that may wait (linux/user_thread.h).
 * Tested in test/unit/linux/peer_user.c. */
#ifndef LINUX_PEER_USER_H
#define LINUX_PEER_USER_H

#include <stdbool.h>
#include <sys/types.h>

enum { PEER_GROUPS_MAX = 256, PEER_NAME_BYTES = 256, PEER_GROUPS_BYTES = 64 << 10 };

struct peer {
	uid_t uid;
	unsigned count;
	gid_t group[PEER_GROUPS_MAX + 1]; /* that of the process, and the supplementary ones */
};

struct peer_names {
	char name[PEER_NAME_BYTES];	/* its number, where it has none */
	char groups[PEER_GROUPS_BYTES]; /* ":27:sudo:1000:" each by number and by name */
};

/* Of a connected socket. 0, or negative errno; -E2BIG: it is in more groups than are kept. */
int peer_read(int fd, struct peer *ret);

/* Of the same; (uid_t)-1, which is nobody's, when it is not known. */
uid_t peer_uid(int fd);

/* 0, or negative errno: the system does not say it now. */
int peer_name(const struct peer *p, struct peer_names *ret);

#endif
