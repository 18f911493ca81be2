/* linux/bfd_socket.h -- BFD datagrams of the pulse thread: heard on UDP ports 3784 and 4784, and
 * IPv4 packets sent that are made elsewhere. The kernel finds the neighbour's MAC.
 *
 * A packet that is not a whole UDP datagram with a right checksum never comes so far. Used by one
 * thread; nothing waits, and nothing is allocated after the open. Tested in
 * test/net/test_bfd.py. */
#ifndef LINUX_BFD_SOCKET_H
#define LINUX_BFD_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip4.h"

struct bfd_socket;

struct bfd_datagram {
	uint16_t vlan; /* it came in by Vlanif<vlan>; 0: by none that is known */
	struct ip4 source, destination;
	uint8_t ttl;
	bool several;	      /* to the port of several hops */
	const uint8_t *bytes; /* valid until the next read */
	size_t len;
};

/* Opens nothing yet. NULL: no memory. */
struct bfd_socket *bfd_socket_new(void);
void bfd_socket_free(struct bfd_socket *b); /* accepts NULL */

/* Holds the ports while `on`; vlans: the Vlanifs that are to be told apart, after every change of
 * the links. 0, or a negative errno: somebody else has a port. */
int bfd_socket_listen(struct bfd_socket *b, bool on, const uint16_t *vlans, unsigned count);

/* To poll, two of them; -1 while closed. */
int bfd_socket_fd(const struct bfd_socket *b, unsigned n);

/* False: nothing more is there. */
bool bfd_socket_read(struct bfd_socket *b, struct bfd_datagram *ret);

/* An IPv4 packet out of Vlanif<vlan>, or by its route. What cannot leave is lost. */
void bfd_socket_send(struct bfd_socket *b, uint16_t vlan, const uint8_t *packet, size_t len);

#endif
