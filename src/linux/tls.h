/* linux/tls.h -- one connection under TLS, on a socket that never blocks (OpenSSL 3). What it
 * cannot do now it does when the socket is ready. Every connection has keys and numbers of its own,
 * so a stream that was recorded is refused in any other (RFC 8446 5.3). Tested in
 * test/unit/linux/tls.c. */
#ifndef LINUX_TLS_H
#define LINUX_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "linux/tls_policy.h"

struct tls;

/* Over fd, which stays the caller's; accept: the other end began. NULL with *ret_why: the policy is
 * not to be used. */
struct tls *tls_begin(struct tls_policies *p, const char *policy, int fd, bool accept,
		      const char **ret_why);
void tls_free(struct tls *t); /* accepts NULL */

/* 1: both ends are proved as far as this one can know; 0: not yet; -1: tls_why(). *ret_writes: it
 * waits until the socket takes bytes. */
int tls_shake(struct tls *t, bool *ret_writes);

/* As read() and write(): bytes; 0: none now; -1: the end, tls_why(). */
ssize_t tls_read(struct tls *t, uint8_t *ret, size_t cap);
ssize_t tls_write(struct tls *t, const uint8_t *p, size_t len);

/* Says that no more follows. */
void tls_end(struct tls *t);

/* Why it ended, as a clause; NULL: the peer closed it as one does. */
const char *tls_why(const struct tls *t);

#endif
