/* What belongs to functions that this device has not, and how many lines of a text do. */
#include "test/check.h"

#include <string.h>

#include "conf/foreign.h"

static void
views_are_known_by_their_words(void **state)
{
	(void)state;
	assert_string_equal(foreign_view("aaa", NULL), "aaa");
	assert_string_equal(foreign_view("  OSPF 1 router-id 1.1.1.1", NULL), "ospf");
	assert_string_equal(foreign_view("ospf1", NULL), "ospf");
	assert_string_equal(foreign_view("interface Tunnel0/0/1", NULL), "tunnels");
	assert_string_equal(foreign_view("interface Tunnel 0/0/1", NULL), "tunnels");
	assert_string_equal(foreign_view("interface Virtual-Ethernet0/0/1.10", NULL),
			    "virtual ethernet");
	assert_null(foreign_view("interface GigabitEthernet0/0/1.10", NULL));
	assert_string_equal(foreign_view("mpls ldp", NULL), "mpls");
	assert_null(foreign_view("aaaa", NULL));
	assert_null(foreign_view("aa", NULL));
	assert_null(foreign_view("", NULL));
	assert_null(foreign_view("interface", NULL));
	assert_null(foreign_view("interface Vlanif10", NULL));
	assert_null(foreign_view("interface LoopBack0", NULL));
	assert_null(foreign_view("area 0", NULL));
	assert_string_equal(foreign_view("area 0", "ospf"), "ospf");
	assert_null(foreign_view("area 0", "aaa"));
}

static void
lines_are_known_where_they_stand(void **state)
{
	(void)state;
	assert_string_equal(foreign_line("snmp-agent sys-info version v3", FOREIGN_SYSTEM), "snmp");
	assert_string_equal(foreign_line("undo http server", FOREIGN_SYSTEM), "web management");
	assert_string_equal(foreign_line("aaa", FOREIGN_SYSTEM), "aaa");
	assert_string_equal(foreign_line(" mpls ldp", FOREIGN_INTERFACE), "mpls");
	assert_string_equal(foreign_line("undo dcn", FOREIGN_INTERFACE), "dcn");
	assert_string_equal(foreign_line("reserved ip-address mac", FOREIGN_OTHER),
			    "subscriber access");
	assert_string_equal(foreign_line("undo rui-slave", FOREIGN_OTHER), "subscriber access");
	assert_string_equal(foreign_line("dhcp-server group g", FOREIGN_SYSTEM),
			    "subscriber access");
	assert_string_equal(foreign_line("user-group bras1 ", FOREIGN_SYSTEM), "subscriber access");
	assert_string_equal(foreign_view("user-group bras1", NULL), "subscriber access");
	assert_string_equal(foreign_line("user-group bras1", FOREIGN_OTHER), "subscriber access");
	assert_string_equal(foreign_line("user x", FOREIGN_SYSTEM), "user management");
	assert_null(foreign_view("user-group foo privilege level 4", NULL));
	assert_null(foreign_line("user-group foo priv level 4", FOREIGN_SYSTEM));
	assert_null(foreign_line("undo user-group foo privilege level 4", FOREIGN_SYSTEM));
	assert_null(foreign_line("user-group foo privilege level 4", FOREIGN_OTHER));
	assert_null(foreign_line("user privilege level 1 foo", FOREIGN_SYSTEM));
	assert_null(foreign_line("duplex full", FOREIGN_SYSTEM));
	assert_null(foreign_line("descripton x", FOREIGN_INTERFACE));
	assert_null(foreign_line("undo", FOREIGN_INTERFACE));
}

static void
words_with_a_meaning_here_say_it(void **state)
{
	(void)state;
	assert_non_null(strstr(foreign_here("gateway-list 10.1.1.1"), "`gateway A MASK`"));
	assert_non_null(strstr(foreign_here(" network 10.1.1.0 mask 24"), "`section"));
	assert_non_null(strstr(foreign_here("dhcp select global"), "`dhcp server enable`"));
	assert_non_null(strstr(foreign_here("dhcp server database write-delay 300"), "journal"));
	assert_null(foreign_here("gateway 10.1.1.1"));
	assert_non_null(strstr(foreign_here("vrrp vrid 9 authentication-mode md5 k"), "MD5"));
	assert_non_null(strstr(foreign_here(" vrrp  vrid 255 fast-resume"), "follows another"));
	assert_null(foreign_here("vrrp vrid 9 authentication-mode simple k"));
	assert_null(foreign_here("vrrp vrid fast-resume"));
	assert_null(foreign_here("vrrp vrid 1"));
}

static void
a_summary_names_the_functions_by_their_lines(void **state)
{
	struct foreign_count c = {0};
	char text[400] = "";
	struct text t = text_of(text, sizeof text);

	(void)state;
	foreign_summary(&c, &t);
	assert_string_equal(text, "");
	foreign_count_add(&c, "bgp");
	foreign_count_end(&c);
	foreign_count_add(&c, "aaa");
	foreign_count_add(&c, "aaa");
	foreign_summary(&c, &t);
	assert_string_equal(text,
			    "3 lines in 2 blocks belong to functions this device has not: aaa "
			    "(2), bgp (1)");
	t = text_of(text, sizeof text);
	for (const char *name = "cdefgh"; *name; name++)
		foreign_count_add(&c, name);
	foreign_summary(&c, &t);
	assert_non_null(strstr(text, " and 2 more"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(views_are_known_by_their_words),
	    cmocka_unit_test(lines_are_known_where_they_stand),
	    cmocka_unit_test(words_with_a_meaning_here_say_it),
	    cmocka_unit_test(a_summary_names_the_functions_by_their_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
