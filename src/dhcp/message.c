/* dhcp/message.c -- see dhcp/message.h. The layout of RFC 2131 2:
 *
 *	  0  1  op, 1 from a client
 *	  1  1  hardware type
 *	  2  1  hardware length, at most 16
 *	  3  1  hops
 *	  4  4  xid
 *	  8  2  secs
 *	 10  2  flags, the highest bit: answer by broadcast
 *	 12  4  ciaddr
 *	 16  4  yiaddr, of no meaning from a client
 *	 20  4  siaddr, of no meaning from a client
 *	 24  4  giaddr
 *	 28 16  chaddr
 *	 44 64  sname, options when overloaded (option 52 bit 2)
 *	108 128 file, options when overloaded (option 52 bit 1)
 *	236  4  magic cookie 63 82 53 63
 *	240     options: code, length, bytes; 0 pads; 255 ends
 *
 * Pieces of one option are joined in the order options, file, sname (RFC 3396 5). What the end
 * option closes, or the end of its area, is followed by padding; an option that runs past the end
 * makes the message too short.
 *
 * An option that is flawed (of a length it cannot have, with another value than before) costs
 * itself, and the message only where an answer would turn on it:
 *
 *	53, 54, 118, 61 too long         the message
 *	50                               the message, when it is a REQUEST or a DECLINE
 *	12, 52, 55, 57, 60, 61 empty, 77, 82, 93 nothing: as if it had not come */
#include "dhcp/message.h"

#include <string.h>

enum { HARDWARE_ETHERNET = 1, ETHERNET_GROUP = 1 };
enum { OP_REQUEST = 1, FLAG_BROADCAST = 0x8000, OVERLOAD_FILE = 1, OVERLOAD_SNAME = 2 };
enum { FILE_LEN = 128, IP_UDP_HEADERS = 28 };

#define MAGIC_COOKIE UINT32_C(0x63825363)

enum slot { /* where pieces are joined */
	    SLOT_TYPE,
	    SLOT_REQUESTED,
	    SLOT_SERVER_ID,
	    SLOT_SUBNET,
	    SLOT_MAX_SIZE,
	    SLOT_OVERLOAD,
	    SLOT_USER_CLASS,
	    SLOT_ARCHITECTURE,
	    SLOT_CLIENT_ID,
	    SLOT_AGENT,
	    SLOT_HOSTNAME,
	    SLOT_VENDOR,
	    SLOT_PARAMETERS,
	    SLOTS
};

/* How long each may be in all. */
static const struct {
	uint8_t min, max;
} known[SLOTS] = {
    [SLOT_TYPE] = {1, 1},	  [SLOT_REQUESTED] = {4, 4},	  [SLOT_SERVER_ID] = {4, 4},
    [SLOT_SUBNET] = {4, 4},	  [SLOT_MAX_SIZE] = {2, 2},	  [SLOT_OVERLOAD] = {1, 1},
    [SLOT_USER_CLASS] = {1, 255}, [SLOT_ARCHITECTURE] = {2, 255}, [SLOT_CLIENT_ID] = {1, 255},
    [SLOT_AGENT] = {2, 255},	  [SLOT_HOSTNAME] = {1, 255},	  [SLOT_VENDOR] = {1, 255},
    [SLOT_PARAMETERS] = {1, 255},
};

/* The same by code, 1 higher; 0: not read. */
static const uint8_t slot_of[UINT8_MAX + 1] = {
    [DHCP_OPT_TYPE] = SLOT_TYPE + 1,
    [DHCP_OPT_REQUESTED] = SLOT_REQUESTED + 1,
    [DHCP_OPT_SERVER_ID] = SLOT_SERVER_ID + 1,
    [DHCP_OPT_SUBNET] = SLOT_SUBNET + 1,
    [DHCP_OPT_MAX_SIZE] = SLOT_MAX_SIZE + 1,
    [DHCP_OPT_OVERLOAD] = SLOT_OVERLOAD + 1,
    [DHCP_OPT_USER_CLASS] = SLOT_USER_CLASS + 1,
    [DHCP_OPT_ARCHITECTURE] = SLOT_ARCHITECTURE + 1,
    [DHCP_OPT_CLIENT_ID] = SLOT_CLIENT_ID + 1,
    [DHCP_OPT_AGENT] = SLOT_AGENT + 1,
    [DHCP_OPT_HOSTNAME] = SLOT_HOSTNAME + 1,
    [DHCP_OPT_VENDOR_CLASS] = SLOT_VENDOR + 1,
    [DHCP_OPT_PARAMETERS] = SLOT_PARAMETERS + 1,
};

struct options { /* joined so far */
	struct dhcp_message *m;
	struct dhcp_bytes fixed[SLOT_CLIENT_ID]; /* those that the message has in another form */
	bool flawed[SLOTS];
};

static struct dhcp_bytes *
bytes_of(struct options *o, enum slot slot)
{
	switch (slot) {
	case SLOT_TYPE:
	case SLOT_REQUESTED:
	case SLOT_SERVER_ID:
	case SLOT_SUBNET:
	case SLOT_MAX_SIZE:
	case SLOT_OVERLOAD:
	case SLOT_USER_CLASS:
	case SLOT_ARCHITECTURE:
		return &o->fixed[slot];
	case SLOT_CLIENT_ID:
		return &o->m->client_id;
	case SLOT_AGENT:
		return &o->m->agent;
	case SLOT_HOSTNAME:
		return &o->m->hostname;
	case SLOT_VENDOR:
		return &o->m->vendor;
	case SLOT_PARAMETERS:
		return &o->m->parameters;
	case SLOTS:
		break;
	}
	return NULL;
}

/* Joins one piece. One of fixed size may come again as it was. */
static void
join_piece(struct options *o, enum slot slot, const uint8_t *p, uint8_t len)
{
	struct dhcp_bytes *b = bytes_of(o, slot);
	bool whole = known[slot].min == known[slot].max && b->len == known[slot].max;

	if (whole && len == b->len && memcmp(b->byte, p, len) == 0)
		return;
	b->set = true;
	if (len > known[slot].max - b->len) {
		o->flawed[slot] = true;
		return;
	}
	memcpy(b->byte + b->len, p, len);
	b->len = (uint8_t)(b->len + len);
}

static void
take_option(struct options *o, uint8_t code, const uint8_t *p, uint8_t len)
{
	if (code == DHCP_OPT_RAPID_COMMIT && len == 0)
		o->m->rapid_commit = true;
	if (code == DHCP_OPT_AUTOCONF && len == 1)
		o->m->autoconf = true;
	if (slot_of[code] != 0)
		join_piece(o, (enum slot)(slot_of[code] - 1), p, len);
}

/* One area of options, up to its end option or its own end. */
static enum dhcp_decoded
read_area(struct rd in, struct options *o)
{
	while (in.left > 0) {
		uint8_t code = rd_u8(&in), len;
		const uint8_t *p;

		if (code == DHCP_OPT_PAD)
			continue;
		if (code == DHCP_OPT_END)
			return DHCP_DECODED;
		len = rd_u8(&in);
		p = rd_bytes(&in, len);
		if (!p)
			return DHCP_TOO_SHORT;
		take_option(o, code, p, len);
	}
	return DHCP_DECODED;
}

/* Would the answer to this message turn on an option that is flawed? */
static bool
is_needed(const struct options *o, enum slot slot)
{
	const struct dhcp_bytes *type = &o->fixed[SLOT_TYPE];

	switch (slot) {
	case SLOT_TYPE:
	case SLOT_SERVER_ID:
	case SLOT_SUBNET:
		return true;
	case SLOT_CLIENT_ID:
		return o->m->client_id.len > 0;
	case SLOT_REQUESTED:
		return type->len == 1 &&
		       (type->byte[0] == DHCP_REQUEST || type->byte[0] == DHCP_DECLINE);
	case SLOT_MAX_SIZE:
	case SLOT_OVERLOAD:
	case SLOT_USER_CLASS:
	case SLOT_ARCHITECTURE:
	case SLOT_AGENT:
	case SLOT_HOSTNAME:
	case SLOT_VENDOR:
	case SLOT_PARAMETERS:
	case SLOTS:
		break;
	}
	return false;
}

/* Has it a length that it may have? Architectures have two bytes each (RFC 4578 2.1). */
static bool
is_sound(const struct options *o, enum slot slot, const struct dhcp_bytes *b)
{
	return !o->flawed[slot] && b->len >= known[slot].min &&
	       (slot != SLOT_ARCHITECTURE || b->len % 2 == 0);
}

/* What is flawed did not come, or the message did not. */
static enum dhcp_decoded
drop_flawed(struct options *o)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		struct dhcp_bytes *b = bytes_of(o, (enum slot)i);

		if (!b->set || is_sound(o, (enum slot)i, b))
			continue;
		if (is_needed(o, (enum slot)i))
			return DHCP_BAD_OPTION;
		b->set = false;
		b->len = 0;
	}
	return DHCP_DECODED;
}

/* The options proper, then the file and sname fields if option 52 says they carry more. */
static enum dhcp_decoded
read_options(struct rd options, struct rd file, struct rd sname, struct options *o)
{
	enum dhcp_decoded result = read_area(options, o);
	const struct dhcp_bytes *b = &o->fixed[SLOT_OVERLOAD];
	uint8_t overload = b->len == 1 && !o->flawed[SLOT_OVERLOAD] ? b->byte[0] : 0;

	if (overload > (OVERLOAD_FILE | OVERLOAD_SNAME))
		overload = 0;
	if (result == DHCP_DECODED && overload & OVERLOAD_FILE)
		result = read_area(file, o);
	if (result == DHCP_DECODED && overload & OVERLOAD_SNAME)
		result = read_area(sname, o);
	return result == DHCP_DECODED ? drop_flawed(o) : result;
}

static struct ip4
address_in(const struct dhcp_bytes *b)
{
	struct rd r = rd_of(b->byte, b->len);

	return (struct ip4){b->set ? rd_be32(&r) : 0};
}

static uint16_t
max_size_in(const struct dhcp_bytes *b)
{
	struct rd r = rd_of(b->byte, b->len);
	uint16_t size = b->set ? rd_be16(&r) : DHCP_SIZE_MIN;

	if (size < DHCP_SIZE_MIN)
		return DHCP_SIZE_MIN;
	return size > DHCP_SIZE_MAX ? DHCP_SIZE_MAX : size;
}

static bool
clients_send(uint8_t type)
{
	return type == DHCP_DISCOVER || type == DHCP_REQUEST || type == DHCP_DECLINE ||
	       type == DHCP_RELEASE || type == DHCP_INFORM;
}

static void
take_user_class(const struct dhcp_bytes *b, struct dhcp_message *m)
{
	m->user_class_len = b->len < DHCP_USER_CLASS_MAX ? b->len : DHCP_USER_CLASS_MAX;
	memcpy(m->user_class, b->byte, m->user_class_len);
}

static void
take_architectures(const struct dhcp_bytes *b, struct dhcp_message *m)
{
	struct rd r = rd_of(b->byte, b->len);

	while (r.left > 0 && m->architectures < DHCP_ARCHITECTURES_MAX)
		m->architecture[m->architectures++] = rd_be16(&r);
}

static enum dhcp_decoded
take_fixed(const struct options *o, struct dhcp_message *m)
{
	const struct dhcp_bytes *type = &o->fixed[SLOT_TYPE];

	if (type->set && !clients_send(type->byte[0]))
		return DHCP_BAD_TYPE;
	if (m->hardware_len == 0 && !m->client_id.set)
		return DHCP_BAD_HARDWARE;
	m->type = type->set ? (enum dhcp_type)type->byte[0] : DHCP_BOOTP;
	m->requested = address_in(&o->fixed[SLOT_REQUESTED]);
	m->server_id = address_in(&o->fixed[SLOT_SERVER_ID]);
	m->subnet = address_in(&o->fixed[SLOT_SUBNET]);
	m->max_size = max_size_in(&o->fixed[SLOT_MAX_SIZE]);
	if (o->fixed[SLOT_USER_CLASS].set)
		take_user_class(&o->fixed[SLOT_USER_CLASS], m);
	if (o->fixed[SLOT_ARCHITECTURE].set)
		take_architectures(&o->fixed[SLOT_ARCHITECTURE], m);
	return DHCP_DECODED;
}

/* Of no station: a reply to it would reach nobody or, unicast, everybody. */
static bool
is_nobody(const struct dhcp_message *m)
{
	unsigned zero = 0;

	while (zero < m->hardware_len && m->hardware[zero] == 0)
		zero++;
	return (zero > 0 && zero == m->hardware_len) ||
	       (m->hardware_type == HARDWARE_ETHERNET && m->hardware_len > 0 &&
		m->hardware[0] & ETHERNET_GROUP);
}

/* Unset, or a host may have it (RFC 1122 3.2.1.3). */
static bool
may_be_host(struct ip4 a)
{
	unsigned first = a.host >> 24;

	return !ip4_set(a) || (first != 0 && first != 127 && first < 224);
}

/* The header up to the hardware address, all of it checked. */
static enum dhcp_decoded
read_header(struct rd *in, struct dhcp_message *m)
{
	uint8_t op = rd_u8(in);
	const uint8_t *chaddr;

	m->hardware_type = rd_u8(in);
	m->hardware_len = rd_u8(in);
	m->hops = rd_u8(in);
	m->xid = rd_be32(in);
	m->secs = rd_be16(in);
	m->broadcast = rd_be16(in) & FLAG_BROADCAST;
	m->ciaddr.host = rd_be32(in);
	rd_be64(in); /* yiaddr, siaddr */
	m->giaddr.host = rd_be32(in);
	chaddr = rd_bytes(in, DHCP_CHADDR_MAX);
	if (!chaddr)
		return DHCP_TOO_SHORT;
	if (op != OP_REQUEST)
		return DHCP_NOT_REQUEST;
	if (m->hardware_len > DHCP_CHADDR_MAX)
		return DHCP_BAD_HARDWARE;
	memcpy(m->hardware, chaddr, m->hardware_len);
	if (is_nobody(m))
		return DHCP_BAD_HARDWARE;
	return may_be_host(m->ciaddr) && may_be_host(m->giaddr) ? DHCP_DECODED : DHCP_BAD_ADDRESS;
}

static void
clear(struct options *o)
{
	struct dhcp_message *m = o->m;

	memset(m, 0, offsetof(struct dhcp_message, client_id));
	for (unsigned i = 0; i < SLOTS; i++) {
		struct dhcp_bytes *b = bytes_of(o, (enum slot)i);

		b->set = false;
		b->len = 0;
		o->flawed[i] = false;
	}
}

/* What BOOTP says in other places than DHCP. Its client takes no more than it sends, but 300 bytes
 * at least (RFC 1542 2.1). */
static void
take_bootp(struct rd sname, size_t len, struct dhcp_message *m)
{
	size_t size = (len > DHCP_BOOTP_MIN ? len : DHCP_BOOTP_MIN) + IP_UDP_HEADERS;

	m->max_size = (uint16_t)(size < DHCP_SIZE_MAX ? size : DHCP_SIZE_MAX);
	memcpy(m->server_name, sname.p, sname.left);
}

static enum dhcp_decoded
decode(struct rd in, bool bootp, struct dhcp_message *ret)
{
	struct dhcp_message m;
	struct options o;
	size_t len = in.left;
	struct rd sname, file;
	enum dhcp_decoded result;

	o.m = &m;
	clear(&o);
	result = read_header(&in, &m);
	if (result != DHCP_DECODED)
		return result;
	sname = rd_sub(&in, DHCP_SNAME_LEN);
	file = rd_sub(&in, FILE_LEN);
	m.bare = rd_be32(&in) != MAGIC_COOKIE;
	if (in.bad || (m.bare && !bootp))
		return in.bad ? DHCP_TOO_SHORT : DHCP_NO_COOKIE;
	result = read_options(m.bare ? rd_of(in.p, 0) : in, file, sname, &o);
	if (result == DHCP_DECODED && !o.fixed[SLOT_TYPE].set && !bootp)
		return DHCP_NO_TYPE;
	if (result == DHCP_DECODED)
		result = take_fixed(&o, &m);
	if (result != DHCP_DECODED)
		return result;
	if (m.type == DHCP_BOOTP)
		take_bootp(sname, len, &m);
	*ret = m;
	return DHCP_DECODED;
}

enum dhcp_decoded
dhcp_message_decode(struct rd in, struct dhcp_message *ret)
{
	return decode(in, false, ret);
}

enum dhcp_decoded
dhcp_message_decode_bootp(struct rd in, struct dhcp_message *ret)
{
	return decode(in, true, ret);
}
