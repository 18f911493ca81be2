/* The lint of rows: sound schemas are left alone, and one planted row of every kind of offence is
 * named. */
#include "test/unit/conf/mini.h"
#include "test/unit/conf/rich.h"

#include "conf/lint.h"

static char why[65536];

static unsigned
lint(const struct conf_schema *s)
{
	struct text t = text_of(why, sizeof why);

	return conf_lint(s, &t);
}

static void
sound(void **state)
{
	(void)state;
	if (lint(&mini_schema) + lint(&rich_schema) > 0)
		fail_msg("%s", why);
}

struct element {
	bool set;
	uint8_t key;
	struct {
		bool set;
		uint8_t value;
	} inner[2];
	struct {
		bool set;
		uint8_t value;
	} own;
};

struct thing {
	struct {
		bool set;
		uint8_t small;
		uint8_t other;
		char name[5];
		uint8_t bytes[4], count;
		struct ip4 address[2];
		struct interface_name interface;
	} one;
	struct {
		bool set;
		uint8_t value;
	} two;
	struct element list[3];
	uint64_t vlans[64];
};

#define ONE(member) ROW_AT(struct thing, one.member)
#define RECORD	    ROW_AT(struct thing, one)
#define LIST	    .list = ROW_LIST(struct thing, list, 1, true)
#define WHOLE                                                                                      \
	{                                                                                          \
		0, sizeof(struct element)                                                          \
	}
#define EL(member)   ROW_AT(struct element, member)
#define SMALL(range) .template = "x <int:" range ">", .record = RECORD, .field = {ONE(small)}

static bool
undo_nothing(void *part, const struct template_found *values, struct text *error)
{
	(void)part;
	(void)values;
	(void)error;
	return true;
}

static bool
undo_everything(void *part, const struct template_found *values, struct text *error)
{
	(void)values;
	(void)error;
	memset(part, 0, sizeof(struct thing));
	return true;
}

/* Takes no line of its own template. */
static const struct template_value *
check_all(const struct row_line *line, struct text *error)
{
	text_add(error, "Never.");
	return row_value(line, 0, 0);
}

static const struct template_help no_such_word[] = {{"zz", "help"}, {NULL, NULL}};

static const struct {
	const char *said;
	struct row row;
} planted[] = {
    {"has no help", {SMALL("0-9")}},
    {"of a word it has not", {SMALL("0-9"), .help = "h", .words = no_such_word}},
    {"do not suit", {SMALL("0-256"), .help = "h"}},
    {"do not suit",
     {.template = "x <name:1-5>", .help = "h", .record = RECORD, .field = {ONE(name)}}},
    {"do not suit",
     {.template = "x <hex:1-5>", .help = "h", .record = RECORD, .field = {ONE(bytes), ONE(count)}}},
    {"do not suit", {.template = "x <ip>", .help = "h", .record = RECORD, .field = {ONE(small)}}},
    {"do not suit",
     {.template = "x <interface>", .help = "h", .record = RECORD, .field = {{0, 4}}}},
    {"no field for how many",
     {.template = "x <hex:1-4>", .help = "h", .record = RECORD, .field = {ONE(bytes)}}},
    {"take 0 fields", {.template = "x", .help = "h", .record = RECORD, .field = {ONE(small)}}},
    {"not inside its object",
     {.template = "x <int:0-9>",
      .help = "h",
      .record = RECORD,
      .field = {{sizeof(struct thing), 1}}}},
    {"not inside the record",
     {.template = "x <int:0-9>",
      .help = "h",
      .record = RECORD,
      .field = {ROW_AT(struct thing, two.value)}}},
    {"the record is not inside",
     {.template = "x", .help = "h", .record = {sizeof(struct thing), 1}}},
    {"overlap",
     {.template = "x <int:0-9> <int:0-9>",
      .help = "h",
      .record = RECORD,
      .field = {ONE(small), ONE(small)}}},
    {"clears is its own", {.template = "x", .help = "h", .record = RECORD, .clears = RECORD}},
    {"no room for an element",
     {.template = "x <int:0-9>",
      .help = "h",
      .list = {.keys = 1},
      .record = RECORD,
      .field = {ONE(small)}}},
    {"the list is not inside",
     {.template = "x <int:0-9>",
      .help = "h",
      .list = {0, sizeof(struct element), 1000, 1, true, false},
      .record = WHOLE,
      .field = {EL(key)}}},
    {"has no key",
     {.template = "x <int:0-9>",
      .help = "h",
      .list = {offsetof(struct thing, list), sizeof(struct element), 3, 0, true, false},
      .record = WHOLE,
      .field = {EL(key)}}},
    {"the list is not inside",
     {.template = "x <int:0-9>",
      .help = "h",
      .list = {sizeof(struct thing) - 8, sizeof(struct element), 3, 1, true, true},
      .record = WHOLE,
      .field = {EL(key)}}},
    {"an inner list cannot grow",
     {.template = "x <int:0-9> <int:0-9>",
      .help = "h",
      LIST,
      .inner = {0, 2, 3, 1, true, true},
      .record = {0, 2},
      .field = {EL(key), {1, 1}}}},
    {"must be the only value",
     {.template = "x <int:0-9> <vlans>",
      .help = "h",
      .record = {0, sizeof(struct thing)},
      .field = {ONE(small), ROW_AT(struct thing, vlans)}}},
    {"only <ip> can be a list",
     {.template = "x <int:0-9>...2",
      .help = "h",
      .record = RECORD,
      .field = {ONE(small), ONE(count)}}},
    {"behind a <text>",
     {.template = "x <text:1-4> y", .help = "h", .record = RECORD, .field = {ONE(name)}}},
    {"not closed",
     {.template = "x [<int:0-9>", .help = "h", .record = RECORD, .field = {ONE(small)}}},
    {"inside alternatives",
     {.template = "x {a {b <int:0-9> | c} | d}", .help = "h", .record = RECORD}},
    {"out of its range", {SMALL("1-9"), .help = "h", .otherwise = {true, {10}, NULL}}},
    {"out of its range",
     {.template = "x {a=3|b=5}",
      .help = "h",
      .record = RECORD,
      .field = {ONE(small)},
      .otherwise = {true, {4}, NULL}}},
    {"cannot have a default",
     {.template = "x", .help = "h", .record = RECORD, .otherwise = {true, {1}, NULL}}},
    {"two keywords mean 1",
     {.template = "x {a=1|b=1}", .help = "h", .record = RECORD, .field = {ONE(small)}}},
    /* what only trying finds */
    {"is taken by another row",
     {.template = "two <int:0-9>", .help = "h", .record = RECORD, .field = {ONE(small)}}},
    {"Never.", {SMALL("0-9"), .help = "h", .check = check_all}},
    {"does not lead back", {SMALL("0-9"), .help = "h", .undone = undo_nothing}},
    {"away as well", {SMALL("0-9"), .help = "h", .undone = undo_everything}},
    {"is no undo of it", {SMALL("0-9"), .help = "h", .undo = "two"}},
    {"does not lead back", /* the element stays when its inner one goes */
     {.template = "x <int:0-9> in <int:0-9>",
      .help = "h",
      LIST,
      .inner = ROW_LIST(struct element, inner, 1, true),
      .record = {0, sizeof(((struct element *)0)->inner[0])},
      .field = {EL(key),
		{offsetof(struct element, inner[0].value) - offsetof(struct element, inner[0]),
		 1}}}},
    {"prints 'two 0' as well", /* two rows of one record */
     {.template = "x <int:0-9>",
      .help = "h",
      .record = ROW_AT(struct thing, two),
      .field = {ROW_AT(struct thing, two.value)}}},
};

static const struct row second = {.template = "two <int:0-9>",
				  .help = "The second",
				  .record = ROW_AT(struct thing, two),
				  .field = {ROW_AT(struct thing, two.value)}};

static void
offences(void **state)
{
	unsigned missed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(planted); i++) {
		struct row rows[] = {second, planted[i].row};
		struct conf_part part = {sizeof(struct thing), rows, 2};
		struct conf_view view = {.noun = "system view", .part = {&part}, .parts_count = 1};
		struct conf_schema s = {&view, 1};

		if (lint(&s) > 0 && strstr(why, planted[i].said))
			continue;
		missed++;
		print_error("%s: %s, not: %s\n", planted[i].row.template, why, planted[i].said);
	}
	assert_int_equal(missed, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sound),
	    cmocka_unit_test(offences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
