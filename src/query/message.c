/* query/message.c -- see query/message.h. */
#include "query/message.h"

#include "dhcp/agent.h"
#include "dhcp/message.h"

enum { OP_REQUEST = 1, SNAME_AND_FILE = 64 + 128, AGENT_RELAY_ID = 12, CLIENT_TYPES = 9 };

#define MAGIC_COOKIE UINT32_C(0x63825363)

struct piece { /* an option, its pieces joined */
	bool set;
	size_t len;
	uint8_t byte[QUERY_NAME_MAX];
};

struct pieces {
	struct piece type, identifier, agent, list, from, to;
};

static void
clear(struct pieces *o)
{
	struct piece *all[] = {&o->type, &o->identifier, &o->agent, &o->list, &o->from, &o->to};

	for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
		all[i]->set = false;
		all[i]->len = 0;
	}
}

static struct piece *
piece_of(struct pieces *o, uint8_t code)
{
	switch (code) {
	case DHCP_OPT_TYPE:
		return &o->type;
	case DHCP_OPT_CLIENT_ID:
		return &o->identifier;
	case DHCP_OPT_AGENT:
		return &o->agent;
	case DHCP_OPT_PARAMETERS:
		return &o->list;
	case QUERY_OPT_FROM:
		return &o->from;
	case QUERY_OPT_TO:
		return &o->to;
	}
	return NULL;
}

/* False: they are longer than an option can be. */
static bool
join(struct piece *p, struct rd bytes)
{
	if (bytes.left > sizeof p->byte - p->len)
		return false;
	if (bytes.left > 0)
		memcpy(p->byte + p->len, bytes.p, bytes.left);
	p->len += bytes.left;
	p->set = true;
	return true;
}

/* A missing end option is taken. */
static enum query_decoded
read_options(struct rd in, struct pieces *ret)
{
	while (in.left > 0) {
		uint8_t code = rd_u8(&in);
		struct piece *p;
		struct rd bytes;

		if (code == DHCP_OPT_END)
			break;
		if (code == DHCP_OPT_PAD)
			continue;
		bytes = rd_sub(&in, rd_u8(&in));
		if (in.bad)
			return QUERY_SHORT;
		p = piece_of(ret, code);
		if (p && !join(p, bytes))
			return QUERY_BAD_OPTION;
	}
	return QUERY_DECODED;
}

static void
read_header(struct rd *in, struct query_message *m)
{
	const uint8_t *chaddr;

	m->hardware_type = rd_u8(in);
	m->hardware_len = rd_u8(in);
	rd_u8(in); /* hops */
	m->xid = rd_be32(in);
	rd_be32(in); /* secs, flags */
	m->address.host = rd_be32(in);
	m->odd = rd_be64(in) != 0; /* yiaddr, siaddr */
	m->giaddr.host = rd_be32(in);
	chaddr = rd_bytes(in, LEASE_HARDWARE_MAX);
	if (chaddr && m->hardware_len <= LEASE_HARDWARE_MAX)
		memcpy(m->hardware, chaddr, m->hardware_len);
	rd_bytes(in, SNAME_AND_FILE);
}

static bool
has_hardware(const struct query_message *m)
{
	for (unsigned i = 0; i < m->hardware_len; i++)
		if (m->hardware[i] != 0)
			return true;
	return false;
}

static void
name(struct query_message *m, enum query_by by)
{
	if (m->by == QUERY_BY_NOTHING)
		m->by = by;
	else
		m->several = true;
}

static void
take_name(struct query_message *m, const uint8_t *bytes, size_t len)
{
	m->name_len = (uint8_t)len;
	memcpy(m->name, bytes, len);
}

static void
take_agent(struct query_message *m, const struct piece *agent)
{
	struct rd all = rd_of(agent->byte, agent->len), id;

	if (m->by != QUERY_BY_NOTHING)
		return;
	if (dhcp_agent_find(all, DHCP_AGENT_REMOTE, &id) && id.left > 0)
		name(m, QUERY_BY_REMOTE);
	else if (dhcp_agent_find(all, AGENT_RELAY_ID, &id) && id.left > 0)
		name(m, QUERY_BY_RELAY);
	else
		return;
	take_name(m, id.p, id.left);
}

/* False: it has another length than a time. */
static bool
take_time(const struct piece *p, bool *ret_set, uint32_t *ret)
{
	struct rd bytes = rd_of(p->byte, p->len);

	*ret_set = p->set;
	if (p->set)
		*ret = rd_be32(&bytes);
	return !p->set || p->len == 4;
}

static void
take_options(struct query_message *m, const struct pieces *o)
{
	if (ip4_set(m->address))
		name(m, QUERY_BY_ADDRESS);
	if (has_hardware(m))
		name(m, QUERY_BY_HARDWARE);
	if (o->identifier.len > 0) {
		name(m, QUERY_BY_IDENTIFIER);
		take_name(m, o->identifier.byte, o->identifier.len);
	}
	take_agent(m, &o->agent);
	m->lists = o->list.set;
	for (size_t i = 0; i < o->list.len; i++)
		m->listed[o->list.byte[i] / 8] |= (uint8_t)(1u << o->list.byte[i] % 8);
}

enum query_decoded
query_message_decode(struct rd in, struct query_message *ret)
{
	struct query_message m = {0};
	struct pieces o;
	uint8_t op = rd_u8(&in);
	enum query_decoded result;

	read_header(&in, &m);
	if (rd_be32(&in) != MAGIC_COOKIE || op != OP_REQUEST)
		return QUERY_NO_QUERY;
	clear(&o);
	result = read_options(in, &o);
	if (o.type.len != 1 || o.type.byte[0] <= CLIENT_TYPES)
		return QUERY_NO_QUERY;
	if (result != QUERY_DECODED)
		return result;
	if (m.hardware_len > LEASE_HARDWARE_MAX || !take_time(&o.from, &m.since, &m.from_s) ||
	    !take_time(&o.to, &m.until, &m.to_s))
		return QUERY_BAD_OPTION;
	m.type = o.type.byte[0];
	take_options(&m, &o);
	*ret = m;
	return QUERY_DECODED;
}
