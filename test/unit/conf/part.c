/* Parts whose lists grow: lines make them longer and shorter, copies are values of their own, and
 * two are the same by what is in them. */
#include "test/check.h"

#include <string.h>

#include "base/memory.h"
#include "conf/line.h"
#include "conf/lint.h"
#include "conf/load.h"
#include "conf/part.h"
#include "conf/render.h"
#include "test/unit/conf/box.h"

struct long_item {
	bool set;
	uint16_t number;
	char name[9];
};

struct long_box {
	struct {
		bool set;
		uint8_t value;
	} before;
	CONF_GROWN(struct long_item) item;
	struct {
		bool set;
		uint8_t value;
	} between;
	CONF_GROWN(struct long_item) other;
	struct {
		bool set;
		uint8_t value;
	} after;
};

enum { ITEMS = 300 };

#define ITEM(member) ROW_AT(struct long_item, member)
#define ALONE(member)                                                                              \
	.record = ROW_AT(struct long_box, member), .help = "A number",                             \
	.field = {ROW_AT(struct long_box, member.value)}

static const struct row long_rows[] = {
    {.template = "before <int:1-9>", ALONE(before)},
    {.template = "item <int:1-999> <name:1-8>",
     .help = "One of many",
     .noun = "item",
     .list = ROW_GROWN(struct long_box, item, ITEMS, 1, true),
     .record = {0, sizeof(struct long_item)},
     .field = {ITEM(number), ITEM(name)}},
    {.template = "between <int:1-9>", ALONE(between)},
    {.template = "other <int:1-999> <name:1-8>",
     .help = "Another one of two",
     .noun = "other",
     .list = ROW_GROWN(struct long_box, other, 2, 1, false),
     .record = {0, sizeof(struct long_item)},
     .field = {ITEM(number), ITEM(name)}},
    {.template = "after <int:1-9>", ALONE(after)},
};

static const struct conf_part long_part = {sizeof(struct long_box), long_rows, COUNT_OF(long_rows)};
static const struct conf_view long_views[] = BOX_VIEWS(long_part);
static const struct conf_schema long_schema = {long_views, 2};
static const struct conf_ports ports = {.any = true};

static char text[1 << 16];

/* The one box of a configuration, from its lines; errors end in a message. */
static struct conf *
load(const char *lines)
{
	struct load_errors *e = memory_new(1, sizeof *e);
	struct text t = text_of(text, sizeof text);
	struct conf *c;

	text_add(&t, "box 1\n%s#\nreturn\n", lines);
	c = load_text(&long_schema, &ports, text, e);
	if (!c)
		fail_msg("%u: %s", e->list[0].line, e->list[0].message);
	memory_free(e);
	return c;
}

static const struct long_box *
box_of(const struct conf *c)
{
	return conf_object_part(conf_next_of(c, 1, NULL), 0);
}

static void
the_rows_are_sound(void **state)
{
	static char why[4096];
	struct text t = text_of(why, sizeof why);

	(void)state;
	if (conf_lint(&long_schema, &t) != 0)
		fail_msg("%s", why);
}

static void
as_long_as_what_is_in_it(void **state)
{
	struct conf *c = load(" item 5 five\n item 2 two\n item 9 nine\n"
			      " other 3 c\n other 1 a\n");
	const struct long_box *b = box_of(c);
	struct conf *same = load(" other 3 c\n other 1 a\n item 9 nine\n item 2 two\n"
				 " item 5 five\n");
	struct conf *none = load(" item 5 five\n undo item 5\n");

	(void)state;
	assert_int_equal(b->item.count, 3);
	assert_int_equal(b->item.list[0].number, 2);
	assert_int_equal(b->item.list[2].number, 9);
	assert_int_equal(b->other.count, 2);
	assert_int_equal(b->other.list[0].number, 3); /* not sorted */
	assert_true(conf_same(c, same));
	assert_null(box_of(none)->item.list);
	conf_free(c);
	conf_free(same);
	conf_free(none);
}

static void
a_copy_is_a_value(void **state)
{
	struct conf *c = load(" before 1\n item 5 five\n between 2\n after 3\n");
	struct conf *copy = conf_copy(c), *longer = load(" before 1\n item 5 five\n"
							 " item 6 six\n between 2\n after 3\n");
	struct long_box box;

	(void)state;
	assert_true(conf_same(c, copy));
	assert_false(conf_same(c, longer));
	assert_ptr_not_equal(box_of(c)->item.list, box_of(copy)->item.list);
	conf_free(c);
	assert_string_equal(box_of(copy)->item.list[0].name, "five");
	conf_part_copy(&long_part, &box, box_of(copy));
	assert_true(conf_part_same(&long_part, &box, box_of(copy)));
	box.item.list[0].name[0] = 'F';
	assert_false(conf_part_same(&long_part, &box, box_of(copy)));
	box.item.list[0].name[0] = 'f';
	box.between.value = 9;
	assert_false(conf_part_same(&long_part, &box, box_of(copy)));
	box.between.value = 2;
	box.after.value = 9;
	assert_false(conf_part_same(&long_part, &box, box_of(copy)));
	conf_part_free(&long_part, &box);
	assert_null(box.item.list);
	assert_int_equal(box.after.value, 0);
	conf_free(copy);
	conf_free(longer);
}

/* Its bound is told, and what was there stays. */
static void
no_longer_than_its_bound(void **state)
{
	static char lines[1 << 15];
	struct load_errors *e = memory_new(1, sizeof *e);
	struct text t = text_of(lines, sizeof lines);
	struct conf *c;

	(void)state;
	text_add(&t, "box 1\n");
	for (unsigned i = ITEMS; i > 0; i--)
		text_add(&t, " item %u n%u\n", i, i);
	text_add(&t, "#\nreturn\n");
	c = load_text(&long_schema, &ports, lines, e);
	assert_non_null(c);
	assert_int_equal(box_of(c)->item.count, ITEMS);
	for (unsigned i = 0; i < ITEMS; i++)
		assert_int_equal(box_of(c)->item.list[i].number, i + 1);
	conf_free(c);
	t.len -= strlen("#\nreturn\n");
	text_add(&t, " item 999 n\n#\nreturn\n");
	assert_null(load_text(&long_schema, &ports, lines, e));
	assert_string_equal(e->list[0].message,
			    "The number of items exceeds the upper limit (300).");
	memory_free(e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_rows_are_sound),
	    cmocka_unit_test(as_long_as_what_is_in_it),
	    cmocka_unit_test(a_copy_is_a_value),
	    cmocka_unit_test(no_longer_than_its_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
