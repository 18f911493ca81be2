/* dhcp/items.c -- see dhcp/items.h. An item is a row below, or behind them an option of the pool.
 */
#include "dhcp/items.h"

#include <assert.h>
#include <string.h>

struct option_row {
	uint8_t code;
	bool unasked;					   /* sent whether asked for or not */
	size_t (*size)(const struct dhcp_item_context *c); /* of the data; 0: there is none */
	void (*write)(struct wr *w, const struct dhcp_item_context *c);
};

static size_t
mask_size(const struct dhcp_item_context *c)
{
	return ip4_set(c->pool->gateway) ? 4 : 0;
}

static void
mask_write(struct wr *w, const struct dhcp_item_context *c)
{
	wr_be32(w, c->pool->mask.host);
}

static size_t
router_size(const struct dhcp_item_context *c)
{
	return c->pool->router && ip4_set(c->pool->gateway) ? 4 : 0;
}

static void
router_write(struct wr *w, const struct dhcp_item_context *c)
{
	wr_be32(w, c->pool->gateway.host);
}

static size_t
servers_size(const struct dhcp_servers *s)
{
	return s->set ? s->count * (size_t)4 : 0;
}

static void
servers_write(struct wr *w, const struct dhcp_servers *s)
{
	for (unsigned i = 0; i < s->count; i++)
		wr_be32(w, s->address[i].host);
}

static size_t
dns_size(const struct dhcp_item_context *c)
{
	return servers_size(&c->pool->config.dns);
}

static void
dns_write(struct wr *w, const struct dhcp_item_context *c)
{
	servers_write(w, &c->pool->config.dns);
}

static size_t
netbios_size(const struct dhcp_item_context *c)
{
	return servers_size(&c->pool->config.netbios);
}

static void
netbios_write(struct wr *w, const struct dhcp_item_context *c)
{
	servers_write(w, &c->pool->config.netbios);
}

static size_t
domain_size(const struct dhcp_item_context *c)
{
	return c->pool->config.dns_suffix.set ? strlen(c->pool->config.dns_suffix.text) : 0;
}

static void
domain_write(struct wr *w, const struct dhcp_item_context *c)
{
	wr_bytes(w, c->pool->config.dns_suffix.text, domain_size(c));
}

static size_t
netbios_type_size(const struct dhcp_item_context *c)
{
	return c->pool->config.netbios_type.set ? 1 : 0;
}

static void
netbios_type_write(struct wr *w, const struct dhcp_item_context *c)
{
	wr_u8(w, c->pool->config.netbios_type.value);
}

/* ---- routes and names ---- */

/* Significant bytes of a destination (RFC 3442). */
static unsigned
route_bytes(const struct dhcp_route *r)
{
	return (r->length + 7u) / 8;
}

static size_t
routes_size(const struct dhcp_item_context *c)
{
	size_t size = 0;

	for (unsigned i = 0; i < DHCP_ROUTES_MAX && c->pool->config.route[i].set; i++)
		size += 1 + route_bytes(&c->pool->config.route[i]) + 4;
	return size;
}

static void
routes_write(struct wr *w, const struct dhcp_item_context *c)
{
	for (unsigned i = 0; i < DHCP_ROUTES_MAX && c->pool->config.route[i].set; i++) {
		const struct dhcp_route *r = &c->pool->config.route[i];

		wr_u8(w, r->length);
		for (unsigned b = 0; b < route_bytes(r); b++)
			wr_u8(w, (uint8_t)(r->network.host >> (24 - 8 * b)));
		wr_be32(w, r->gateway.host);
	}
}

static size_t
static_routes_size(const struct dhcp_item_context *c)
{
	size_t n = 0;

	while (n < DHCP_ROUTES_MAX && c->pool->config.static_route[n].set)
		n++;
	return n * 8;
}

static void
static_routes_write(struct wr *w, const struct dhcp_item_context *c)
{
	for (size_t i = 0; i < static_routes_size(c) / 8; i++) {
		wr_be32(w, c->pool->config.static_route[i].network.host);
		wr_be32(w, c->pool->config.static_route[i].gateway.host);
	}
}

/* A name as DNS writes it, labels behind their lengths (RFC 1035 3.1); empty labels are none. */
static size_t
name_write(struct wr *w, const char *name)
{
	size_t begin = w->len;

	while (*name) {
		size_t len = strcspn(name, ".");

		if (len > 0) {
			wr_u8(w, (uint8_t)len);
			wr_bytes(w, name, len);
		}
		name += len + (name[len] == '.');
	}
	wr_u8(w, 0);
	return w->len - begin;
}

static void
search_write(struct wr *w, const struct dhcp_item_context *c)
{
	for (unsigned i = 0; i < DHCP_SEARCH_MAX && c->pool->config.search[i].set; i++)
		name_write(w, c->pool->config.search[i].name);
}

static size_t
search_size(const struct dhcp_item_context *c)
{
	uint8_t room[DHCP_SEARCH_MAX * (DHCP_SEARCH_NAME_MAX + 2)];
	struct wr w = wr_of(room, sizeof room);

	search_write(&w, c);
	return w.len;
}

static size_t
times_size(const struct dhcp_item_context *c)
{
	return c->parked->lease_s != 0 && c->parked->lease_s != LEASE_UNLIMITED_S ? 4 : 0;
}

static void
t1_write(struct wr *w, const struct dhcp_item_context *c)
{
	wr_be32(w, dhcp_t1_s(c->pool, c->parked->lease_s));
}

static void
t2_write(struct wr *w, const struct dhcp_item_context *c)
{
	wr_be32(w, dhcp_t2_s(c->pool, c->parked->lease_s));
}

static const struct option_row rows[] = {
    {DHCP_OPT_MASK, true, mask_size, mask_write},
    {DHCP_OPT_ROUTER, true, router_size, router_write},
    {DHCP_OPT_DNS, false, dns_size, dns_write},
    {DHCP_OPT_DOMAIN, false, domain_size, domain_write},
    {DHCP_OPT_STATIC_ROUTE, false, static_routes_size, static_routes_write},
    {DHCP_OPT_NETBIOS, false, netbios_size, netbios_write},
    {DHCP_OPT_NETBIOS_TYPE, false, netbios_type_size, netbios_type_write},
    {DHCP_OPT_SEARCH, false, search_size, search_write},
    {DHCP_OPT_ROUTES, false, routes_size, routes_write},
    {DHCP_OPT_T1, true, times_size, t1_write},
    {DHCP_OPT_T2, true, times_size, t2_write},
};

/* ---- items: the rows, and behind them the options of the pool ---- */

enum { ROWS = sizeof rows / sizeof *rows, ITEMS_MAX = ROWS + DHCP_OPTIONS_MAX };
_Static_assert((int)ITEMS_MAX <= (int)DHCP_ORDER_MAX,
	       "a parked transaction keeps every known item");
_Static_assert((int)ITEMS_MAX <= 64, "a set of items is 64 bits");

unsigned
dhcp_items_count(const struct dhcp_pool *p)
{
	unsigned n = 0;

	while (n < DHCP_OPTIONS_MAX && p->config.option[n].set)
		n++;
	return ROWS + n;
}

uint8_t
dhcp_item_code(const struct dhcp_pool *p, unsigned item)
{
	return item < ROWS ? rows[item].code : p->config.option[item - ROWS].code;
}

static size_t
option_size(const struct dhcp_option *o)
{
	switch ((enum dhcp_option_kind)o->kind) {
	case DHCP_OPTION_ASCII:
		return strlen(o->as.text);
	case DHCP_OPTION_HEX:
		return o->count;
	case DHCP_OPTION_ADDRESS:
		return o->count * (size_t)4;
	}
	assert(false);
	return 0;
}

static void
option_write(struct wr *w, const struct dhcp_option *o)
{
	switch ((enum dhcp_option_kind)o->kind) {
	case DHCP_OPTION_ASCII:
		wr_bytes(w, o->as.text, strlen(o->as.text));
		return;
	case DHCP_OPTION_HEX:
		wr_bytes(w, o->as.byte, o->count);
		return;
	case DHCP_OPTION_ADDRESS:
		for (unsigned i = 0; i < o->count; i++)
			wr_be32(w, o->as.address[i].host);
		return;
	}
	assert(false);
}

size_t
dhcp_item_size(const struct dhcp_item_context *c, unsigned item)
{
	return item < ROWS ? rows[item].size(c) : option_size(&c->pool->config.option[item - ROWS]);
}

void
dhcp_item_write(struct wr *w, unsigned item, const struct dhcp_item_context *c)
{
	size_t size = dhcp_item_size(c, item);

	if (size == 0)
		return;
	wr_u8(w, dhcp_item_code(c->pool, item));
	wr_u8(w, (uint8_t)size);
	if (item < ROWS)
		rows[item].write(w, c);
	else
		option_write(w, &c->pool->config.option[item - ROWS]);
}

bool
dhcp_item_is_unasked(unsigned item)
{
	return item < ROWS && rows[item].unasked;
}
