/* What one row does: every kind of value and place, its undo in every form, its check, its defaults
 * and what `?` says of its keywords. */
#include "test/unit/conf/rich.h"

#include <stdio.h>

#include "conf/complete.h"
#include "conf/line.h"
#include "conf/load.h"
#include "conf/render.h"
#include "conf/template_match.h"

enum { TEXT_MAX = 16384 };

static struct template_matcher matcher;
static struct template_found found;
static struct conf_reply reply;
static const struct conf_path box = {.view = 1, .key = {.name = "A"}};

/* NULL when the line was carried out, else what is said about it. */
static const char *
type(struct conf *c, const char *line)
{
	template_begin(&matcher);
	conf_offer(&rich_schema, 1, &matcher);
	template_match(&matcher, line, &found);
	if (found.result != TEMPLATE_MATCH)
		return template_result_text(found.result);
	conf_apply(c, &box, &found, &reply);
	return reply.ok ? NULL : reply.message;
}

static void
type_all(struct conf *c, const char *lines)
{
	char copy[1024], *save;

	snprintf(copy, sizeof copy, "%s", lines);
	for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		const char *wrong = type(c, line);

		if (wrong)
			fail_msg("%s: %s", line, wrong);
	}
}

static struct conf *
empty_box(void)
{
	static struct load_errors errors;
	struct conf *c = load_text(&rich_schema, &rich_ports, "box A\nreturn\n", &errors);

	assert_non_null(c);
	return c;
}

/* The lines of the box. */
static const char *
lines(const struct conf *c)
{
	static char text[TEXT_MAX], out[TEXT_MAX];
	struct text t = text_of(text, sizeof text), o = text_of(out, sizeof out);
	uint64_t cursor = 0;

	assert_false(render_view(c, &box, &cursor, &t));
	for (const char *p = text; *p; p += strcspn(p, "\n") + 1)
		if (*p == ' ')
			text_add(&o, "%.*s", (int)strcspn(p, "\n"), p + 1);
	return out;
}

static const struct {
	const char *typed, *saved, *undo;
} good[] = {
    {"uplink vlanif 7", "uplink Vlanif7\n", "undo uplink"},
    {"uplink ge0/1/2", "uplink GigabitEthernet0/1/2\n", "undo uplink GE 0/1/2"},
    {"option33 42 ip 1.1.1.1 2.2.2.2", "option33 42 ip-address 1.1.1.1 2.2.2.2\n",
     "undo option33 42 ip-address"},
    {"option33 42 ip-address 1.1.1.1 2.2.2.2\noption33 42 ip-address 3.3.3.3",
     "option33 42 ip-address 3.3.3.3\n", "undo option33 42 ip-address 3.3.3.3"},
    {"option 43 hex 00FFa0", "option 43 hex 00ffa0\n", "undo option 43"},
    {"option 43 hex 00FFa0\noption 43 asc two  words", "option 43 ascii two  words\n",
     "undo option 43 ascii two  words"},
    {"option 43 ascii x\noption 43 ip 1.1.1.1 1.1.1.1 2.2.2.2",
     "option 43 ip-address 1.1.1.1 1.1.1.1 2.2.2.2\n",
     "undo option 43 ip-address 1.1.1.1 1.1.1.1 2.2.2.2"},
    {"option 43 ip-address 1.1.1.1 2.2.2.2\noption 43 hex 01", "option 43 hex 01\n",
     "undo option 43 hex 01"},
    {"option 9 hex 01\noption 2 ascii a\noption 7 ip-address 1.1.1.1",
     "option 2 ascii a\noption 7 ip-address 1.1.1.1\noption 9 hex 01\n",
     "undo option 7\nundo option 9\nundo option 2"},
    {"group 1 virtual-ip 1.1.1.1\ngroup 1 track interface ge 0/1/2 reduced 30\n"
     "group 1 track interface vlanif 3 reduced 5\ngroup 1 track int v3 reduced 6",
     "group 1 virtual-ip 1.1.1.1\ngroup 1 track interface Vlanif3 reduced 6\n"
     "group 1 track interface GigabitEthernet0/1/2 reduced 30\n",
     "undo group 1 track interface v3\nundo group 1 track interface ge0/1/2 reduced 30\n"
     "undo group 1"},
    {"range 1.1.1.1", "range 1.1.1.1\n", "undo range 1.1.1.1"},
    {"lease 3 12", "lease 3 12\n", "undo lease"},
};

static void
every_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct conf *empty = empty_box(), *c = empty_box(), *again;
		static struct load_errors errors;
		char text[TEXT_MAX];
		struct text t = text_of(text, sizeof text);
		uint64_t cursor = 0;

		type_all(c, good[i].typed);
		assert_string_equal(lines(c), good[i].saved);
		render_current(c, &cursor, &t);
		again = load_text(&rich_schema, &rich_ports, text, &errors);
		assert_non_null(again);
		assert_true(conf_same(c, again));
		type_all(c, good[i].undo);
		assert_true(conf_same(c, empty));
		conf_free(empty);
		conf_free(c);
		conf_free(again);
	}
}

/* Undo takes what its command gave, never the element around it. */
static void
undo_keeps(void **state)
{
	struct conf *c = empty_box();

	(void)state;
	type_all(c, "group 1 virtual-ip 1.1.1.1\ngroup 1 priority 7\n"
		    "group 1 track interface vlanif 3 reduced 5\n"
		    "group 1 track interface vlanif 4 reduced 5\n"
		    "undo group 1 track interface");
	assert_string_equal(lines(c), "group 1 virtual-ip 1.1.1.1\ngroup 1 priority 7\n");
	assert_string_equal(type(c, "undo group 1 track interface"),
			    "The configuration does not exist.");
	assert_string_equal(type(c, "group 2 track interface vlanif 3 reduced 5"),
			    "The group does not exist.");
	type_all(c, "undo group 1");
	assert_string_equal(lines(c), "");
	conf_free(c);
}

static const struct {
	const char *line, *wrong;
	unsigned column;
} bad[] = {
    {"option 43 hex 0", "Wrong parameter", 14},
    {"option 43 hex 0g", "Wrong parameter", 14},
    {"option 43 hex", "Incomplete command", 13},
    {"option 43", "Incomplete command", 9},
    {"option 43 cipher x", "Unrecognized command", 10},
    {"option 43 ip-address 1.1.1.1 x", "Wrong parameter", 29},
    {"option 43 hex 00 11", "Too many parameters", 17},
    {"undo option 43 hex 00", "The option does not exist.", 0},
    {"undo option 5 hex 00", "The configuration does not exist.", 0},
    {"undo option 5 ip-address 1.1.1.1", "The configuration does not exist.", 0},
    {"undo option33 5 ip-address 1.1.1.1", "The configuration does not exist.", 0},
    {"undo option33 5 ip-address 1.1.1.1 2.2.2.2 3.3.3.3", "The configuration does not exist.", 0},
    {"range 1.1.1.2 1.1.1.1", "The end is lower than the start.", 14},
    {"uplink vlanif", "Incomplete command", 13},
};

static void
refusals(void **state)
{
	struct conf *c = empty_box(), *before;

	(void)state;
	type_all(c, "option 5 ascii abc\noption33 5 ip-address 1.1.1.1 2.2.2.2");
	before = conf_copy(c);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const char *wrong = type(c, bad[i].line);

		if (!wrong || strcmp(wrong, bad[i].wrong) != 0)
			fail_msg("%s: %s", bad[i].line, wrong ? wrong : "carried out");
		if (bad[i].column > 0)
			assert_int_equal(found.result == TEMPLATE_MATCH ? reply.column
									: found.column,
					 bad[i].column);
		assert_int_equal(found.result == TEMPLATE_MATCH && reply.wrong,
				 bad[i].line[0] == 'r');
		assert_true(conf_same(c, before));
	}
	conf_free(c);
	conf_free(before);
}

/* The longest of everything fits its place. */
static void
longest(void **state)
{
	struct conf *c = empty_box();
	char line[600] = "option 254 hex ";

	(void)state;
	for (unsigned i = 0; i < 254; i++)
		memcpy(line + strlen("option 254 hex ") + 2 * (size_t)i, "fe", 3);
	assert_null(type(c, line));
	memcpy(line + strlen(line), "00", 3);
	assert_string_equal(type(c, line), "Wrong parameter");
	conf_free(c);
}

/* A file is refused for what a check refuses when typed, at the same place. */
static void
checked_in_a_file(void **state)
{
	static struct load_errors errors;

	(void)state;
	assert_null(load_text(&rich_schema, &rich_ports, "box A\n range 1.1.1.2 1.1.1.1\nreturn\n",
			      &errors));
	assert_int_equal(errors.errors, 1);
	assert_string_equal(errors.list[0].message, "The end is lower than the start.");
	assert_int_equal(errors.list[0].line, 2);
	assert_int_equal(errors.list[0].column, 16);
}

static void
defaults(void **state)
{
	struct conf *c = empty_box();
	struct rich_box filled;

	(void)state;
	type_all(c, "group 1 virtual-ip 1.1.1.1\ngroup 2 virtual-ip 1.1.1.2\ngroup 2 priority 7\n"
		    "lease 0");
	filled = *(const struct rich_box *)conf_object_part(conf_find(c, &box), 0);
	row_fill(rich_rows, COUNT_OF(rich_rows), &filled);
	assert_int_equal(filled.group[0].priority.value, 100);
	assert_false(filled.group[0].priority.set);
	assert_int_equal(filled.group[1].priority.value, 7);
	assert_int_equal(filled.group[2].priority.value, 0); /* no group, no default */
	assert_int_equal(filled.lease.days, 0);
	assert_int_equal(filled.mode.mode, 7);
	assert_false(filled.mode.set);
	conf_free(c);
}

static void
asks(const char *line, const char *word, const char *help)
{
	static struct template_nexts nexts;

	template_begin(&matcher);
	conf_offer(&rich_schema, 1, &matcher);
	template_complete(&matcher, line, &nexts);
	for (unsigned i = 0; i < nexts.count; i++) {
		if (strcmp(nexts.list[i].word, word) != 0)
			continue;
		assert_string_equal(nexts.list[i].help, help);
		return;
	}
	fail_msg("%s: %s is not offered", line, word);
}

static void
help(void **state)
{
	(void)state;
	asks("option 7 ", "ascii", "Characters");
	asks("option 7 ", "hex", "Bytes as hexadecimal digits");
	asks("option 7 ", "ip-address", "IP addresses");
	asks("option 7 h", "hex", "Bytes as hexadecimal digits");
	asks("option 7 hex ", "HEX<2-508>", "Any option");
	asks("option 7 ascii ", "TEXT<1-254>", "Any option");
	asks("option 7 ip-address 1.1.1.1 ", "X.X.X.X", "Any option");
	asks("option 7 ip-address 1.1.1.1 ", "<cr>", "");
	asks("mode ", "slow", "How fast");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind), cmocka_unit_test(undo_keeps),
	    cmocka_unit_test(refusals),	  cmocka_unit_test(longest),
	    cmocka_unit_test(defaults),	  cmocka_unit_test(checked_in_a_file),
	    cmocka_unit_test(help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
