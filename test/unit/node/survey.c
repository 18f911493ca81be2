/* Displays of the machine: asked for once, given up when nobody answers; an answer that comes too
 * late, or to somebody who has gone on, is none; counters of links are asked for by who else waits.
 */
#include "test/unit/node/seed.h"

#include <string.h>

#include "node/survey.h"

static struct node_actions out;
static struct surveys *v;
static struct lan_heard lan;
static struct node_survey told;
static char bytes[1 << 17];
static struct text shown;
static struct show s;
static uint64_t cursor;

static const struct show_row *
row(const char *template)
{
	for (unsigned i = 0; i < survey_show_rows_count; i++)
		if (strcmp(survey_show_rows[i].template, template) == 0)
			return &survey_show_rows[i];
	assert_true(false);
	return NULL;
}

static bool
step_of(const char *template, const char *word)
{
	const struct show_args args = {.count = word != NULL, .word = {word}};
	const struct surveys_shown subject = {v};

	s.waits = false;
	return row(template)->step(&subject, &args, &cursor, RIG_START, &s);
}

static const struct node_action *
ask(void)
{
	struct step step = {.now = RIG_START, .out = &out};

	out.count = 0;
	out.used = 0;
	survey_ask(v, 5, &step);
	return out.count > 0 ? &out.list[0] : NULL;
}

static bool
answer(uint64_t number)
{
	struct node_input in = {.kind = NODE_IN_SURVEY};
	struct step step = {.now = RIG_START + 7, .out = &out};

	in.u.survey.session = 5;
	in.u.survey.number = number;
	in.u.survey.told = &told;
	return survey_heard(v, &in, &lan, &step);
}

static int
begin(void **state)
{
	(void)state;
	v = surveys_new();
	survey_enter(v, 5);
	shown = text_of(bytes, sizeof bytes);
	s = (struct show){.out = &shown};
	cursor = 0;
	memset(&told, 0, sizeof told);
	memset(&lan, 0, sizeof lan);
	show_open(&s);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	surveys_free(v);
	return 0;
}

static void
it_is_asked_once_and_shown(void **state)
{
	uint64_t number;

	(void)state;
	assert_true(step_of("display arp", NULL) && s.waits);
	assert_int_equal(ask()->survey, NODE_SURVEY_NEIGHBOURS);
	number = out.list[0].number;
	assert_null(ask());
	assert_true(step_of("display arp", NULL) && s.waits); /* somebody looks too early */
	assert_false(answer(number + 1));
	told.kind = NODE_SURVEY_NEIGHBOURS;
	told.count = 1;
	assert_true(answer(number));
	assert_false(answer(number));
	assert_false(step_of("display arp", NULL));
	assert_false(s.waits || s.failed);
	assert_non_null(strstr(bytes, "Total:1\n"));
}

static void
nobody_waits_for_ever(void **state)
{
	(void)state;
	assert_true(step_of("display cpu-usage", NULL));
	assert_non_null(ask());
	assert_true(survey_deadline(v) == RIG_START + SURVEY_PATIENCE_US);
	assert_int_equal(survey_late(v, &lan, RIG_START + SURVEY_PATIENCE_US - 1), NODE_NONE);
	assert_int_equal(survey_late(v, &lan, RIG_START + SURVEY_PATIENCE_US), 5);
	assert_int_equal(survey_late(v, &lan, RIG_START + SURVEY_PATIENCE_US), NODE_NONE);
	assert_true(survey_deadline(v) == TIME_NEVER);
	assert_false(answer(out.list[0].number));
	assert_false(step_of("display cpu-usage", NULL));
	assert_true(s.failed);
	assert_non_null(strstr(bytes, "Error: The system has not answered for 5 seconds.\n"));
}

/* Whoever waits and has asked for nothing else wants them; they go to the links. */
static void
counters_go_to_the_links(void **state)
{
	const struct node_action *a = ask();

	(void)state;
	assert_int_equal(a->survey, NODE_SURVEY_TRAFFIC);
	told.kind = NODE_SURVEY_TRAFFIC;
	told.count = NODE_SURVEY_ROWS;
	snprintf(told.u.traffic[1].name, sizeof told.u.traffic[1].name, "Vlanif7");
	told.u.traffic[1].in_errors = 9;
	assert_true(answer(a->number));
	assert_int_equal(lan.traffic_us, RIG_START + 7);
	assert_int_equal(lan.traffic_count, LAN_TRAFFIC_MAX);
	assert_int_equal(lan_heard_traffic(&lan, "Vlanif7")->in_errors, 9);
	assert_null(lan_heard_traffic(&lan, "Vlanif8"));
	a = ask();
	assert_non_null(
	    a); /* of nobody there is none, and they are not asked for again and again */
	assert_int_equal(survey_late(v, &lan, TIME_NEVER - 1), 5);
	assert_int_equal(lan.traffic_count, 0);
}

static void
a_full_log_comes_in_steps(void **state)
{
	struct text t = text_of(told.u.log, sizeof told.u.log);
	unsigned steps = 1;

	(void)state;
	assert_true(step_of("display logbuffer size <int:1-256>", "100"));
	assert_non_null(ask());
	told.kind = NODE_SURVEY_LOG;
	for (told.count = 0; told.count < NODE_SURVEY_LINES; told.count++)
		text_add(&t, "line %u %0200u\n", told.count, 0u);
	assert_false(t.cut);
	assert_true(answer(out.list[0].number));
	for (; step_of("display logbuffer size <int:1-256>", "100"); steps++)
		assert_false(s.waits);
	assert_true(steps > 5);
	assert_null(strstr(bytes, "line 155 "));
	assert_non_null(strstr(bytes, "line 156 "));
	assert_non_null(strstr(bytes, "line 255 "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(it_is_asked_once_and_shown, begin, end),
	    cmocka_unit_test_setup_teardown(nobody_waits_for_ever, begin, end),
	    cmocka_unit_test_setup_teardown(counters_go_to_the_links, begin, end),
	    cmocka_unit_test_setup_teardown(a_full_log_comes_in_steps, begin, end),
	};

	return cmocka_run_group_tests_name("node/survey", tests, NULL, NULL);
}
