/* wire/arp.h -- ARP for IPv4 over Ethernet, bytes <-> struct. RFC 826, RFC 5227.
 *
 * Other hardware or protocol types are WIRE_OTHER. Padding after the message is tolerated.
 * Tested in test/unit/wire. */
#ifndef WIRE_ARP_H
#define WIRE_ARP_H

#include "base/buf.h"
#include "base/ip4.h"
#include "base/mac.h"
#include "wire/result.h"

enum { ARP_LEN = 28 }; /* without the Ethernet header */

struct arp {
	bool reply; /* else a request */
	struct mac sender_mac, target_mac;
	struct ip4 sender, target;
};

/* `in` stands after an Ethernet header of type ETHER_ARP. */
enum wire_result arp_decode(struct rd in, struct arp *ret);

/* The 28 bytes without the Ethernet header: of the two frames below, and of what the tests' hosts
 * answer. */
void arp_encode(struct wr *out, const struct arp *a);

/* A whole untagged frame: gratuitous ARP in the form of a request, from `mac` to everybody, that
 * says `address` is at `mac`. Both addresses of the message are `address`; the target MAC is
 * broadcast. */
void arp_gratuitous(struct wr *out, struct mac mac, struct ip4 address);

/* A whole untagged frame that asks who has `address` without claiming one (RFC 5227 2.1.1). */
void arp_probe(struct wr *out, struct mac mac, struct ip4 address);

/* The same, sent to one station: `to`, or everybody when that is MAC_BROADCAST. */
void arp_ask(struct wr *out, struct mac mac, struct mac to, struct ip4 address);

#endif
