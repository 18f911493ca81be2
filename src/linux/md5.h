/* linux/md5.h -- TCP segments signed by a password (RFC 2385), for a session without certificates.
 * The kernel signs and checks: a segment of the peer without a signature, with a wrong one or with
 * one that nobody asked for is dropped without an answer, and counted. So a wrong password looks
 * like a peer that is off; the counters tell the two apart.
 *
 * The password is the one line of a file that its owner alone may read: 1 to 80 bytes. It is read
 * at every dial and listen; connections that stand keep theirs. Tested in test/unit/linux/md5.c. */
#ifndef LINUX_MD5_H
#define LINUX_MD5_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "base/text.h"

struct md5_counts { /* segments that this network namespace dropped since it began */
	uint64_t unsigned_, unexpected, wrong;
};

enum md5_used {
	MD5_GOOD,
	/* the file cannot be used: signed by what nobody knows, nobody gets in */
	MD5_LOCKED,
	MD5_REFUSED /* the kernel does not sign: anybody may get in */
};

/* Whatever fd exchanges with the peer is signed by the password in folder/file; file NULL: it is
 * not. A clause in why for all but MD5_GOOD. */
enum md5_used md5_use(int fd, struct ip4 peer, const char *folder, const char *file,
		      struct text *why);

/* All zero where the kernel does not say. */
struct md5_counts md5_count(void);

/* What happened since `before`, as a clause; NULL: nothing of that kind. signs: a password is in
 * use here. */
const char *md5_explain(const struct md5_counts *before, const struct md5_counts *now, bool signs);

#endif
