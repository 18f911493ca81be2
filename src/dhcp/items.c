/* dhcp/items.c -- see dhcp/items.h. An item is a row below, or behind them an option of the pool.
 */
#include "dhcp/items.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "dhcp/server.h"

struct option_row {
	uint8_t code;
	bool unasked;						/* sent whether asked for or not */
	void (*write)(struct wr *w, const struct dhcp_pool *p); /* nothing: there is none */
};

static void
mask_write(struct wr *w, const struct dhcp_pool *p)
{
	if (ip4_set(p->gateway))
		wr_be32(w, p->mask.host);
}

static void
router_write(struct wr *w, const struct dhcp_pool *p)
{
	if (p->router && ip4_set(p->gateway))
		wr_be32(w, p->gateway.host);
}

static void
servers_write(struct wr *w, const struct dhcp_servers *s)
{
	for (unsigned i = 0; s->set && i < s->count; i++)
		wr_be32(w, s->address[i].host);
}

static void
dns_write(struct wr *w, const struct dhcp_pool *p)
{
	servers_write(w, &p->config.dns);
}

static void
netbios_write(struct wr *w, const struct dhcp_pool *p)
{
	servers_write(w, &p->config.netbios);
}

static void
domain_write(struct wr *w, const struct dhcp_pool *p)
{
	if (p->config.dns_suffix.set)
		wr_bytes(w, p->config.dns_suffix.text, strlen(p->config.dns_suffix.text));
}

static void
netbios_type_write(struct wr *w, const struct dhcp_pool *p)
{
	if (p->config.netbios_type.set)
		wr_u8(w, p->config.netbios_type.value);
}

/* ---- routes and names ---- */

static void
routes_write(struct wr *w, const struct dhcp_pool *p)
{
	for (unsigned i = 0; i < DHCP_ROUTES_MAX && p->config.route[i].set; i++) {
		const struct dhcp_route *r = &p->config.route[i];

		wr_u8(w, r->length);
		for (unsigned b = 0; b < (r->length + 7u) / 8; b++) /* RFC 3442: no more of them */
			wr_u8(w, (uint8_t)(r->network.host >> (24 - 8 * b)));
		wr_be32(w, r->gateway.host);
	}
}

static void
static_routes_write(struct wr *w, const struct dhcp_pool *p)
{
	for (unsigned i = 0; i < DHCP_ROUTES_MAX && p->config.static_route[i].set; i++) {
		wr_be32(w, p->config.static_route[i].network.host);
		wr_be32(w, p->config.static_route[i].gateway.host);
	}
}

/* A name as DNS writes it, labels behind their lengths (RFC 1035 3.1); empty labels are none. */
static void
name_write(struct wr *w, const char *name)
{
	while (*name) {
		size_t len = strcspn(name, ".");

		if (len > 0) {
			wr_u8(w, (uint8_t)len);
			wr_bytes(w, name, len);
		}
		name += len + (name[len] == '.');
	}
	wr_u8(w, 0);
}

static void
search_write(struct wr *w, const struct dhcp_pool *p)
{
	for (unsigned i = 0; i < DHCP_SEARCH_MAX && p->config.search[i].set; i++)
		name_write(w, p->config.search[i].name);
}

/* RFC 3361 3: a byte says which, names (0) or addresses (1). */
static void
sip_write(struct wr *w, const struct dhcp_pool *p)
{
	if (p->config.sip.set || p->config.sip_name[0].set)
		wr_u8(w, p->config.sip.set);
	servers_write(w, &p->config.sip);
	for (unsigned i = 0; i < DHCP_SIP_MAX && p->config.sip_name[i].set; i++)
		name_write(w, p->config.sip_name[i].name);
}

/* ---- options by code, and what is in them ---- */

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

/* Begins an option in `w`: where it begins. */
static size_t
begin_option(struct wr *w, uint8_t code)
{
	wr_u8(w, code);
	wr_u8(w, 0);
	return w->len - 2;
}

static void
sub_option_write(struct wr *w, const struct dhcp_option *o)
{
	size_t begin = begin_option(w, o->code);

	option_write(w, o);
	w->p[begin + 1] = (uint8_t)(w->len - begin - 2);
}

/* RFC 3925 4: of each enterprise its number, how many bytes, its sub-options. */
static void
vendor_write(struct wr *w, const struct dhcp_pool *p)
{
	const struct dhcp_option *list = p->config.vendor.list;
	unsigned count = p->config.vendor.count, i = 0;

	while (i < count) {
		uint32_t enterprise = list[i].in;
		size_t begin;

		wr_be32(w, enterprise);
		wr_u8(w, 0);
		begin = w->len;
		for (; i < count && list[i].in == enterprise; i++)
			sub_option_write(w, &list[i]);
		w->p[begin - 1] = (uint8_t)(w->len - begin);
	}
}

static const struct option_row rows[] = {
    {DHCP_OPT_MASK, true, mask_write},
    {DHCP_OPT_ROUTER, true, router_write},
    {DHCP_OPT_DNS, false, dns_write},
    {DHCP_OPT_DOMAIN, false, domain_write},
    {DHCP_OPT_STATIC_ROUTE, false, static_routes_write},
    {DHCP_OPT_NETBIOS, false, netbios_write},
    {DHCP_OPT_NETBIOS_TYPE, false, netbios_type_write},
    {DHCP_OPT_SEARCH, false, search_write},
    {DHCP_OPT_SIP, false, sip_write},
    {DHCP_OPT_ROUTES, false, routes_write},
    {DHCP_OPT_VENDOR_INFO, false, vendor_write},
    {DHCP_OPT_T1, true, NULL}, /* NULL: a time, of the lease */
    {DHCP_OPT_T2, true, NULL},
};

enum { ROWS = sizeof rows / sizeof *rows, OPTION_BYTES_MAX = 2 + UINT8_MAX };
_Static_assert((int)ROWS + (int)DHCP_OPTIONS_MAX <= (int)DHCP_ITEMS_MAX, "room for every item");
_Static_assert((int)DHCP_ITEMS_MAX <= 64, "a set of items is 64 bits");

/* ---- making ---- */

static bool
is_forced(const struct dhcp_pool_config *c, uint8_t code)
{
	for (unsigned i = 0; i < DHCP_FORCED_MAX && c->forced[i].set; i++)
		if (c->forced[i].code == code)
			return true;
	return false;
}

static uint64_t
bit(unsigned item, bool is)
{
	return is ? UINT64_C(1) << item : 0;
}

static void
add(struct dhcp_items *items, const struct dhcp_pool_config *c, const struct dhcp_item *new)
{
	unsigned i = items->count++;

	assert(i < DHCP_ITEMS_MAX && items->of_code[new->code] == DHCP_NO_ITEM);
	items->item[i] = *new;
	items->of_code[new->code] = (uint8_t)i;
	items->times |= bit(i, new->times);
	items->forced |= bit(i, is_forced(c, new->code));
	items->listed |= bit(i, new->code == DHCP_OPT_V6ONLY);
}

/* Its length is known now. An option without a value is none: false. */
static bool
end_option(struct wr *w, size_t begin, struct dhcp_item *ret)
{
	size_t size = w->len - begin;

	assert(!w->bad && size <= OPTION_BYTES_MAX);
	if (size == 2) {
		w->len = begin;
		return false;
	}
	w->p[begin + 1] = (uint8_t)(size - 2);
	*ret = (struct dhcp_item){w->p[begin], false, (uint16_t)size, (uint32_t)begin};
	return true;
}

static void
add_rows(struct dhcp_items *items, const struct dhcp_pool *p, struct wr *w)
{
	for (unsigned i = 0; i < ROWS; i++) {
		struct dhcp_item item = {rows[i].code, true, 2 + 4, 0};

		if (rows[i].write) {
			size_t begin = begin_option(w, rows[i].code);

			rows[i].write(w, p);
			if (!end_option(w, begin, &item))
				continue;
		}
		items->unasked |= bit(items->count, rows[i].unasked);
		add(items, &p->config, &item);
	}
}

static void
add_options(struct dhcp_items *items, const struct dhcp_pool *p, struct wr *w)
{
	for (unsigned i = 0; i < p->config.option.count; i++) {
		const struct dhcp_option *o = &p->config.option.list[i];
		size_t begin = begin_option(w, o->code);
		struct dhcp_item item;

		option_write(w, o);
		if (end_option(w, begin, &item))
			add(items, &p->config, &item);
	}
}

static void
add_sub_options(struct dhcp_items *items, const struct dhcp_pool *p, struct wr *w)
{
	const struct dhcp_option *list = p->config.sub_option.list;
	unsigned count = p->config.sub_option.count, i = 0;

	while (i < count) {
		uint32_t code = list[i].in;
		size_t begin = begin_option(w, (uint8_t)code);
		struct dhcp_item item;

		for (; i < count && list[i].in == code; i++)
			sub_option_write(w, &list[i]);
		if (end_option(w, begin, &item))
			add(items, &p->config, &item);
	}
}

void
dhcp_items_make(const struct dhcp_pool *p, struct dhcp_items *ret)
{
	uint8_t room[DHCP_ITEMS_MAX * OPTION_BYTES_MAX];
	struct wr w = wr_of(room, sizeof room);

	*ret = (struct dhcp_items){0};
	memset(ret->of_code, DHCP_NO_ITEM, sizeof ret->of_code);
	add_rows(ret, p, &w);
	add_options(ret, p, &w);
	add_sub_options(ret, p, &w);
	ret->bytes = memory_new(w.len, 1);
	memcpy(ret->bytes, room, w.len);
}

void
dhcp_items_free(struct dhcp_items *items)
{
	memory_free(items->bytes);
	*items = (struct dhcp_items){0};
}
