/* Configurations as values, with the engine's own small schema: create, change, copy, compare,
 * delete, iterate; bounds; rendering and loading; every error of a text with line and column. */
#include "test/unit/conf/mini.h"

#include <stdio.h>

#include "base/prng.h"
#include "conf/error.h"
#include "conf/line.h"
#include "conf/load.h"
#include "conf/render.h"
#include "conf/template_match.h"

enum { TEXT_MAX = 65536 };

static struct template_matcher matcher;
static struct template_found found;
static struct conf_reply reply;

static bool
type(struct conf *c, struct conf_path *at, const char *line)
{
	template_begin(&matcher);
	conf_offer(&mini_schema, at->view, &matcher);
	template_match(&matcher, line, &found);
	if (found.result != TEMPLATE_MATCH)
		return false;
	conf_apply(c, at, &found, &reply);
	if (reply.ok)
		*at = reply.path;
	return reply.ok;
}

static const char *
current(const struct conf *c, size_t room)
{
	static char text[TEXT_MAX];
	size_t used = 0;
	uint64_t cursor = 0;
	bool more = true;

	while (more) { /* as small steps as the caller wants */
		struct text t = text_of(text + used, room);

		more = render_current(c, &cursor, &t);
		assert_false(t.cut);
		assert_true(!more || t.len > 0);
		used += t.len;
		assert_true(used + room < TEXT_MAX);
	}
	return text;
}

static const char full[] = "#\n"
			   "box A\n"
			   " numbers 255 65535 4294967295\n"
			   " backup daily 03:00:00\n"
			   " label two  words\n"
			   " link interface Vlanif4094\n"
			   " item 1 one\n"
			   " item 3 three\n"
			   " item 999 last\n"
			   "#\n"
			   "box b.2\n"
			   "#\n"
			   "return\n";

static void
values(void **state)
{
	struct conf *a = conf_new(&mini_schema, &mini_ports), *b;
	struct conf_path at = {0};
	const struct conf_object *o;

	(void)state;
	assert_true(type(a, &at, "box b.2"));
	assert_int_equal(at.view, 1);
	at = (struct conf_path){0};
	assert_true(type(a, &at, "box A"));
	assert_true(type(a, &at, "item 999 last"));
	assert_true(type(a, &at, "item 1 one"));
	assert_true(type(a, &at, "item 3 three"));
	assert_false(type(a, &at, "item 4 four"));
	assert_string_equal(reply.message, "The number of items exceeds the upper limit (3).");
	assert_true(type(a, &at, "label two  words"));
	assert_true(type(a, &at, "numbers 255 65535 4294967295"));
	assert_true(type(a, &at, "backup daily 03:00:00"));
	assert_true(type(a, &at, "link int v 4094"));
	assert_string_equal(current(a, 8192), full);
	assert_string_equal(current(a, RENDER_ROOM + 1), full);
	b = conf_copy(a);
	assert_true(conf_same(a, b));
	assert_true(type(b, &at, "item 3 THREE"));
	assert_false(conf_same(a, b));
	assert_true(type(b, &at, "item 3 three"));
	assert_true(conf_same(a, b));
	at = (struct conf_path){0};
	assert_false(type(b, &at, "box third"));
	assert_string_equal(reply.message, "The number of boxs exceeds the upper limit (2).");
	assert_true(type(b, &at, "undo box B.2"));
	assert_int_equal(conf_count(a, 1), 2);
	assert_int_equal(conf_count(b, 1), 1);
	o = conf_next_of(b, 1, NULL);
	assert_string_equal(conf_object_path(o)->key.name, "A");
	assert_null(conf_next_of(b, 1, o));
	assert_ptr_equal(conf_next(b, conf_next(b, NULL)), o);
	conf_free(a);
	conf_free(b);
	conf_free(NULL);
}

static struct load_errors errors;
static const struct load_how alone, without = {.leave_out = true};

static void
loads(void **state)
{
	static const char *const same[] = {
	    "box A\n numbers 1 2 3\nreturn\n",
	    "#\r\nbox A\r\n numbers 1 2 3\r\n#\r\nreturn\r\n",
	    "!comment\n\n#\nbox A\n # inner\n   numbers 1 2 3\n#\nreturn\n\n# end\n ! of it\n",
	    "  #\n  box A\n   numbers 1 2 3\n  #\n  return\n",
	    "box A\n#\nbox a\n\tnumbers 1 2 3\n\nreturn",
	};
	struct conf *first = load_text(&mini_schema, &mini_ports, same[0], &errors);

	(void)state;
	assert_non_null(first);
	for (size_t i = 1; i < COUNT_OF(same); i++) {
		struct conf *c = load_text(&mini_schema, &mini_ports, same[i], &errors);

		assert_non_null(c);
		assert_true(conf_same(first, c));
		conf_free(c);
	}
	conf_free(first);
}

static void
load_errors(void **state)
{
	static const char text[] = "#\n"
				   "bix A\n"
				   " numbers 1 2\n"
				   "box A\n"
				   " numbers 1 2\n"
				   " numbers 256 2 3\n"
				   " item 1 one\n"
				   "#\n"
				   " item 2 two\n"
				   "box B\n"
				   "box C\n"
				   " undo item 2\n"
				   "return\n";
	static const struct {
		unsigned line, column;
		const char *message;
	} wanted[] = {
	    {2, 1, "Unrecognized command found at 'bix'. 1 line below it was not looked at."},
	    {5, 13, "Incomplete command."},
	    {6, 10, "Wrong parameter found at '256'."},
	    {9, 2, "The line does not follow a line that enters a view."},
	    {11, 5,
	     "The number of boxs exceeds the upper limit (2). 1 line below it was not looked at."},
	};

	(void)state;
	assert_null(load_text(&mini_schema, &mini_ports, text, &errors));
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		assert_string_equal(errors.list[i].message, wanted[i].message);
		assert_int_equal(errors.list[i].line, wanted[i].line);
		assert_int_equal(errors.list[i].column, wanted[i].column);
	}
	assert_int_equal(errors.count, COUNT_OF(wanted));
	assert_int_equal(errors.errors, COUNT_OF(wanted));
}

static void
load_bounds(void **state)
{
	static char text[4 * 200 + 5000];

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		snprintf(text + 4 * (size_t)i, 5, "%03u\n", i);
	memcpy(text + 4 * 200, "return\n", 7);
	assert_null(load_text(&mini_schema, &mini_ports, text, &errors));
	assert_int_equal(errors.errors, 200);
	assert_int_equal(errors.count, LOAD_ERRORS_MAX);
	for (unsigned i = 0; i < 200; i++)
		memcpy(text + 4 * (size_t)i, "xyz\n", 4);
	assert_null(load_text(&mini_schema, &mini_ports, text, &errors));
	assert_int_equal(errors.errors, 200);
	assert_int_equal(errors.count, 1);
	assert_int_equal(errors.list[0].times, 200);
	memset(text, 'b', sizeof text - 1);
	memcpy(text + sizeof text - 1 - 8, "\nreturn\n", 8);
	assert_null(load_text(&mini_schema, &mini_ports, text, &errors));
	assert_int_equal(errors.errors, 1);
}

/* What a copy that broke off leaves of a file is refused wherever it broke off, at its last line;
 * only the end of the last line may be missing. */
static void
beginnings(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof full - 2; n++) {
		char part[sizeof full] = "";
		unsigned line = 1;
		const struct load_error *e;

		memcpy(part, full, n);
		for (size_t i = 0; i < n; i++)
			line += part[i] == '\n' && strspn(part + i, " \n") < n - i;
		assert_null(load_text(&mini_schema, &mini_ports, part, &errors));
		e = &errors.list[errors.count - 1];
		assert_string_equal(e->message,
				    "The file is cut off: it does not end with `return`.");
		assert_int_equal(e->line, line);
	}
}

static void
cut_off_behind_blanks(void **state)
{
	static const char text[] = "#\nbox A\n item 1 one  \r\n\n\t\n";

	(void)state;
	assert_null(load_text(&mini_schema, &mini_ports, text, &errors));
	assert_int_equal(errors.errors, 1);
	assert_int_equal(errors.list[0].line, 3);
	assert_int_equal(errors.list[0].column, strlen(" item 1 one") + 1);
}

static void
lines_behind_the_end_are_refused(void **state)
{
	static const char text[] = "box A\n item 1 one\n#\nreturn\n\n# more\n  box b.2\nrubbish\n";

	(void)state;
	assert_null(load_text(&mini_schema, &mini_ports, text, &errors));
	assert_int_equal(errors.errors, 1);
	assert_int_equal(errors.list[0].line, 7);
	assert_int_equal(errors.list[0].column, 3);
	assert_string_equal(errors.list[0].message,
			    "The line stands behind `return`, which ends the file.");
}

/* As routers, editors and terminals leave them; what it is, or the first error. */
static void
texts_from_elsewhere(void **state)
{
	static const struct {
		const char *text, *error;
	} from[] = {
	    {"\xef\xbb\xbf#\nbox A\n item 1 one\nreturn\n", ""},
	    {"#\r\nbox A\r\n item 1 one\r\nreturn\r\n", ""},
	    {"! a comment\n    box A\n     item 1 one\n    return\n", ""},
	    {"<A>display current-configuration\nbox A\nreturn\n",
	     "This is a prompt: the text was copied from a terminal."},
	    {"box A\n  ---- More ----\nreturn\n",
	     "This is a pager's line: the text was copied from a terminal."},
	    {"box A\nitem 1 one\n#\nbox B\n item 1 one\nreturn\n",
	     "A line of a view stands one blank further in than the line that enters it."},
	    {"box A\nitem 1 one\nreturn\n", ""},
	    {"#\n box A\n item 1 one\n#\n box B\n return\n", ""},
	    {"box A\n nonsense\n  item 1 one\nreturn\n",
	     "Unrecognized command found at 'nonsense'. 1 line below it was not looked at."},
	    {"aaa\n local-user x\n item 1 one\n#\nospf 1\nreturn\n",
	     "4 lines in 2 blocks belong to functions this device has not: aaa (3), ospf (1)."},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(from); i++) {
		struct conf *c = load_text(&mini_schema, &mini_ports, from[i].text, &errors);

		assert_int_equal(errors.errors, from[i].error[0] != '\0');
		assert_string_equal(errors.count > 0 ? errors.list[0].message : "", from[i].error);
		conf_free(c);
	}
}

/* Without indentation, as documents print it: what loads, and what a refused line takes along. */
static void
flat_texts(void **state)
{
	static const struct {
		const char *text, *same, *error;
	} from[] = {
	    {"box A\nitem 1 one\nbox B\nitem 2 two\nreturn\n",
	     "box A\n item 1 one\nbox B\n item 2 two\nreturn\n", ""},
	    {"box A\nitim 1 one\nitem 2 two\nreturn\n", "box A\n item 2 two\nreturn\n",
	     "Unrecognized command found at 'itim'."},
	    {"box A\nospf 1\nitem 1 one\n#\nbox B\nreturn\n", "box A\nbox B\nreturn\n",
	     "2 lines in 1 block belong to functions this device has not: ospf (2)."},
	    {"aaa\nlocal-user x\nitem 1 one\ndomain d\nitem 2 two\nbox A\nitem 3 x\nreturn\n",
	     "box A\n item 3 x\nreturn\n",
	     "5 lines in 1 block belong to functions this device has not: aaa (5)."},
	    {"box A\nitem 1 one\nbox this-name-is-too-long\nitem 2 two\nitem 3 three\nreturn\n",
	     "box A\n item 1 one\nreturn\n",
	     "Wrong parameter found at 'this-name-is-too-long'. 2 lines below it were not looked "
	     "at."},
	    {"item 1 one\nbox A\nreturn\n", "box A\nreturn\n",
	     "Unrecognized command found at 'item'."},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(from); i++) {
		struct conf *c =
		    load_what_can_be(&mini_schema, &mini_ports, from[i].text, &alone, &errors);
		struct conf *same = load_text(&mini_schema, &mini_ports, from[i].same, &errors);

		assert_true(conf_same(c, same));
		conf_free(c);
		conf_free(same);
		c = load_what_can_be(&mini_schema, &mini_ports, from[i].text, &alone, &errors);
		assert_int_equal(errors.errors, from[i].error[0] != '\0');
		assert_string_equal(errors.count > 0 ? errors.list[0].message : "", from[i].error);
		conf_free(c);
	}
}

/* What a file says and takes back is told of; an undo that changes nothing is not. */
static void
a_text_that_takes_back(void **state)
{
	struct conf *c = load_text(&mini_schema, &mini_ports,
				   "box A\n undo label\n item 1 one\n undo item 1\n"
				   "box B\n label x\n undo label\n#\nundo box B\nreturn\n",
				   &errors);

	(void)state;
	assert_non_null(c);
	conf_free(c);
	assert_int_equal(errors.taken, 3);
	assert_int_equal(errors.taken_line, 4);
}

static void
what_is_foreign_may_be_left_out(void **state)
{
	static const char text[] =
	    "aaa\n local-user x\n item 1 one\n#\nbox A\n item 1 one\nreturn\n";
	struct conf *c = load_what_can_be(&mini_schema, &mini_ports, text, &without, &errors);
	struct conf *same =
	    load_text(&mini_schema, &mini_ports, "box A\n item 1 one\nreturn\n", &errors);

	(void)state;
	assert_int_equal(errors.errors, 0);
	assert_true(conf_same(c, same));
	conf_free(c);
	conf_free(same);
}

/* A cursor of one configuration used on another stays inside it. */
static void
strange_cursors(void **state)
{
	struct conf *c = load_text(&mini_schema, &mini_ports, full, &errors);
	struct prng random = {7};

	(void)state;
	for (unsigned i = 0; i < 200; i++) {
		char text[4096];
		struct text t = text_of(text, sizeof text);
		uint64_t cursor = prng_next(&random) >> prng_below(&random, 64);

		render_current(c, &cursor, &t);
		assert_false(t.cut);
	}
	conf_free(c);
}

/* What was warned of before is no news; what is wrong is said always. */
static void
known_warnings_are_left_out(void **state)
{
	static struct conf_errors e, known;

	(void)state;
	memset(&e, 0, sizeof e);
	memset(&known, 0, sizeof known);
	conf_warning_add(&known, NULL, "Old.");
	conf_error_add(&known, NULL, "Wrong.");
	conf_warning_add(&e, NULL, "Old.");
	conf_error_add(&e, NULL, "Wrong.");
	conf_warning_add(&e, NULL, "New.");
	e.list[2].path.view = 1;
	conf_warning_add(&e, NULL, "Old.");
	e.list[3].path.view = 1; /* of another object */
	conf_errors_less(&e, &known);
	assert_int_equal(e.errors, 1);
	assert_int_equal(e.warnings, 2);
	assert_int_equal(e.count, 3);
	assert_string_equal(e.list[0].message, "Wrong.");
	assert_string_equal(e.list[1].message, "New.");
	assert_string_equal(e.list[2].message, "Old.");
}

/* Who is refused hears why, however much he is warned of. */
static void
errors_go_before_warnings(void **state)
{
	static struct conf_errors e;

	(void)state;
	memset(&e, 0, sizeof e);
	for (unsigned i = 0; i < CONF_ERRORS_MAX + 3; i++)
		conf_warning_add(&e, NULL, "Careful.");
	conf_error_add(&e, NULL, "Wrong.");
	conf_error_add(&e, NULL, "Wrong too.");
	conf_warning_add(&e, NULL, "Careful.");
	assert_int_equal(e.count, CONF_ERRORS_MAX);
	assert_int_equal(e.errors, 2);
	assert_int_equal(e.warnings, CONF_ERRORS_MAX + 4);
	assert_string_equal(e.list[CONF_ERRORS_MAX - 1].message, "Wrong.");
	assert_string_equal(e.list[CONF_ERRORS_MAX - 2].message, "Wrong too.");
	for (unsigned i = 2; i < CONF_ERRORS_MAX + 3; i++)
		conf_error_add(&e, NULL, "Wrong.");
	assert_int_equal(e.errors, CONF_ERRORS_MAX + 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(errors_go_before_warnings),
	    cmocka_unit_test(known_warnings_are_left_out),
	    cmocka_unit_test(values),
	    cmocka_unit_test(loads),
	    cmocka_unit_test(load_errors),
	    cmocka_unit_test(load_bounds),
	    cmocka_unit_test(texts_from_elsewhere),
	    cmocka_unit_test(flat_texts),
	    cmocka_unit_test(a_text_that_takes_back),
	    cmocka_unit_test(what_is_foreign_may_be_left_out),
	    cmocka_unit_test(beginnings),
	    cmocka_unit_test(cut_off_behind_blanks),
	    cmocka_unit_test(lines_behind_the_end_are_refused),
	    cmocka_unit_test(strange_cursors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
