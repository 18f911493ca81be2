/* linux/cli_listen.h -- the listening end of the command line's socket, and who may reach it: its
 * owner, and with a group that group. Tested in test/unit/linux/cli_socket.c. */
#ifndef LINUX_CLI_LISTEN_H
#define LINUX_CLI_LISTEN_H

#include <sys/types.h>
#include <sys/un.h>

/* group 0: only the owner, as root needs no group. A descriptor that never blocks, or negative
 * errno: -EADDRINUSE: another daemon serves it, -ENOTSOCK: something else stands there. A socket
 * left by a crash is replaced. */
int cli_listen(const struct sockaddr_un *a, gid_t group);

#endif
