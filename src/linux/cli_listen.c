/* linux/cli_listen.c -- see linux/cli_listen.h. */
#include "linux/cli_listen.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BACKLOG = 16 };

/* Whether somebody accepts on that path; then it is not ours to replace. */
static bool
served(const struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool yes;

	if (fd < 0)
		return false;
	yes = connect(fd, (const struct sockaddr *)a, sizeof *a) == 0 || errno == EAGAIN;
	close(fd);
	return yes;
}

/* The group first: nobody else is ever let in. */
static int
open_to(const char *path, gid_t group)
{
	if (group == 0)
		return 0;
	return chown(path, (uid_t)-1, group) == 0 ? chmod(path, 0660) : -1;
}

int
cli_listen(const struct sockaddr_un *a, gid_t group)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct stat st;
	mode_t mask;
	int r, failed;

	if (fd < 0)
		return -errno;
	if (served(a)) {
		close(fd);
		return -EADDRINUSE;
	}
	if (lstat(a->sun_path, &st) == 0 && !S_ISSOCK(st.st_mode)) {
		close(fd);
		return -ENOTSOCK;
	}
	unlink(a->sun_path);
	mask = umask(0177);
	r = bind(fd, (const struct sockaddr *)a, sizeof *a);
	failed = -errno;
	umask(mask);
	if (r == 0 && open_to(a->sun_path, group) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	if (r == 0)
		failed = -errno;
	close(fd);
	return failed;
}
