/* vrrp/advert.c -- see vrrp/advert.h.
 *
 *	     version 2 (RFC 3768 5.1)          version 3 (RFC 9568 5.1)
 *	0    version:4 = 2, type:4 = 1         version:4 = 3, type:4 = 1
 *	1    VRID                              VRID
 *	2    priority                          priority
 *	3    count of addresses n              count of addresses n
 *	4    authentication type               reserved:4, interval in centiseconds:12
 *	5    interval in seconds
 *	6    checksum                          checksum
 *	8    n addresses                       n addresses
 *	8+4n 8 bytes, a simple password
 *
 * RFC 3768 knows no authentication but type 0, for which the 8 bytes are sent 0 and not looked at.
 * Type 1 is RFC 2338's: a password in the clear, which keeps out a misconfigured router and nobody
 * who listens. Its type 2 and VRP's MD5, whose bytes are not published, are unknown here.
 *
 * The checksum covers the message. In version 3 RFC 5798 was read as "and the pseudo-header" by
 * half the world, and RFC 9568 settled on "not": either is accepted, and `pseudo` says which.
 *
 * Version 2 has whole seconds only. A group in VRP's millisecond mode sends 0: that matches
 * another group in millisecond mode and nothing else, so the two kinds do not flap against each
 * other unseen. */
#include "vrrp/advert.h"

#include "base/checksum.h"
#include "wire/ipv4.h"

enum { FIXED_LEN = 8, AUTH_LEN = VRRP_KEY_MAX, TYPE_ADVERTISEMENT = 1, INTERVAL_V3_MIN_MS = 10 };

static uint32_t
pseudo_sum(const struct vrrp_pseudo *p, size_t len)
{
	return ipv4_pseudo_sum(p->source, p->destination, IPV4_VRRP, len);
}

static bool
checksum_right(struct rd in, const struct vrrp_pseudo *p, struct vrrp_advert *a)
{
	if (checksum_end(checksum_add(0, in.p, in.left)) == 0)
		return true;
	if (a->version == 2)
		return false;
	a->pseudo = checksum_end(checksum_add(pseudo_sum(p, in.left), in.p, in.left)) == 0;
	return a->pseudo;
}

static size_t
message_len(uint8_t version, uint8_t vips_count)
{
	return FIXED_LEN + 4u * vips_count + (version == 2 ? AUTH_LEN : 0);
}

static enum vrrp_advert_result
check_head(const struct vrrp_advert *a, uint8_t type, size_t len)
{
	if (a->version != 2 && a->version != 3)
		return VRRP_ADVERT_BAD_VERSION;
	if (type != TYPE_ADVERTISEMENT)
		return VRRP_ADVERT_BAD_TYPE;
	if (a->vips_count == 0 || len != message_len(a->version, a->vips_count))
		return VRRP_ADVERT_BAD_LENGTH;
	return VRRP_ADVERT_OK;
}

static enum vrrp_advert_result
check_fields(const struct vrrp_advert *a)
{
	if (a->vrid == 0)
		return VRRP_ADVERT_BAD_VRID;
	if (a->version == 2 && a->auth_type > VRRP_AUTH_SIMPLE)
		return VRRP_ADVERT_BAD_AUTH;
	if (a->version == 3 && a->interval_ms == 0)
		return VRRP_ADVERT_BAD_INTERVAL;
	return VRRP_ADVERT_OK;
}

static void
read_vips(struct rd *in, struct vrrp_advert *a)
{
	for (unsigned i = 0; i < a->vips_count; i++) {
		uint32_t host = rd_be32(in);

		if (i < VRRP_VIPS_MAX)
			a->vip[i].host = host;
	}
}

enum vrrp_advert_result
vrrp_advert_decode(struct rd in, const struct vrrp_pseudo *p, struct vrrp_advert *ret)
{
	struct rd whole = in;
	struct vrrp_advert a = {0};
	enum vrrp_advert_result result;
	uint8_t version_type = rd_u8(&in);
	uint16_t auth_interval;

	a.version = version_type >> 4;
	a.vrid = rd_u8(&in);
	a.priority = rd_u8(&in);
	a.vips_count = rd_u8(&in);
	auth_interval = rd_be16(&in);
	(void)rd_be16(&in);
	if (in.bad)
		return VRRP_ADVERT_BAD_LENGTH;
	a.auth_type = a.version == 2 ? (uint8_t)(auth_interval >> 8) : VRRP_AUTH_NONE;
	a.interval_ms =
	    a.version == 2 ? (auth_interval & 0x00ffu) * 1000u : (auth_interval & 0x0fffu) * 10u;
	result = check_head(&a, version_type & 0x0f, whole.left);
	if (result != VRRP_ADVERT_OK)
		return result;
	if (!checksum_right(whole, p, &a))
		return VRRP_ADVERT_BAD_CHECKSUM;
	result = check_fields(&a);
	if (result != VRRP_ADVERT_OK)
		return result;
	read_vips(&in, &a);
	for (unsigned i = 0; a.auth_type == VRRP_AUTH_SIMPLE && i < AUTH_LEN; i++)
		a.auth[i] = rd_u8(&in);
	*ret = a;
	return VRRP_ADVERT_OK;
}

uint32_t
vrrp_advert_interval_ms(uint8_t version, uint32_t interval_ms)
{
	if (version == 2)
		return interval_ms / 1000 * 1000;
	if (interval_ms < INTERVAL_V3_MIN_MS)
		return INTERVAL_V3_MIN_MS;
	if (interval_ms > VRRP_INTERVAL_V3_MAX_MS)
		return VRRP_INTERVAL_V3_MAX_MS;
	return interval_ms / 10 * 10;
}

void
vrrp_advert_encode(struct wr *out, const struct vrrp_pseudo *p, const struct vrrp_advert *a)
{
	size_t begin = out->len;
	uint8_t count = a->vips_count < VRRP_VIPS_MAX ? a->vips_count : VRRP_VIPS_MAX;
	uint32_t interval_ms = vrrp_advert_interval_ms(a->version, a->interval_ms), sum = 0;

	wr_u8(out, (uint8_t)(a->version << 4 | TYPE_ADVERTISEMENT));
	wr_u8(out, a->vrid);
	wr_u8(out, a->priority);
	wr_u8(out, count);
	wr_be16(out, (uint16_t)(a->version == 2 ? (uint32_t)a->auth_type << 8 | interval_ms / 1000
						: interval_ms / 10));
	wr_be16(out, 0);
	for (unsigned i = 0; i < count; i++)
		wr_be32(out, a->vip[i].host);
	for (unsigned i = 0; a->version == 2 && i < AUTH_LEN; i++)
		wr_u8(out, a->auth[i]);
	if (out->bad)
		return;
	if (a->version == 3 && a->pseudo)
		sum = pseudo_sum(p, out->len - begin);
	wr_patch16(out, begin + 6,
		   checksum_end(checksum_add(sum, out->p + begin, out->len - begin)));
}
