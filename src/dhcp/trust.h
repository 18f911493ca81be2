/* dhcp/trust.h -- what of a client's message is believed: whether it comes from whom it names, and
 * whether anybody can have the addresses in it.
 * docs/rules.md "Whom a device believes".
 *
 * Looks at one message and the record it is about, changes nothing. Nobody on a link is known by
 * more than the station that a frame comes from, so this keeps one station from speaking for
 * another; it does not know who sits at a station. Tested in test/unit/dhcp/trust.c. */
#ifndef DHCP_TRUST_H
#define DHCP_TRUST_H

#include "dhcp/decide.h"
#include "dhcp/message.h"
#include "dhcp/server.h"
#include "lease/record.h"

/* A RELEASE or DECLINE of the lease r of pool p, or a REQUEST that would end it: whether its client
 * sends it. On the pool's own
 * link that is seen: it is the station that the lease was granted to, and so says chaddr. A relay
 * agent's address in it proves nothing there, for anybody can write one, and the client is heard
 * without a relay. Elsewhere the frame is a router's or relay's: a relayed one counts unless option
 * 82 says another port than the lease was granted or renewed by (circuit and remote, RFC 3046); one
 * that was not relayed is a RELEASE (RFC 2131 4.4.4: unicast, a DECLINE is not) from the address
 * that it gives back. */
bool dhcp_is_from_client(const struct dhcp_pool *p, const struct dhcp_request *request,
			 const struct lease_record *r);

/* Whether a relay agent can have this address: not what is ours, the peer's or virtual, for no
 * relay runs on these devices; not that of a whole network (RFC 1542 4.1.1). The gateway of a pool
 * behind a relay is the relay's own. */
bool dhcp_may_be_relay(const struct dhcp_server *s, struct ip4 giaddr);

/* The network's own address in p's subnet, or its broadcast address; of subnets that have such. */
bool dhcp_is_whole_network(const struct dhcp_pool *p, struct ip4 a);

/* Whether a unicast message to this address is this server's: it is an address of ours, a pool's
 * gateway or its server identifier. As a gateway the device takes in what is only to be forwarded
 * to another server. */
bool dhcp_is_for_us(const struct dhcp_server *s, struct ip4 to);

#endif
