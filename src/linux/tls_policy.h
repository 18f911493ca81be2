/* linux/tls_policy.h -- the files of SSL policies: read when a configuration is committed, looked
 * at again every TLS_REVIEW_US, and used by every connection that begins after that. A session that
 * stands keeps what it began with, so files are renewed without a session being dropped; files
 * that are wrong then are said, and those of before stay in force. TLS 1.3 only, both ends prove
 * themselves, nothing is resumed and nothing is sent early. Tested in test/unit/linux/tls.c. */
#ifndef LINUX_TLS_POLICY_H
#define LINUX_TLS_POLICY_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "base/time.h"
#include "tls/config.h"

#define TLS_REVIEW_US (5 * TIME_SEC)

struct tls_policies;

/* folder: where the files are, copied. NULL: no memory. */
struct tls_policies *tls_policies_new(const char *folder);
void tls_policies_free(struct tls_policies *p); /* accepts NULL */

/* These policies, instead of those of before. A file that cannot be used: false with a sentence and
 * nothing changed when `strict`, else the policy is there and lets nobody in. */
bool tls_policies_set(struct tls_policies *p, const struct tls_wanted *wanted, bool strict,
		      struct text *message);

/* Reads again what changed, every TLS_REVIEW_US. When to call next; TIME_NEVER: there is none. */
uint64_t tls_policies_review(struct tls_policies *p, uint64_t now);

/* The next policy of which there is news: its name, whether it is in force, a sentence. Valid until
 * the next call of any function here. False: no more. */
bool tls_policies_news(struct tls_policies *p, const char **ret_name, bool *ret_loaded,
		       const char **ret_state);

/* For a connection that begins; NULL: there is no such policy, or it cannot be used, and *ret_why
 * says why. The context belongs to the policies: a connection takes a reference of its own. */
SSL_CTX *tls_policies_find(struct tls_policies *p, const char *name, const char **ret_why);

/* Where the files are. */
const char *tls_policies_folder(const struct tls_policies *p);

/* The name that has to stand in the peer's certificate; "": any. */
const char *tls_policies_peer(const struct tls_policies *p, const char *name);

#endif
