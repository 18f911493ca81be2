/* bfd/packet.c -- see bfd/packet.h. */
#include "bfd/packet.h"

enum { POLL = 0x20, FINAL = 0x10, AUTH = 0x04, DEMAND = 0x02, MULTIPOINT = 0x01 };

/* In the order of RFC 5880 6.8.6. */
static enum bfd_fault
judge(const struct bfd_packet *p, uint8_t version, uint8_t flags)
{
	if (version != BFD_VERSION)
		return BFD_FAULT_VERSION;
	if (p->multiplier == 0)
		return BFD_FAULT_MULTIPLIER;
	if (flags & MULTIPOINT)
		return BFD_FAULT_MULTIPOINT;
	if (p->my == 0)
		return BFD_FAULT_MY_ZERO;
	if (p->your == 0 && p->state != BFD_DOWN && p->state != BFD_ADMIN_DOWN)
		return BFD_FAULT_STATE;
	return flags & AUTH ? BFD_FAULT_AUTH : BFD_FAULT_NONE;
}

enum bfd_fault
bfd_decode(struct rd in, struct bfd_packet *ret)
{
	size_t whole = in.left;
	uint8_t first = rd_u8(&in), flags = rd_u8(&in), length;
	struct bfd_packet p = {.diag = first & 0x1f,
			       .state = flags >> 6,
			       .poll = flags & POLL,
			       .final = flags & FINAL,
			       .demand = flags & DEMAND};
	enum bfd_fault fault;

	p.multiplier = rd_u8(&in);
	length = rd_u8(&in);
	p.my = rd_be32(&in);
	p.your = rd_be32(&in);
	p.min_tx_us = rd_be32(&in);
	p.min_rx_us = rd_be32(&in);
	(void)rd_be32(&in); /* we send no echo packets */
	if (whole > 0 && first >> 5 != BFD_VERSION)
		return BFD_FAULT_VERSION;
	if (in.bad || length < BFD_PACKET_LEN || length > whole)
		return BFD_FAULT_LENGTH;
	fault = judge(&p, first >> 5, flags);
	if (fault == BFD_FAULT_NONE)
		*ret = p;
	return fault;
}

void
bfd_encode(struct wr *out, const struct bfd_packet *p)
{
	uint8_t flags = (uint8_t)(p->state << 6);

	if (p->poll)
		flags |= POLL;
	if (p->final)
		flags |= FINAL;
	if (p->demand)
		flags |= DEMAND;
	wr_u8(out, (uint8_t)(BFD_VERSION << 5 | p->diag));
	wr_u8(out, flags);
	wr_u8(out, p->multiplier);
	wr_u8(out, BFD_PACKET_LEN);
	wr_be32(out, p->my);
	wr_be32(out, p->your);
	wr_be32(out, p->min_tx_us);
	wr_be32(out, p->min_rx_us);
	wr_be32(out, 0);
}
