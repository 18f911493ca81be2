/* linux/md5.c -- see linux/md5.h. */
#include "linux/md5.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "linux/file.h"

enum { PATH_BYTES = 4096, FILE_BYTES = 256, NETSTAT_LINE = 8192 };

/* ---- the password ---- */

static bool
is_private(const char *path, struct text *why)
{
	struct stat st;

	if (stat(path, &st) < 0)
		text_add(why, "%s: %s", path, strerror(errno));
	else if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		text_add(why, "%s: others than its owner may use it (mode %03o, not 600)", path,
			 (unsigned)st.st_mode & 0777u);
	return why->len == 0;
}

static bool
load(const char *path, struct tcp_md5sig *ret, struct text *why)
{
	char *bytes = NULL;
	size_t len;
	int r;

	if (!is_private(path, why))
		return false;
	r = file_read(path, FILE_BYTES, &bytes);
	if (r < 0) {
		text_add(why, "%s: %s", path, strerror(-r));
		return false;
	}
	len = strcspn(bytes, "\r\n");
	if (len < 1 || len > TCP_MD5SIG_MAXKEYLEN || bytes[len + strspn(bytes + len, "\r\n")] != 0)
		text_add(why, "%s: it has to hold one line of 1 to %d characters", path,
			 TCP_MD5SIG_MAXKEYLEN);
	else
		memcpy(ret->tcpm_key, bytes, len);
	ret->tcpm_keylen = (uint16_t)len;
	explicit_bzero(bytes, strlen(bytes));
	free(bytes);
	return why->len == 0;
}

/* One that nobody knows. */
static void
lock(struct tcp_md5sig *ret)
{
	ret->tcpm_keylen = TCP_MD5SIG_MAXKEYLEN;
	if (getrandom(ret->tcpm_key, TCP_MD5SIG_MAXKEYLEN, 0) != TCP_MD5SIG_MAXKEYLEN)
		abort();
}

enum md5_used
md5_use(int fd, struct ip4 peer, const char *folder, const char *file, struct text *why)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr = {htonl(peer.host)}};
	struct tcp_md5sig key = {0};
	enum md5_used used = MD5_GOOD;
	char path[PATH_BYTES];

	memcpy(&key.tcpm_addr, &to, sizeof to);
	snprintf(path, sizeof path, "%s/%s", folder, file != NULL ? file : "");
	if (file != NULL && !load(path, &key, why)) {
		lock(&key);
		used = MD5_LOCKED;
	}
	/* to take a key away that is not there is an error to the kernel */
	if (setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &key, sizeof key) < 0 && file != NULL) {
		text_add(why, "%sthe kernel signs no segments: %s", why->len > 0 ? "; " : "",
			 strerror(errno));
		used = MD5_REFUSED;
	}
	explicit_bzero(&key, sizeof key);
	return used;
}

/* ---- what the kernel dropped ---- */

/* The number below `name` in a table of two lines: names, numbers. */
static uint64_t
number_below(const char *names, const char *numbers, const char *name)
{
	size_t len = strlen(name);

	while (*names != '\0' && *numbers != '\0') {
		size_t n = strcspn(names, " \n"), m = strcspn(numbers, " \n");

		if (n == len && strncmp(names, name, len) == 0)
			return strtoull(numbers, NULL, 10);
		names += n + strspn(names + n, " \n");
		numbers += m + strspn(numbers + m, " \n");
	}
	return 0;
}

struct md5_counts
md5_count(void)
{
	static char names[NETSTAT_LINE], numbers[NETSTAT_LINE]; /* the loop's thread alone */
	struct md5_counts ret = {0};
	FILE *f = fopen("/proc/thread-self/net/netstat", "re");

	if (f == NULL)
		return ret;
	while (fgets(names, sizeof names, f) != NULL && fgets(numbers, sizeof numbers, f) != NULL) {
		if (strncmp(names, "TcpExt:", 7) != 0)
			continue;
		ret.unsigned_ = number_below(names, numbers, "TCPMD5NotFound");
		ret.unexpected = number_below(names, numbers, "TCPMD5Unexpected");
		ret.wrong = number_below(names, numbers, "TCPMD5Failure");
		break;
	}
	fclose(f);
	return ret;
}

const char *
md5_explain(const struct md5_counts *before, const struct md5_counts *now, bool signs)
{
	if (signs && now->wrong > before->wrong)
		return "the peer signs with another password";
	if (signs && now->unsigned_ > before->unsigned_)
		return "the peer has no password, and one is set here";
	if (!signs && now->unexpected > before->unexpected)
		return "the peer signs with a password, and none is set here";
	return NULL;
}
