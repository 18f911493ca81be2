/* linux/tls_policy.c -- see linux/tls_policy.h.
 *
 * Reading is a few kilobytes of local files at a commit and when they change, on the loop's thread.
 * Whether they changed is asked of their inode, size and time: renewing by rename is one change,
 * and a certificate whose key follows a moment later is wrong for one look and right at the next.
 *
 * A pre-shared key is used as TLS 1.3 has it, with a key exchange beside it, so what was recorded
 * cannot be read by who learns the key later (RFC 8446 2.2). */
#if !__has_include(<openssl/ssl.h>)
#error "The headers of OpenSSL 3 are missing: install libssl-dev (tools/setup build does)."
#endif

#include "linux/tls_policy.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#include "linux/file.h"
#include "linux/host_event.h"
#include "linux/log.h"

enum { PATH_BYTES = 4096, STATE_MAX = 300, FILES = 3, PSK_MIN = 16, PSK_MAX = 48, PSK_TEXT = 4096 };

struct stamp {
	uint64_t inode, size, modified;
};

struct policy {
	struct tls_named named;
	SSL_CTX *context; /* NULL: not to be used */
	struct stamp stamp[FILES];
	size_t psk_len;
	uint8_t psk[PSK_MAX];
	bool news, loaded; /* loaded: the files as they are now are in force */
	char state[STATE_MAX];
};

struct tls_policies {
	char *folder;
	unsigned count;
	uint64_t review_us;
	struct policy list[TLS_POLICIES_MAX];
};

static const unsigned char psk_cipher[2] = {0x13, 0x01}; /* TLS_AES_128_GCM_SHA256 */
static const unsigned char psk_identity[] = "twinlease";

/* ---- files ---- */

static const char *
file_of(const struct tls_config *c, unsigned n)
{
	if (c->psk.set)
		return n == 0 ? c->psk.file : "";
	return n == 0 ? c->certificate.file : n == 1 ? c->certificate.key : c->ca.file;
}

static void
path_of(const struct tls_policies *p, const char *file, char ret[PATH_BYTES])
{
	snprintf(ret, PATH_BYTES, "%s/%s", p->folder, file);
}

static struct stamp
stamp_of(const struct tls_policies *p, const char *file)
{
	char path[PATH_BYTES];
	struct stat st;

	path_of(p, file, path);
	if (file[0] == '\0' || stat(path, &st) < 0)
		return (struct stamp){0};
	return (struct stamp){st.st_ino, (uint64_t)st.st_size,
			      (uint64_t)st.st_mtim.tv_sec * 1000000000u +
				  (uint64_t)st.st_mtim.tv_nsec};
}

/* Whoever may read it may be the other device. */
static bool
is_private(const char *path, struct text *why)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		text_add(why, "%s: %s.", path, strerror(errno));
		return false;
	}
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return true;
	text_add(why, "%s: others than its owner may use it (mode %03o, not 600).", path,
		 (unsigned)st.st_mode & 0777u);
	return false;
}

/* What OpenSSL says of a failure: the cause stands first. */
static bool
refuse(const char *path, struct text *why)
{
	unsigned long error = ERR_peek_error();
	const char *reason = ERR_SYSTEM_ERROR(error) ? strerror((int)ERR_GET_REASON(error))
						     : ERR_reason_error_string(error);

	text_add(why, "%s: %s.", path, reason != NULL ? reason : "it cannot be used");
	ERR_clear_error();
	return false;
}

/* ---- a pre-shared key ---- */

static int
index_of_policy(void)
{
	static int index = -1; /* the loop's thread alone */

	if (index < 0)
		index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	return index;
}

static SSL_SESSION *
psk_session(SSL *ssl)
{
	const struct policy *p = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), index_of_policy());
	const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, psk_cipher);
	SSL_SESSION *session = SSL_SESSION_new();

	if (p != NULL && session != NULL && cipher != NULL &&
	    SSL_SESSION_set1_master_key(session, p->psk, p->psk_len) &&
	    SSL_SESSION_set_cipher(session, cipher) &&
	    SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION))
		return session;
	SSL_SESSION_free(session);
	return NULL;
}

static int
psk_use(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *len, SSL_SESSION **ret)
{
	(void)md;
	*ret = psk_session(ssl);
	*id = psk_identity;
	*len = sizeof psk_identity - 1;
	return *ret != NULL;
}

static int
psk_find(SSL *ssl, const unsigned char *id, size_t len, SSL_SESSION **ret)
{
	*ret = NULL;
	if (len == sizeof psk_identity - 1 && memcmp(id, psk_identity, len) == 0)
		*ret = psk_session(ssl);
	return 1;
}

static int
digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 0x20) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

static bool
load_psk(struct policy *p, const char *path, struct text *why)
{
	char *text;
	size_t len;
	int r;

	if (!is_private(path, why))
		return false;
	r = file_read(path, PSK_TEXT, &text);
	if (r < 0) {
		text_add(why, "%s: %s.", path, strerror(-r));
		return false;
	}
	len = strspn(text, "0123456789abcdefABCDEF");
	p->psk_len = len / 2;
	if (text[len + strspn(text + len, " \n")] != '\0' || len % 2 != 0 || p->psk_len < PSK_MIN ||
	    p->psk_len > PSK_MAX)
		text_add(why, "%s: it has to hold %d to %d hexadecimal digits, two for each byte.",
			 path, 2 * PSK_MIN, 2 * PSK_MAX);
	for (size_t i = 0; why->len == 0 && i < p->psk_len; i++)
		p->psk[i] = (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
	explicit_bzero(text, strlen(text));
	free(text);
	if (why->len > 0)
		return false;
	if (SSL_CTX_set_ciphersuites(p->context, "TLS_AES_128_GCM_SHA256") != 1)
		return refuse(path, why);
	SSL_CTX_set_psk_use_session_callback(p->context, psk_use);
	SSL_CTX_set_psk_find_session_callback(p->context, psk_find);
	snprintf(p->state, sizeof p->state, "Loaded: a pre-shared key");
	return true;
}

/* ---- certificates ---- */

/* When the own certificate ends. */
static void
describe(struct policy *p)
{
	X509 *own = SSL_CTX_get0_certificate(p->context);
	struct tm end = {0};
	char name[128] = "";

	X509_NAME_oneline(X509_get_subject_name(own), name, sizeof name);
	if (ASN1_TIME_to_tm(X509_get0_notAfter(own), &end))
		snprintf(p->state, sizeof p->state,
			 "Loaded: certificate %s, valid until %04d-%02d-%02d %02d:%02d:%02d UTC",
			 name, end.tm_year + 1900, end.tm_mon + 1, end.tm_mday, end.tm_hour,
			 end.tm_min, end.tm_sec);
}

static bool
load_certificates(const struct tls_policies *all, struct policy *p, struct text *why)
{
	const struct tls_config *c = &p->named.config;
	char certificate[PATH_BYTES], key[PATH_BYTES], ca[PATH_BYTES];
	int kind = c->certificate.pair == TLS_RSA ? EVP_PKEY_RSA : EVP_PKEY_EC;

	path_of(all, c->certificate.file, certificate);
	path_of(all, c->certificate.key, key);
	path_of(all, c->ca.file, ca);
	if (SSL_CTX_use_certificate_chain_file(p->context, certificate) != 1)
		return refuse(certificate, why);
	if (!is_private(key, why))
		return false;
	if (SSL_CTX_use_PrivateKey_file(p->context, key, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(p->context) != 1)
		return refuse(key, why);
	if (EVP_PKEY_get_base_id(SSL_CTX_get0_privatekey(p->context)) != kind) {
		text_add(why, "%s: the key is of another kind than key-pair says.", key);
		return false;
	}
	if (SSL_CTX_load_verify_file(p->context, ca) != 1)
		return refuse(ca, why);
	SSL_CTX_set_verify(p->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	describe(p);
	return true;
}

/* ---- a policy ---- */

static bool
harden(SSL_CTX *context)
{
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
	SSL_CTX_set_mode(context,
			 SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) &&
	       SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) &&
	       SSL_CTX_set_num_tickets(context, 0) && SSL_CTX_set_max_early_data(context, 0);
}

/* The files as they are now, into p->context; false: NULL, and why. */
static bool
load(const struct tls_policies *all, struct policy *p, struct text *why)
{
	char path[PATH_BYTES];

	for (unsigned i = 0; i < FILES; i++)
		p->stamp[i] = stamp_of(all, file_of(&p->named.config, i));
	p->context = SSL_CTX_new(TLS_method());
	path_of(all, p->named.config.psk.file, path);
	if (p->context == NULL || !harden(p->context))
		refuse("OpenSSL", why);
	else if (p->named.config.psk.set ? load_psk(p, path, why)
					 : load_certificates(all, p, why)) {
		p->loaded = p->news = true;
		return true;
	}
	SSL_CTX_free(p->context);
	p->context = NULL;
	snprintf(p->state, sizeof p->state, "%s", why->p);
	p->news = true;
	p->loaded = false;
	return false;
}

static void
drop(struct policy *p)
{
	SSL_CTX_free(p->context);
	explicit_bzero(p, sizeof *p);
}

static void
adopt(struct policy *p)
{
	if (p->context != NULL)
		SSL_CTX_set_ex_data(p->context, index_of_policy(), p);
}

struct tls_policies *
tls_policies_new(const char *folder)
{
	struct tls_policies *p = calloc(1, sizeof *p);

	if (p != NULL && (p->folder = strdup(folder)) == NULL) {
		free(p);
		return NULL;
	}
	if (p != NULL)
		OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	return p;
}

void
tls_policies_free(struct tls_policies *p)
{
	if (p == NULL)
		return;
	for (unsigned i = 0; i < p->count; i++)
		drop(&p->list[i]);
	free(p->folder);
	free(p);
}

static void
say_failed(const struct policy *p)
{
	log_eventf(&host_event_tls_files,
		   "The files of an SSL policy cannot be used: %s "
		   "(policy=%s)",
		   p->state, p->named.name);
}

bool
tls_policies_set(struct tls_policies *p, const struct tls_wanted *wanted, bool strict,
		 struct text *message)
{
	struct policy *list = calloc(TLS_POLICIES_MAX, sizeof *list);
	bool good = list != NULL;

	for (unsigned i = 0; good && i < wanted->count; i++) {
		char bytes[STATE_MAX];
		struct text why = text_of(bytes, sizeof bytes);

		list[i].named = wanted->list[i];
		if (load(p, &list[i], &why))
			continue;
		good = !strict;
		if (strict)
			text_add(message, "SSL policy %s: %s", list[i].named.name, bytes);
		else
			say_failed(&list[i]);
	}
	for (unsigned i = 0; i < TLS_POLICIES_MAX && list != NULL; i++)
		drop(good ? &p->list[i] : &list[i]);
	if (good) {
		memcpy(p->list, list, sizeof p->list);
		p->count = wanted->count;
		for (unsigned i = 0; i < p->count; i++)
			adopt(&p->list[i]);
	}
	if (list != NULL)
		explicit_bzero(list, TLS_POLICIES_MAX * sizeof *list);
	free(list);
	return good;
}

/* Its files changed: they are in force when they are right, and those of before when not. */
static void
renew(struct tls_policies *all, struct policy *p)
{
	char bytes[STATE_MAX];
	struct text why = text_of(bytes, sizeof bytes);
	struct policy now = {.named = p->named};

	if (load(all, &now, &why)) {
		drop(p);
		*p = now;
		adopt(p);
		log_eventf(&host_event_tls_renewed, "%s (policy=%s)", p->state, p->named.name);
		return;
	}
	memcpy(p->stamp, now.stamp, sizeof p->stamp);
	snprintf(p->state, sizeof p->state, "%.250s%s", bytes,
		 p->context != NULL ? " What was loaded before is in force" : "");
	p->loaded = false;
	p->news = true;
	say_failed(p);
}

uint64_t
tls_policies_review(struct tls_policies *p, uint64_t now)
{
	if (p->count == 0)
		return TIME_NEVER;
	if (now < p->review_us)
		return p->review_us;
	p->review_us = time_after(now, TLS_REVIEW_US);
	for (unsigned i = 0; i < p->count; i++)
		for (unsigned k = 0; k < FILES; k++) {
			struct stamp s = stamp_of(p, file_of(&p->list[i].named.config, k));

			if (memcmp(&s, &p->list[i].stamp[k], sizeof s) == 0)
				continue;
			renew(p, &p->list[i]);
			break;
		}
	return p->review_us;
}

bool
tls_policies_news(struct tls_policies *p, const char **ret_name, bool *ret_loaded,
		  const char **ret_state)
{
	for (unsigned i = 0; i < p->count; i++) {
		if (!p->list[i].news)
			continue;
		p->list[i].news = false;
		*ret_name = p->list[i].named.name;
		*ret_loaded = p->list[i].loaded;
		*ret_state = p->list[i].state;
		return true;
	}
	return false;
}

static const struct policy *
find(const struct tls_policies *p, const char *name)
{
	for (unsigned i = 0; i < p->count; i++)
		if (strcasecmp(p->list[i].named.name, name) == 0)
			return &p->list[i];
	return NULL;
}

SSL_CTX *
tls_policies_find(struct tls_policies *p, const char *name, const char **ret_why)
{
	const struct policy *found = find(p, name);

	*ret_why = found != NULL ? found->state : "there is no such SSL policy";
	return found != NULL ? found->context : NULL;
}

const char *
tls_policies_peer(const struct tls_policies *p, const char *name)
{
	const struct policy *found = find(p, name);

	return found != NULL && found->named.config.peer.set ? found->named.config.peer.name : "";
}

const char *
tls_policies_folder(const struct tls_policies *p)
{
	return p->folder;
}
