/* The options of a pool as bytes: what each command makes of its values. */
#include "test/check.h"

#include "dhcp/items.h"
#include "dhcp/server.h"

struct made {
	struct dhcp_pool pool;
	struct dhcp_items items;
};

static void
make(struct made *m)
{
	dhcp_items_make(&m->pool, &m->items);
}

/* The value of an option, len bytes of it; without bytes: there is none. */
static void
check(const struct made *m, uint8_t code, const char *bytes, size_t len)
{
	uint8_t item = m->items.of_code[code];
	const struct dhcp_item *i = m->items.item;

	assert_int_equal(item == DHCP_NO_ITEM, bytes == NULL);
	if (!bytes)
		return;
	i += item;
	assert_int_equal(i->code, code);
	assert_int_equal(i->size, 2 + len);
	assert_int_equal(m->items.bytes[i->at], code);
	assert_int_equal(m->items.bytes[i->at + 1], len);
	assert_memory_equal(m->items.bytes + i->at + 2, bytes, len);
}

/* RFC 3361 3.1, 3.2. */
static void
sip_servers_by_address_or_by_name(void **state)
{
	struct made m = {0};
	struct dhcp_pool_config *c = &m.pool.config;

	(void)state;
	make(&m);
	check(&m, 120, NULL, 0);
	dhcp_items_free(&m.items);
	c->sip = (struct dhcp_servers){true, 2, {IP4(10, 0, 0, 1), IP4(10, 0, 0, 2)}};
	make(&m);
	check(&m, 120, "\1\x0a\0\0\1\x0a\0\0\2", 9);
	dhcp_items_free(&m.items);
	c->sip.set = false;
	c->sip_name[0] = (struct dhcp_search){true, "sip.example"};
	c->sip_name[1] = (struct dhcp_search){true, "b"};
	make(&m);
	check(&m, 120, "\0\3sip\7example\0\1b\0", 17);
	dhcp_items_free(&m.items);
}

/* Each value as long as it can be typed fits into its option. */
static void
the_longest_values_fit(void **state)
{
	struct made m = {0};

	(void)state;
	for (unsigned i = 0; i < DHCP_SIP_MAX; i++) {
		m.pool.config.sip_name[i].set = true;
		memset(m.pool.config.sip_name[i].name, 'a', DHCP_SEARCH_NAME_MAX);
	}
	make(&m);
	assert_int_equal(m.items.item[m.items.of_code[120]].size,
			 2 + 1 + DHCP_SIP_MAX * (DHCP_SEARCH_NAME_MAX + 2));
	dhcp_items_free(&m.items);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sip_servers_by_address_or_by_name),
	    cmocka_unit_test(the_longest_values_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
