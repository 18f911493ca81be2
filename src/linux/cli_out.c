/* linux/cli_out.c -- see linux/cli_out.h. */
#include "linux/cli_out.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

bool
cli_out_begin(struct cli_out *o)
{
	*o = (struct cli_out){.bytes = malloc(CLI_SOCKET_OUT_MAX)};
	return o->bytes != NULL;
}

void
cli_out_end(struct cli_out *o)
{
	free(o->bytes);
	*o = (struct cli_out){.bytes = NULL};
}

void
cli_out_say(struct cli_out *o, const struct cli_wire *m)
{
	if (!o->overrun && !cli_wire_write(o->bytes, CLI_SOCKET_OUT_MAX, &o->len, m))
		o->overrun = true;
}

bool
cli_out_send(struct cli_out *o, int fd)
{
	while (o->at < o->len) {
		ssize_t r = send(fd, o->bytes + o->at, o->len - o->at, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (r < 0)
			return errno == EAGAIN || errno == EINTR;
		o->at += (size_t)r;
	}
	o->at = o->len = 0;
	return true;
}

bool
cli_out_waits(const struct cli_out *o)
{
	return o->len > 0;
}
