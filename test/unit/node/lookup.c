/* A search that nobody answers is given up; an answer that comes too late, or to somebody who has
 * gone on, is none; and a step of many lease events hands all of them over. */
#include "test/unit/node/seed.h"

#include <string.h>

#include "node/bind/chronicle.h"
#include "node/lookup.h"

static struct node_actions out;
static struct lookups *l;
static char bytes[8192];
static struct text shown;
static struct show s;
static uint64_t cursor;

static bool
display(void)
{
	static const struct show_args none;
	const struct lookups_shown subject = {l};

	s.waits = false;
	return lookup_show_rows[0].step(&subject, &none, &cursor, RIG_START, &s);
}

static const struct node_action *
ask(void)
{
	struct step step = {.now = RIG_START, .out = &out};

	out.count = 0;
	out.used = 0;
	lookup_ask(l, 5, &step);
	return out.count > 0 ? &out.list[0] : NULL;
}

static int
begin(void **state)
{
	(void)state;
	l = lookups_new();
	lookup_enter(l, 5);
	shown = text_of(bytes, sizeof bytes);
	s = (struct show){.out = &shown};
	cursor = 0;
	show_open(&s);
	assert_true(display());
	assert_true(s.waits);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	lookups_free(l);
	return 0;
}

static struct node_input
answer(uint64_t number, bool is_last)
{
	static const struct history_page page;
	static const struct history_state how;
	struct node_input in = {.kind = NODE_IN_FOUND};

	in.u.found.session = 5;
	in.u.found.number = number;
	in.u.found.end = is_last;
	in.u.found.page = &page;
	in.u.found.state = &how;
	return in;
}

static void
it_is_asked_once_and_shown(void **state)
{
	const struct node_action *a = ask();
	struct node_input in;

	(void)state;
	assert_non_null(a);
	assert_int_equal(a->kind, NODE_ACT_FIND);
	assert_int_equal(a->session, 5);
	in = answer(a->number, false);
	assert_null(ask());
	assert_true(display() && s.waits); /* somebody looks too early */
	assert_true(lookup_found(l, &in));
	assert_false(lookup_found(l, &in));
	assert_true(display() && s.waits); /* and wants the next page */
	a = ask();
	assert_non_null(a);
	in = answer(a->number, true);
	assert_true(lookup_found(l, &in));
	assert_false(display());
	assert_false(s.failed);
	assert_non_null(strstr(bytes, " Total : 0\n"));
}

static void
nobody_waits_for_ever(void **state)
{
	struct node_input in = answer(ask()->number, true);

	(void)state;
	assert_true(lookup_deadline(l) == RIG_START + LOOKUP_PATIENCE_US);
	assert_int_equal(lookup_late(l, RIG_START + LOOKUP_PATIENCE_US - 1), NODE_NONE);
	assert_int_equal(lookup_late(l, RIG_START + LOOKUP_PATIENCE_US), 5);
	assert_int_equal(lookup_late(l, RIG_START + LOOKUP_PATIENCE_US), NODE_NONE);
	assert_true(lookup_deadline(l) == TIME_NEVER);
	assert_false(lookup_found(l, &in));
	assert_false(display());
	assert_true(s.failed);
	assert_non_null(strstr(bytes, "has not answered for 10 seconds"));
}

static void
an_older_answer_is_none(void **state)
{
	struct node_input in = answer(ask()->number, true);

	(void)state;
	cursor = 0;
	assert_true(display());
	assert_false(lookup_found(l, &in));
	in = answer(ask()->number, true);
	assert_true(lookup_found(l, &in));
}

/* More than there is room for at once. */
static void
all_events_of_a_step_are_handed_over(void **state)
{
	struct rig *r = seed_pair();
	struct bind *b = r->device[0].node->bind;
	struct step step = {.now = r->now, .out = &out};
	struct lease_record none = {.address = IP4(10, 10, 10, 1)}, given = none;
	unsigned handed = 0;

	(void)state;
	given.state = LEASE_LEASED;
	given.version = 1;
	given.side_len = LEASE_SIDE_MAX;
	out.count = 0;
	out.used = 0;
	for (unsigned i = 0; i < 500; i++)
		chronicle_note(b, &none, &given, true, &step);
	chronicle_flush(b, &step);
	for (unsigned i = 0; i < out.count; i++) {
		assert_int_equal(out.list[i].kind, NODE_ACT_HISTORY);
		handed += history_count(rd_of(out.list[i].bytes, out.list[i].len));
	}
	assert_int_equal(handed, 500);
	out.count = 0;
	chronicle_flush(b, &step);
	chronicle_keep(b, false);
	chronicle_note(b, &none, &given, true, &step);
	chronicle_flush(b, &step);
	assert_int_equal(out.count, 0);
	rig_free(r);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(it_is_asked_once_and_shown),
	    TEST(nobody_waits_for_ever),
	    TEST(an_older_answer_is_none),
	    cmocka_unit_test(all_events_of_a_step_are_handed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
