/* linux/peer_user.c -- see linux/peer_user.h. */
#include "linux/peer_user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"

enum { ENTRY_BYTES = 256 << 10 }; /* a group has all its members in it */

int
peer_read(int fd, struct peer *ret)
{
	struct ucred who;
	socklen_t len = sizeof who, room = PEER_GROUPS_MAX * sizeof(gid_t);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) < 0)
		return -errno;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, ret->group + 1, &room) < 0)
		return errno == ERANGE ? -E2BIG : -errno;
	ret->uid = who.uid;
	ret->group[0] = who.gid;
	ret->count = 1 + (unsigned)(room / sizeof(gid_t));
	return 0;
}

uid_t
peer_uid(int fd)
{
	struct ucred who;
	socklen_t len = sizeof who;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) < 0 ? (uid_t)-1 : who.uid;
}

static int
name_user(uid_t uid, char *bytes, struct peer_names *ret)
{
	struct passwd entry, *found = NULL;
	int r = getpwuid_r(uid, &entry, bytes, ENTRY_BYTES, &found);

	if (r != 0)
		return -r;
	if (found != NULL)
		snprintf(ret->name, sizeof ret->name, "%s", found->pw_name);
	else
		snprintf(ret->name, sizeof ret->name, "%u", (unsigned)uid);
	return 0;
}

static int
name_group(gid_t gid, char *bytes, struct text *names)
{
	struct group entry, *found = NULL;
	int r = getgrgid_r(gid, &entry, bytes, ENTRY_BYTES, &found);

	if (r != 0)
		return -r;
	text_add(names, "%u:", (unsigned)gid);
	if (found != NULL)
		text_add(names, "%s:", found->gr_name);
	return 0;
}

int
peer_name(const struct peer *p, struct peer_names *ret)
{
	struct text names = text_of(ret->groups, sizeof ret->groups);
	char *bytes = malloc(ENTRY_BYTES);
	int r = bytes != NULL ? name_user(p->uid, bytes, ret) : -ENOMEM;

	text_add(&names, ":");
	for (unsigned i = 0; r == 0 && i < p->count; i++)
		r = name_group(p->group[i], bytes, &names);
	free(bytes);
	return r == 0 && names.cut ? -E2BIG : r;
}
