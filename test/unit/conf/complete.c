/* What `?` and Tab offer. */
#include "test/check.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "conf/complete.h"

static const char *const set[] = {
    "display vrrp",
    "display vrrp brief",
    "display vrrp interface <interface>",
    "display vlan <int:1-4094>",
    "ip address <ip> <mask> [sub]",
    "interface <interface:Vlanif>",
    "interface <interface:GigabitEthernet>",
    "vlan batch <vlans>",
    "port link-type {access|trunk}",
    "bind <mac> at <time>",
    "description <text:1-242>",
    "pool <name:1-128>",
};

static struct template_nexts nexts;

/* The words offered, parted by commas. */
static const char *
after(const char *line)
{
	static struct template_matcher m;
	static char words[1024];
	struct text t = text_of(words, sizeof words);

	template_begin(&m);
	for (unsigned i = 0; i < COUNT_OF(set); i++)
		template_offer(&m, set[i], set[i], NULL, 0);
	template_add(&m, (struct template_offer){"undo", "pool", 4, "delete it", NULL, 0, NULL});
	template_complete(&m, line, &nexts);
	for (unsigned i = 0; i < nexts.count; i++)
		text_add(&t, "%s%s", i ? "," : "", nexts.list[i].word);
	return words;
}

static void
questions(void **state)
{
	(void)state;
	assert_string_equal(after(""), "bind,description,display,interface,ip,pool,port,undo,vlan");
	assert_string_equal(after("d"), "description,display");
	assert_true(nexts.partial);
	assert_string_equal(after("di"), "display");
	assert_string_equal(after("x"), "");
	assert_string_equal(after("display "), "vlan,vrrp");
	assert_false(nexts.partial);
	assert_string_equal(after("dis vr "), "brief,interface,<cr>");
	assert_string_equal(after("dis vr b"), "brief");
	assert_string_equal(after("dis vr brief "), "<cr>");
	assert_string_equal(after("dis vlan "), "INTEGER<1-4094>");
	assert_string_equal(after("dis vlan 7 "), "<cr>");
	assert_string_equal(after("dis vr int "),
			    "100GE,10GE,25GE,40GE,Eth-Trunk,Ethernet,GigabitEthernet,LoopBack,NULL,"
			    "Vlanif,XGigabitEthernet");
	assert_string_equal(after("int v"), "Vlanif");
	assert_true(nexts.list[0].literal);
	assert_string_equal(after("int v "), "INTEGER<1-4094>");
	assert_string_equal(after("int g "), "<slot/card/port>");
	assert_string_equal(after("int g 0"), "<slot/card/port>");
	assert_string_equal(after("ip address "), "X.X.X.X");
	assert_string_equal(after("ip address 1.1.1.1 "), "INTEGER<0-32>,X.X.X.X");
	assert_string_equal(after("ip address 1.1.1.1 24 "), "sub,<cr>");
	assert_string_equal(after("vlan b "), "all,INTEGER<1-4094>");
	assert_string_equal(after("vlan b 5 "), "to,INTEGER<1-4094>,<cr>");
	assert_string_equal(after("vlan b 5 to "), "INTEGER<5-4094>");
	assert_string_equal(after("port l "), "access,trunk");
	assert_string_equal(after("port l t"), "trunk");
	assert_string_equal(after("bind "), "H-H-H");
	assert_string_equal(after("bind 0-0-1 at "), "<hh:mm:ss>");
	assert_string_equal(after("description "), "TEXT<1-242>");
	assert_string_equal(after("description a b "), "<cr>");
	assert_string_equal(after("undo "), "pool");
}

static void
helps(void **state)
{
	(void)state;
	after("b");
	assert_string_equal(nexts.list[0].help, "bind <mac> at <time>");
	after("dis");
	assert_string_equal(nexts.list[0].help, "Display information"); /* several commands */
}

static void
errors(void **state)
{
	(void)state;
	assert_string_equal(after("nonsense "), "");
	assert_int_equal(nexts.result, TEMPLATE_UNRECOGNIZED);
	assert_int_equal(nexts.column, 0);
	assert_string_equal(after("display v "), "");
	assert_int_equal(nexts.result, TEMPLATE_AMBIGUOUS);
	assert_int_equal(nexts.column, 8);
	assert_string_equal(after("display vlan 5000 "), "");
	assert_int_equal(nexts.result, TEMPLATE_WRONG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(questions),
	    cmocka_unit_test(helps),
	    cmocka_unit_test(errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
