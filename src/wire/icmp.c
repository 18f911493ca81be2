/* wire/icmp.c -- see wire/icmp.h. RFC 792:
 *
 *	0   type: 8 echo, 0 echo reply     1   code 0     2   checksum of everything
 *	4   identifier                     6   sequence   8   data */
#include "wire/icmp.h"

#include "base/checksum.h"

enum { ECHO_REPLY = 0, ECHO_REQUEST = 8 };

enum wire_result
icmp_echo_decode(struct rd in, struct icmp_echo *ret)
{
	struct icmp_echo e = {0};
	uint16_t sum = checksum_end(checksum_add(0, in.p, in.left));
	uint8_t type = rd_u8(&in), code = rd_u8(&in);

	(void)rd_be16(&in);
	e.id = rd_be16(&in);
	e.sequence = rd_be16(&in);
	e.reply = type == ECHO_REPLY;
	e.data = in;
	if (in.bad)
		return WIRE_SHORT;
	if (sum != 0)
		return WIRE_BAD_CHECKSUM;
	if (type != ECHO_REPLY && type != ECHO_REQUEST)
		return WIRE_OTHER;
	if (code != 0)
		return WIRE_BAD_FIELD;
	*ret = e;
	return WIRE_OK;
}

void
icmp_echo_encode(struct wr *out, const struct icmp_echo *e)
{
	size_t begin = out->len;

	wr_u8(out, e->reply ? ECHO_REPLY : ECHO_REQUEST);
	wr_u8(out, 0);
	wr_be16(out, 0);
	wr_be16(out, e->id);
	wr_be16(out, e->sequence);
	wr_bytes(out, e->data.p, e->data.left);
	if (!out->bad)
		wr_patch16(out, begin + 2,
			   checksum_end(checksum_add(0, out->p + begin, out->len - begin)));
}
