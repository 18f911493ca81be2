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

static struct dhcp_option
text_in(uint32_t in, uint8_t code, const char *text)
{
	struct dhcp_option o = {.set = true, .code = code, .in = in, .kind = DHCP_OPTION_ASCII};

	memcpy(o.as.text, text, strlen(text));
	return o;
}

/* RFC 2132 8.4, RFC 3925 4. */
static void
options_in_options(void **state)
{
	struct dhcp_option in_option[] = {text_in(43, 1, "ab"), text_in(43, 9, "c"),
					  text_in(224, 1, "d")};
	struct dhcp_option in_vendor[] = {text_in(9, 5, "x"), text_in(2011, 1, "yz"),
					  text_in(2011, 2, "")};
	struct made m = {0};

	(void)state;
	m.pool.config.sub_option.list = in_option;
	m.pool.config.sub_option.count = COUNT_OF(in_option);
	m.pool.config.vendor.list = in_vendor;
	m.pool.config.vendor.count = COUNT_OF(in_vendor);
	m.pool.config.forced[0] = (struct dhcp_forced){true, 43};
	make(&m);
	check(&m, 43, "\1\2ab\11\1c", 7);
	check(&m, 224, "\1\1d", 3);
	check(&m, 125, "\0\0\0\11\3\5\1x\0\0\7\333\6\1\2yz\2\0", 19);
	assert_int_equal(m.items.forced, UINT64_C(1) << m.items.of_code[43]);
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
	    cmocka_unit_test(options_in_options),
	    cmocka_unit_test(the_longest_values_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
