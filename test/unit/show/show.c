/* Text and JSON of the same events; escapes, commas, nesting, times, hostile values. */
#include "test/check.h"

#include <stdlib.h>
#include <string.h>

#include "show/fields.h"

static char buffer[8192];

static void
table(struct show *s)
{
	show_begin(s, "profile");
	show_say(s, " %s\n", "----");
	show_text(s, "name", " Name  : %s\n", "service1");
	show_number(s, "id", " Id    : %5s|\n", 1);
	show_number(s, NULL, " Index : 0x%s\n", 1000);
	show_text(s, "json_only", NULL, "x");
	show_bool(s, "preempt", " Preempt: %-5s|\n", true);
	show_ip(s, "gateway", " Gateway: %s\n", IP4(10, 10, 10, 100));
	show_mac(s, "mac", " MAC: %s\n", mac_vrrp(1));
	show_none(s, "peer", " Peer: %s\n");
	show_list(s, "section");
	for (unsigned i = 0; i < 2; i++) {
		show_begin(s, NULL);
		show_number(s, "number", " section %s\n", i);
		show_end(s);
	}
	show_list_end(s);
	show_list(s, "none");
	show_list_end(s);
	show_end(s);
}

static void
nothing(struct show *s)
{
	show_say(s, "Error: no such %s.\n", "thing");
}

static const char *
print(void (*generator)(struct show *), bool json)
{
	static struct text out;
	struct show s = {.out = &out, .json = json};

	out = text_of(buffer, sizeof buffer);
	show_open(&s);
	generator(&s);
	show_close(&s);
	assert_int_equal(s.failed, generator == nothing);
	assert_false(out.cut);
	return buffer;
}

struct things {
	const char *name, *none;
	char chars[8];
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;
	bool yes;
	struct ip4 ip;
	struct mac mac;
};

#define THING(member, format) SHOW_FIELD(struct things, member, #member, format)

static const struct show_field of_things[] = {
    SHOW_LINE("-- 100 % --\n"),
    SHOW_WORD("word", "%-5s|", "ab"),
    SHOW_COUNT("count", "%3s\n", 30),
    SHOW_NONE("nothing", "%s\n"),
    THING(name, "%s "),
    THING(none, "%s "),
    THING(chars, "%s\n"),
    THING(u8, "%s "),
    THING(u16, "%s "),
    THING(u32, "%s "),
    THING(u64, "%s\n"),
    THING(yes, "%s "),
    THING(ip, "%s "),
    THING(mac, NULL),
};

static void
fields(struct show *s)
{
	struct things things = {"n",	    NULL, "chars",	    255,	  65535, UINT32_MAX,
				UINT64_MAX, true, IP4(10, 1, 1, 1), MAC_BROADCAST};

	SHOW_FIELDS(s, of_things, &things);
}

static bool
even_member(const void *context, uint64_t i, struct show *s)
{
	(void)context;
	if (i % 2 != 0)
		return false;
	show_begin(s, NULL);
	show_number(s, "n", "%s ", i);
	show_end(s);
	return true;
}

/* Even numbers below ten, two a step. */
static void
members(struct show *s)
{
	uint64_t cursor = 0;
	unsigned steps = 1;

	show_begin(s, "all");
	show_list(s, "even");
	while (show_members(s, &cursor, 10, 2, even_member, NULL))
		steps++;
	assert_int_equal(steps, 3);
	show_begin(s, "none");
	show_list(s, "even");
	cursor = 0;
	assert_false(show_members(s, &cursor, 0, 2, even_member, NULL));
}

static void
text_is_what_the_formats_say(void **state)
{
	(void)state;
	assert_string_equal(print(table, false), " ----\n"
						 " Name  : service1\n"
						 " Id    :     1|\n"
						 " Index : 0x1000\n"
						 " Preempt: YES  |\n"
						 " Gateway: 10.10.10.100\n"
						 " MAC: 0000-5e00-0101\n"
						 " Peer: --\n"
						 " section 0\n"
						 " section 1\n");
}

static void
json_is_what_the_keys_say(void **state)
{
	(void)state;
	assert_string_equal(print(table, true), "{\n"
						"  \"profile\": {\n"
						"    \"name\": \"service1\",\n"
						"    \"id\": 1,\n"
						"    \"json_only\": \"x\",\n"
						"    \"preempt\": true,\n"
						"    \"gateway\": \"10.10.10.100\",\n"
						"    \"mac\": \"0000-5e00-0101\",\n"
						"    \"peer\": null,\n"
						"    \"section\": [\n"
						"      {\n"
						"        \"number\": 0\n"
						"      },\n"
						"      {\n"
						"        \"number\": 1\n"
						"      }\n"
						"    ],\n"
						"    \"none\": []\n"
						"  }\n"
						"}\n");
}

static void
root_itself(struct show *s)
{
	show_begin(s, NULL);
	show_number(s, "a", "%s", 1);
	show_begin(s, "b");
	show_end(s);
	show_end(s);
}

static void
there_is_one_root_object(void **state)
{
	(void)state;
	assert_string_equal(print(root_itself, true), "{\n  \"a\": 1,\n  \"b\": {}\n}\n");
	assert_string_equal(print(nothing, true), "{\n  \"error\": \"no such thing.\"\n}\n");
	assert_string_equal(print(nothing, false), "Error: no such thing.\n");
}

static void
hostile(struct show *s)
{
	show_text(s, "k\"", "[%4s]\n", "a\"\\\n\033[2J\x7f");
	show_text(s, "utf", "%s\n", "\xc3\xa9\xff\xc3");
	show_text(s, "long", "%s\n", "\xf0\x9f\x98\x80\xed\xa0\x80\xe0\x80\x80\xf8");
	show_text(s, "c1", "%s\n", "\x9b-\xc2\x9b[2J");
}

static void
values_cannot_break_out(void **state)
{
	(void)state;
	assert_string_equal(print(hostile, false), "[a\"\\..[2J.]\n\xc3\xa9\xff\xc3\n"
						   "\xf0\x9f\x98\x80\xed\xa0.\xe0..\xf8\n.-.[2J\n");
	assert_string_equal(print(hostile, true),
			    "{\n  \"k\\\"\": \"a\\\"\\\\\\u000a\\u001b[2J\\u007f\",\n"
			    "  \"utf\": \"\xc3\xa9\\ufffd\\ufffd\",\n"
			    "  \"long\": \"\xf0\x9f\x98\x80\\ufffd\\ufffd\\ufffd"
			    "\\ufffd\\ufffd\\ufffd\\ufffd\",\n"
			    "  \"c1\": \"\\ufffd-\\u009b[2J\"\n}\n");
}

static void
times_are_utc(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} row[] = {
	    {0, "1970-01-01 00:00:00"},		 {951782399, "2000-02-28 23:59:59"},
	    {951782400, "2000-02-29 00:00:00"},	 {951868800, "2000-03-01 00:00:00"},
	    {1704067199, "2023-12-31 23:59:59"}, {1704067200, "2024-01-01 00:00:00"},
	    {4107542400, "2100-03-01 00:00:00"}, {4107542399, "2100-02-28 23:59:59"},
	};
	char text[SHOW_TIME_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(row); i++)
		assert_string_equal(show_time_format(1, row[i].seconds * 1000000, text),
				    row[i].text);
	assert_string_equal(show_time_format(0, 5, text), "0000-00-00 00:00:00");
	assert_string_equal(show_time_format(5, -10, text), "0000-00-00 00:00:00");
	assert_string_equal(show_time_format(UINT64_MAX / 2, 0, text), "294247-01-10 04:00:54");
}

static void
never(struct show *s)
{
	show_time(s, "last", "%s\n", 0);
	show_time(s, "then", "%s\n", 2000000);
}

static void
a_moment_that_never_came_is_null(void **state)
{
	(void)state;
	assert_string_equal(print(never, true),
			    "{\n  \"last\": null,\n  \"then\": \"1970-01-01 00:00:02\"\n}\n");
}

static void
a_field_is_printed_by_its_type(void **state)
{
	(void)state;
	assert_string_equal(print(fields, false),
			    "-- 100 % --\nab   | 30\n--\nn -- chars\n"
			    "255 65535 4294967295 18446744073709551615\nYES 10.1.1.1 ");
	assert_string_equal(print(fields, true),
			    "{\n  \"word\": \"ab\",\n  \"count\": 30,\n  \"nothing\": null,\n"
			    "  \"name\": \"n\",\n  \"none\": null,\n  \"chars\": \"chars\",\n"
			    "  \"u8\": 255,\n  \"u16\": 65535,\n  \"u32\": 4294967295,\n"
			    "  \"u64\": 18446744073709551615,\n  \"yes\": true,\n"
			    "  \"ip\": \"10.1.1.1\",\n  \"mac\": \"ffff-ffff-ffff\"\n}\n");
}

struct peer {
	uint16_t port;
	const char *name;
};

/* No struct, and texts that are not there. */
static void
gone(struct show *s)
{
	static const struct show_field of_peer[] = {
	    SHOW_FIELD(struct peer, port, "port", "port %s\n"),
	    SHOW_FIELD(struct peer, name, "name", "name %s\n"),
	    SHOW_WORD("type", "type %s\n", "any"),
	};

	SHOW_FIELDS(s, of_peer, NULL);
	show_text_given(s, "why", "why %s\n", NULL);
	show_text_given(s, "then", "then %s\n", "");
	show_text_given(s, "now", "now %s\n", "here");
}

static void
what_is_not_there_is_null(void **state)
{
	(void)state;
	assert_string_equal(print(gone, false), "port --\nname --\ntype any\nnow here\n");
	assert_string_equal(print(gone, true),
			    "{\n  \"port\": null,\n  \"name\": null,\n  \"type\": \"any\",\n"
			    "  \"why\": null,\n  \"then\": null,\n  \"now\": \"here\"\n}\n");
}

static void
members_come_in_steps_and_close_their_list(void **state)
{
	(void)state;
	assert_string_equal(print(members, false), "0 2 4 6 8 ");
	assert_non_null(strstr(print(members, true), "\"none\": {\n    \"even\": []\n  }\n}\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_is_what_the_formats_say),
	    cmocka_unit_test(a_field_is_printed_by_its_type),
	    cmocka_unit_test(what_is_not_there_is_null),
	    cmocka_unit_test(members_come_in_steps_and_close_their_list),
	    cmocka_unit_test(json_is_what_the_keys_say),
	    cmocka_unit_test(there_is_one_root_object),
	    cmocka_unit_test(values_cannot_break_out),
	    cmocka_unit_test(times_are_utc),
	    cmocka_unit_test(a_moment_that_never_came_is_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
