/* linux/cli_out.h -- what one client of the command line is still to be sent, bounded. Tested in
 * test/unit/linux/cli_socket.c. */
#ifndef LINUX_CLI_OUT_H
#define LINUX_CLI_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linux/cli_wire.h"

enum { CLI_SOCKET_OUT_MAX = 256 << 10 }; /* bytes waiting for one client */

struct cli_out {
	bool overrun; /* more was said than the bound: nothing is added any more */
	size_t at, len;
	uint8_t *bytes;
};

/* False: no memory. */
bool cli_out_begin(struct cli_out *o);
void cli_out_end(struct cli_out *o);

void cli_out_say(struct cli_out *o, const struct cli_wire *m);

/* As much as the kernel takes now. False: the client is gone. */
bool cli_out_send(struct cli_out *o, int fd);

bool cli_out_waits(const struct cli_out *o);

#endif
