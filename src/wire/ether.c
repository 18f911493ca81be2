/* wire/ether.c -- see wire/ether.h.
 *
 *	0   destination MAC
 *	6   source MAC
 *	12  0x8100 and priority:3 drop:1 vlan:12, when tagged
 *	12  type (16 when tagged), below 0x0600 a length of IEEE 802.3: no protocol of ours */
#include "wire/ether.h"

struct mac
ether_mac_decode(struct rd *in)
{
	struct mac m = {0};
	const uint8_t *p = rd_bytes(in, sizeof m.byte);

	if (p)
		memcpy(m.byte, p, sizeof m.byte);
	return m;
}

enum wire_result
ether_decode(struct rd *in, struct ether *ret)
{
	struct rd r = *in;
	struct ether e = {0};

	e.dst = ether_mac_decode(&r);
	e.src = ether_mac_decode(&r);
	e.type = rd_be16(&r);
	if (e.type == ETHER_TAGGED) {
		uint16_t tci = rd_be16(&r);

		e.tagged = true;
		e.priority = (uint8_t)(tci >> 13);
		e.vlan = tci & 0x0fff;
		e.type = rd_be16(&r);
	}
	if (r.bad)
		return WIRE_SHORT;
	if (e.vlan == 0x0fff)
		return WIRE_BAD_FIELD;
	*ret = e;
	*in = r;
	return WIRE_OK;
}

void
ether_encode(struct wr *out, const struct ether *e)
{
	wr_bytes(out, e->dst.byte, sizeof e->dst.byte);
	wr_bytes(out, e->src.byte, sizeof e->src.byte);
	if (e->tagged) {
		wr_be16(out, ETHER_TAGGED);
		wr_be16(out, (uint16_t)((e->priority & 7u) << 13 | (e->vlan & 0x0fffu)));
	}
	wr_be16(out, e->type);
}
