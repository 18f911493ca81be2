/* linux/bfd_socket.c -- see linux/bfd_socket.h.
 *
 * Sending is a raw socket with headers of its own: the source port is a session's, and so many
 * sockets would have to be opened and closed by a thread that should wait for nothing. */
#include "linux/bfd_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pulse/bfd.h"

enum { PORTS = 2, DATAGRAM_MAX = 256, IPV4_DESTINATION = 16 };

struct bfd_socket {
	int port[PORTS], out; /* -1: closed */
	unsigned vlans_count;
	struct {
		uint16_t vlan;
		int index;
	} vlan[PULSE_GROUPS_MAX + BFD_SESSIONS_MAX];
	uint8_t bytes[DATAGRAM_MAX];
};

struct bfd_socket *
bfd_socket_new(void)
{
	struct bfd_socket *b = calloc(1, sizeof *b);

	if (b != NULL)
		b->port[0] = b->port[1] = b->out = -1;
	return b;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
shut_all(struct bfd_socket *b)
{
	shut(&b->port[0]);
	shut(&b->port[1]);
	shut(&b->out);
}

void
bfd_socket_free(struct bfd_socket *b)
{
	if (b == NULL)
		return;
	shut_all(b);
	free(b);
}

static int
open_port(uint16_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
	int on = 1, fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), error;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof on) == 0 &&
	    setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) == 0 &&
	    bind(fd, (struct sockaddr *)&a, sizeof a) == 0)
		return fd;
	error = -errno;
	close(fd);
	return error;
}

static int
open_all(struct bfd_socket *b)
{
	static const uint16_t ports[PORTS] = {PULSE_BFD_PORT, PULSE_BFD_PORT_HOPS};
	int error = 0;

	for (unsigned i = 0; i < PORTS && error == 0; i++) {
		int fd = b->port[i] >= 0 ? b->port[i] : open_port(ports[i]);

		b->port[i] = fd < 0 ? -1 : fd;
		error = fd < 0 ? fd : 0;
	}
	if (error == 0 && b->out < 0)
		b->out = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_RAW);
	if (error == 0 && b->out < 0)
		error = -errno;
	if (error != 0)
		shut_all(b);
	return error;
}

static void
learn(struct bfd_socket *b, const uint16_t *vlans, unsigned count)
{
	b->vlans_count = 0;
	for (unsigned i = 0; i < count; i++) {
		char name[IF_NAMESIZE];

		snprintf(name, sizeof name, "Vlanif%u", vlans[i]);
		b->vlan[b->vlans_count].vlan = vlans[i];
		b->vlan[b->vlans_count++].index = (int)if_nametoindex(name);
	}
}

int
bfd_socket_listen(struct bfd_socket *b, bool on, const uint16_t *vlans, unsigned count)
{
	learn(b, vlans, count);
	if (on)
		return open_all(b);
	shut_all(b);
	return 0;
}

int
bfd_socket_fd(const struct bfd_socket *b, unsigned n)
{
	return b->port[n];
}

static void
note_origin(const struct bfd_socket *b, struct msghdr *m, struct bfd_datagram *ret)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		struct in_pktinfo info;
		int ttl;

		if (c->cmsg_type == IP_TTL) {
			memcpy(&ttl, CMSG_DATA(c), sizeof ttl);
			ret->ttl = (uint8_t)ttl;
		}
		if (c->cmsg_type != IP_PKTINFO)
			continue;
		memcpy(&info, CMSG_DATA(c), sizeof info);
		ret->destination.host = ntohl(info.ipi_addr.s_addr);
		for (unsigned i = 0; i < b->vlans_count; i++)
			if (b->vlan[i].index == info.ipi_ifindex)
				ret->vlan = b->vlan[i].vlan;
	}
}

static bool
read_port(struct bfd_socket *b, unsigned n, struct bfd_datagram *ret)
{
	struct sockaddr_in from;
	struct iovec v = {b->bytes, sizeof b->bytes};
	_Alignas(struct cmsghdr) char control[128];
	struct msghdr m = {.msg_name = &from,
			   .msg_namelen = sizeof from,
			   .msg_iov = &v,
			   .msg_iovlen = 1,
			   .msg_control = control,
			   .msg_controllen = sizeof control};
	ssize_t len = b->port[n] < 0 ? -1 : recvmsg(b->port[n], &m, MSG_DONTWAIT);

	if (len < 0)
		return false;
	*ret = (struct bfd_datagram){.source = {ntohl(from.sin_addr.s_addr)},
				     .several = n == 1,
				     .bytes = b->bytes,
				     .len = (size_t)len};
	note_origin(b, &m, ret);
	return true;
}

bool
bfd_socket_read(struct bfd_socket *b, struct bfd_datagram *ret)
{
	return read_port(b, 0, ret) || read_port(b, 1, ret);
}

static int
index_of(const struct bfd_socket *b, uint16_t vlan)
{
	for (unsigned i = 0; i < b->vlans_count; i++)
		if (b->vlan[i].vlan == vlan)
			return b->vlan[i].index;
	return 0;
}

void
bfd_socket_send(struct bfd_socket *b, uint16_t vlan, const uint8_t *packet, size_t len)
{
	struct sockaddr_in to = {.sin_family = AF_INET};
	struct iovec v = {(void *)(uintptr_t)packet, len};
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct in_pktinfo))] = {0};
	struct msghdr m = {
	    .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &v, .msg_iovlen = 1};
	struct in_pktinfo info = {.ipi_ifindex = index_of(b, vlan)};

	if (b->out < 0 || (vlan != 0 && info.ipi_ifindex == 0))
		return;
	memcpy(&to.sin_addr, packet + IPV4_DESTINATION, sizeof to.sin_addr);
	if (vlan != 0) {
		struct cmsghdr *c;

		m.msg_control = control;
		m.msg_controllen = sizeof control;
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = IPPROTO_IP;
		c->cmsg_type = IP_PKTINFO;
		c->cmsg_len = CMSG_LEN(sizeof info);
		memcpy(CMSG_DATA(c), &info, sizeof info);
	}
	if (sendmsg(b->out, &m, MSG_DONTWAIT) < 0)
		return; /* of a link that is down: that is what is to be found out */
}
