/* linux/tls.c -- see linux/tls.h.
 *
 * In TLS 1.3 who dialled is done first: that the other end refuses its certificate comes as an
 * alert when it reads. Until then it has said HELLO and nothing else (docs/protocol.md). */
#include "linux/tls.h"

#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHY_MAX = 200 };

struct tls {
	SSL *ssl;
	bool done; /* the handshake */
	bool bad;  /* nothing more may be said */
	char why[WHY_MAX];
};

static bool
name_peer(SSL *ssl, const char *name)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);

	return name[0] == '\0' || X509_VERIFY_PARAM_set1_ip_asc(param, name) == 1 ||
	       X509_VERIFY_PARAM_set1_host(param, name, 0) == 1;
}

struct tls *
tls_begin(struct tls_policies *p, const char *policy, int fd, bool accept, const char **ret_why)
{
	SSL_CTX *context = tls_policies_find(p, policy, ret_why);
	struct tls *t = context != NULL ? calloc(1, sizeof *t) : NULL;

	if (t == NULL)
		return NULL;
	t->ssl = SSL_new(context);
	if (t->ssl == NULL || SSL_set_fd(t->ssl, fd) != 1 ||
	    !name_peer(t->ssl, tls_policies_peer(p, policy))) {
		*ret_why = "there is no memory";
		tls_free(t);
		return NULL;
	}
	ERR_clear_error();
	if (accept)
		SSL_set_accept_state(t->ssl);
	else
		SSL_set_connect_state(t->ssl);
	return t;
}

void
tls_free(struct tls *t)
{
	if (t == NULL)
		return;
	SSL_free(t->ssl);
	free(t);
}

/* What the other end sent is no TLS at all: most often it has no policy. */
static bool
is_plain(int reason)
{
	return reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
	       reason == SSL_R_BAD_RECORD_TYPE || reason == SSL_R_PACKET_LENGTH_TOO_LONG ||
	       reason == SSL_R_RECORD_TOO_SMALL;
}

/* One sentence of what went wrong: the certificate's fault first, then the library's words. */
static void
explain(struct tls *t, int error, int failed)
{
	unsigned long last = ERR_peek_error();
	long verified = SSL_get_verify_result(t->ssl);
	int reason = ERR_GET_REASON(last);
	const char *words = last != 0 ? ERR_reason_error_string(last) : NULL;

	t->bad = true;
	if (t->done &&
	    (error == SSL_ERROR_SYSCALL || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)) {
		ERR_clear_error(); /* as any connection ends */
		return;
	}
	if (error == SSL_ERROR_SSL && reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
		snprintf(t->why, sizeof t->why, "the certificate of the peer is refused: %s",
			 X509_verify_cert_error_string(verified));
	else if (error == SSL_ERROR_SSL && is_plain(reason) && !t->done)
		snprintf(t->why, sizeof t->why, "the peer does not speak TLS (%s)",
			 words ? words : "");
	else if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		snprintf(t->why, sizeof t->why, "the peer closed the connection");
	else if (words != NULL && strstr(words, "alert") != NULL)
		snprintf(t->why, sizeof t->why, "the peer refuses it: %s", words);
	else if (words != NULL)
		snprintf(t->why, sizeof t->why, "%s", words);
	else
		snprintf(t->why, sizeof t->why, "%s",
			 failed != 0 ? strerror(failed) : "the peer closed the connection");
	ERR_clear_error();
}

/* 0: it waits; -1: it is over. */
static int
wait_or_end(struct tls *t, int n, bool *ret_writes)
{
	int failed = errno, error = SSL_get_error(t->ssl, n);

	if (ret_writes != NULL)
		*ret_writes = error == SSL_ERROR_WANT_WRITE;
	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return 0;
	if (error != SSL_ERROR_ZERO_RETURN)
		explain(t, error, failed);
	return -1;
}

int
tls_shake(struct tls *t, bool *ret_writes)
{
	int n;

	errno = 0;
	n = SSL_do_handshake(t->ssl);
	t->done = n == 1;
	return t->done ? 1 : wait_or_end(t, n, ret_writes);
}

ssize_t
tls_read(struct tls *t, uint8_t *ret, size_t cap)
{
	size_t n;

	errno = 0;
	if (SSL_read_ex(t->ssl, ret, cap, &n) == 1)
		return (ssize_t)n;
	return wait_or_end(t, 0, NULL);
}

ssize_t
tls_write(struct tls *t, const uint8_t *p, size_t len)
{
	size_t n;

	if (t->bad)
		return -1;
	errno = 0;
	if (SSL_write_ex(t->ssl, p, len, &n) == 1)
		return (ssize_t)n;
	return wait_or_end(t, 0, NULL);
}

void
tls_end(struct tls *t)
{
	if (!t->bad && t->done)
		SSL_shutdown(t->ssl);
	ERR_clear_error();
}

const char *
tls_why(const struct tls *t)
{
	return t->why[0] != '\0' ? t->why : NULL;
}
