/* wire/arp.c -- see wire/arp.h. RFC 826, for Ethernet and IPv4:
 *
 *	0   hardware type 1
 *	2   protocol type 0x0800
 *	4   hardware length 6, protocol length 4
 *	6   operation: 1 request, 2 reply
 *	8   sender MAC, 14 sender address
 *	18  target MAC, 24 target address */
#include "wire/arp.h"

#include "wire/ether.h"

enum { ARP_REQUEST = 1, ARP_REPLY = 2 };

enum wire_result
arp_decode(struct rd in, struct arp *ret)
{
	struct arp a = {0};
	uint16_t hardware = rd_be16(&in), protocol = rd_be16(&in), lengths = rd_be16(&in),
		 operation = rd_be16(&in);

	a.reply = operation == ARP_REPLY;
	a.sender_mac = ether_mac_decode(&in);
	a.sender.host = rd_be32(&in);
	a.target_mac = ether_mac_decode(&in);
	a.target.host = rd_be32(&in);
	if (in.bad)
		return WIRE_SHORT;
	if (hardware != 1 || protocol != ETHER_IPV4)
		return WIRE_OTHER;
	if (lengths != 0x0604 || (operation != ARP_REQUEST && operation != ARP_REPLY))
		return WIRE_BAD_FIELD;
	*ret = a;
	return WIRE_OK;
}

void
arp_encode(struct wr *out, const struct arp *a)
{
	wr_be16(out, 1);
	wr_be16(out, ETHER_IPV4);
	wr_be16(out, 0x0604);
	wr_be16(out, a->reply ? ARP_REPLY : ARP_REQUEST);
	wr_bytes(out, a->sender_mac.byte, sizeof a->sender_mac.byte);
	wr_be32(out, a->sender.host);
	wr_bytes(out, a->target_mac.byte, sizeof a->target_mac.byte);
	wr_be32(out, a->target.host);
}

static void
frame(struct wr *out, const struct arp *a, struct mac to)
{
	struct ether e = {.dst = to, .src = a->sender_mac, .type = ETHER_ARP};

	ether_encode(out, &e);
	arp_encode(out, a);
}

void
arp_gratuitous(struct wr *out, struct mac mac, struct ip4 address)
{
	struct arp a = {false, mac, MAC_BROADCAST, address, address};

	frame(out, &a, MAC_BROADCAST);
}

void
arp_probe(struct wr *out, struct mac mac, struct ip4 address)
{
	arp_ask(out, mac, MAC_BROADCAST, address);
}

void
arp_ask(struct wr *out, struct mac mac, struct mac to, struct ip4 address)
{
	struct arp a = {.sender_mac = mac, .target = address};

	frame(out, &a, to);
}
