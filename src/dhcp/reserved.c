/* dhcp/reserved.c -- see dhcp/reserved.h. Runs through a few hundred names for a message, and only
 * in pools that have some; MACs are found by a binary search. */
#include "dhcp/reserved.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "conf/value.h"
#include "dhcp/agent.h"

/* ---- making ---- */

static int
compare_mac(const void *a, const void *b)
{
	const struct dhcp_static *x = a, *y = b;

	return memcmp(x->mac.byte, y->mac.byte, sizeof x->mac.byte);
}

static void
make_by_mac(const struct dhcp_pool_config *c, struct dhcp_reserved *ret)
{
	ret->by_mac = memory_new(c->static_bind.count, sizeof *ret->by_mac);
	for (unsigned i = 0; i < c->static_bind.count; i++)
		ret->by_mac[ret->macs_count++] = c->static_bind.list[i];
	qsort(ret->by_mac, ret->macs_count, sizeof *ret->by_mac, compare_mac);
}

static struct dhcp_name
name_of(const struct dhcp_named *n)
{
	struct dhcp_name name = {0};
	size_t len = strlen(n->text);

	if (n->kind == DHCP_OPTION_HEX) {
		len = value_hex_bytes(n->text, name.byte, sizeof name.byte);
	} else {
		assert(len <= sizeof name.byte);
		memcpy(name.byte, n->text, len);
	}
	name.len = (uint8_t)len;
	return name;
}

static void
take(const struct dhcp_named *n, struct dhcp_reserved_named *ret)
{
	switch ((enum dhcp_naming)n->naming) {
	case DHCP_BY_IDENTIFIER:
		ret->identifier = name_of(n);
		return;
	case DHCP_BY_CIRCUIT:
		ret->circuit = name_of(n);
		return;
	case DHCP_BY_REMOTE:
		ret->remote = name_of(n);
		return;
	}
	assert(false);
}

/* The lower the sooner: who asks for more goes before. */
static int
rank(const struct dhcp_reserved_named *n)
{
	if (n->identifier.len > 0)
		return 0;
	if (n->circuit.len > 0)
		return n->remote.len > 0 ? 1 : 2;
	return 3;
}

static int
compare_named(const void *a, const void *b)
{
	const struct dhcp_reserved_named *x = a, *y = b;

	if (rank(x) != rank(y))
		return rank(x) - rank(y);
	return (x->line > y->line) - (x->line < y->line);
}

/* Lines of one address stand together, the circuit before the remote that has to fit as well. */
static bool
goes_along(const struct dhcp_named *n, const struct dhcp_reserved_named *before)
{
	return ip4_same(n->address, before->address) && n->naming == DHCP_BY_REMOTE &&
	       before->circuit.len > 0 && before->remote.len == 0;
}

static void
make_named(const struct dhcp_pool_config *c, struct dhcp_reserved *ret)
{
	unsigned lines = c->named.count;

	ret->named = memory_new(lines, sizeof *ret->named);
	for (unsigned i = 0; i < lines; i++) {
		const struct dhcp_named *n = &c->named.list[i];
		struct dhcp_reserved_named *to = &ret->named[ret->named_count];

		if (ret->named_count > 0 && goes_along(n, to - 1)) {
			take(n, to - 1);
			continue;
		}
		*to = (struct dhcp_reserved_named){.address = n->address, .line = i};
		take(n, to);
		ret->named_count++;
		ret->by_agent |= n->naming != DHCP_BY_IDENTIFIER;
	}
	qsort(ret->named, ret->named_count, sizeof *ret->named, compare_named);
}

void
dhcp_reserved_make(const struct dhcp_pool_config *c, struct dhcp_reserved *ret)
{
	*ret = (struct dhcp_reserved){0};
	make_by_mac(c, ret);
	make_named(c, ret);
}

void
dhcp_reserved_end(struct dhcp_reserved *r)
{
	memory_free(r->by_mac);
	memory_free(r->named);
	*r = (struct dhcp_reserved){0};
}

/* ---- finding ---- */

struct ip4
dhcp_reserved_by_mac(const struct dhcp_reserved *r, const struct dhcp_message *m)
{
	struct dhcp_static key = {0};
	const struct dhcp_static *found;

	if (r->macs_count == 0 || m->hardware_len != sizeof key.mac.byte)
		return (struct ip4){0};
	memcpy(key.mac.byte, m->hardware, sizeof key.mac.byte);
	found = bsearch(&key, r->by_mac, r->macs_count, sizeof key, compare_mac);
	return found ? found->address : (struct ip4){0};
}

static bool
is_name(const struct dhcp_name *n, const uint8_t *bytes, size_t len)
{
	return n->len == len && memcmp(n->byte, bytes, len) == 0;
}

/* Nothing is asked for, or it is there. */
static bool
agent_fits(const struct dhcp_name *n, struct rd agent, uint8_t code)
{
	struct rd bytes;

	if (n->len == 0)
		return true;
	return dhcp_agent_find(agent, code, &bytes) && is_name(n, bytes.p, bytes.left);
}

static bool
fits(const struct dhcp_reserved_named *n, const struct dhcp_message *m, struct rd agent)
{
	if (n->identifier.len > 0)
		return m->client_id.set &&
		       is_name(&n->identifier, m->client_id.byte, m->client_id.len);
	return agent_fits(&n->circuit, agent, DHCP_AGENT_CIRCUIT) &&
	       agent_fits(&n->remote, agent, DHCP_AGENT_REMOTE);
}

struct ip4
dhcp_reserved_address(const struct dhcp_reserved *r, const struct dhcp_message *m, struct rd agent)
{
	struct ip4 address = dhcp_reserved_by_mac(r, m);

	for (unsigned i = 0; i < r->named_count && !ip4_set(address); i++)
		if (fits(&r->named[i], m, agent))
			address = r->named[i].address;
	return address;
}

bool
dhcp_reserved_same(const struct dhcp_reserved_named *a, const struct dhcp_reserved_named *b)
{
	return is_name(&a->identifier, b->identifier.byte, b->identifier.len) &&
	       is_name(&a->circuit, b->circuit.byte, b->circuit.len) &&
	       is_name(&a->remote, b->remote.byte, b->remote.len);
}
