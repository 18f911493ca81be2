/* Pair state x record x what the peer said last x home x client, each with its answer. */
#include "test/check.h"

#include "lease/rules.h"

#define NOW    (100000 * TIME_SEC)
#define LONG   (5000 * TIME_SEC) /* longer than MCLT and drift together */
#define FUTURE (NOW + 3600 * TIME_SEC)

enum { COLUMNS = 8 };

/* Alone, Connected, Interrupted home and away, Partner-down home and away, the same just declared,
 * a careful start. */
static struct lease_rules
rules_of(unsigned column)
{
	static const enum lease_pair pair[COLUMNS] = {
	    LEASE_ALONE,	LEASE_CONNECTED,    LEASE_INTERRUPTED,	LEASE_INTERRUPTED,
	    LEASE_PARTNER_DOWN, LEASE_PARTNER_DOWN, LEASE_PARTNER_DOWN, LEASE_CONNECTED};
	static const uint8_t home[COLUMNS] = {0, 0, 1, 0, 1, 0, 0, 1};
	struct lease_rules r = {.pair = pair[column], .home = home[column]};

	r.mclt_us = LEASE_MCLT_DEFAULT_US;
	r.drift_us = LEASE_DRIFT_DEFAULT_US;
	r.down_since_us = column == 6 ? NOW - 100 * TIME_SEC : NOW - 2 * LONG;
	r.careful = column == 7;
	return r;
}

static const struct lease_key me = {3, {LEASE_KEY_IDENTIFIER, 'm', 'e'}};
static const struct lease_key nobody = {0, {0}};
static const struct lease_key you = {3, {LEASE_KEY_IDENTIFIER, 'y', 'u'}};

enum word { FREE_WORD, LEASED_WORD, DOUBT }; /* the peer's last */

static struct lease_record
record_of(enum lease_state state, const struct lease_key *key, uint64_t expiry_us, enum word word)
{
	struct lease_record r = {.address = IP4(10, 0, 0, 7), .state = state, .version = 8};

	r.key = *key;
	r.expiry_us = expiry_us;
	if (word == LEASED_WORD)
		r.acked = (struct lease_acked){8, expiry_us, LEASE_LEASED};
	r.sent = word == DOUBT ? 8 : r.acked.version;
	return r;
}

static char
letter(enum lease_may may)
{
	static const char letters[LEASE_MAYS + 1] = "YPHCXAS";

	return letters[may];
}

static const struct {
	const char *what, *want;
	enum lease_state state;
	const struct lease_key *key;
	uint64_t expiry_us;
	enum word word;
} cases[] = {
    {"never bound", "YYYAYPHS", LEASE_FREE, &nobody, 0, FREE_WORD},
    {"never bound, in doubt", "YYAAPPHS", LEASE_FREE, &nobody, 0, DOUBT},
    {"free, another's", "YYYAYPHS", LEASE_FREE, &you, NOW - LONG, FREE_WORD},
    {"free, the peer thinks leased", "YYAAPPHS", LEASE_FREE, &you, NOW - LONG, LEASED_WORD},
    {"free, in doubt", "YYAAPPHS", LEASE_FREE, &you, NOW - LONG, DOUBT},
    {"free, just now another's", "HHHHHHHS", LEASE_FREE, &you, NOW - TIME_SEC, FREE_WORD},
    {"free, just now mine", "YYYAYHHS", LEASE_FREE, &me, NOW - TIME_SEC, FREE_WORD},
    {"released by another, warm", "CCCCCCCS", LEASE_RELEASED, &you, NOW + TIME_SEC, LEASED_WORD},
    {"released by another", "YYAAPPHS", LEASE_RELEASED, &you, NOW - LONG, LEASED_WORD},
    {"released, the peer never knew", "YYYAYPHS", LEASE_RELEASED, &you, NOW - LONG, FREE_WORD},
    {"released by me, warm", "YYYYYYYY", LEASE_RELEASED, &me, NOW + TIME_SEC, LEASED_WORD},
    {"leased to another", "HHHHHHHS", LEASE_LEASED, &you, FUTURE, LEASED_WORD},
    {"leased to another for ever", "HHHHHHHS", LEASE_LEASED, &you, TIME_NEVER, LEASED_WORD},
    {"leased to me", "YYYYYYYY", LEASE_LEASED, &me, FUTURE, LEASED_WORD},
    {"leased to another, in the drift", "HHHHHHHS", LEASE_LEASED, &you, NOW - 4 * TIME_SEC,
     LEASED_WORD},
    {"leased to another, past", "YYAAPPHS", LEASE_LEASED, &you, NOW - LONG, LEASED_WORD},
    {"leased alone, past", "YYYAYPHS", LEASE_LEASED, &you, NOW - LONG, FREE_WORD},
    {"leased to me, past", "YYYYYYYY", LEASE_LEASED, &me, NOW - LONG, LEASED_WORD},
    {"declined", "XXXXXXXX", LEASE_DECLINED, &nobody, FUTURE, LEASED_WORD},
    {"declined long ago", "XXXXXXXX", LEASE_DECLINED, &nobody, NOW - LONG, FREE_WORD},
};

static void
who_may_have_an_address(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct lease_record r =
		    record_of(cases[i].state, cases[i].key, cases[i].expiry_us, cases[i].word);
		char got[COLUMNS + 1] = "";

		for (unsigned c = 0; c < COLUMNS; c++) {
			struct lease_rules rules = rules_of(c);

			got[c] = letter(lease_may_give(&rules, &r, &me, NOW));
		}
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("%s: %s, not %s", cases[i].what, got, cases[i].want);
	}
}

static void
a_promise_elsewhere_blocks(void **state)
{
	struct lease_record r = record_of(LEASE_FREE, &you, NOW - LONG, FREE_WORD);

	(void)state;
	r.promised_until_us = NOW + TIME_SEC;
	for (unsigned c = 0; c < COLUMNS - 1; c++) {
		struct lease_rules rules = rules_of(c);

		assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_NOT_HELD);
		r.state = LEASE_RELEASED;
		assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_NOT_HELD);
		assert_int_equal(lease_may_give(&rules, &r, &you, NOW), LEASE_MAY);
		r.state = LEASE_FREE;
	}
}

static void
a_doubtful_end_makes_a_stranger(void **state)
{
	struct lease_record ended = record_of(LEASE_LEASED, &me, NOW - TIME_SEC, LEASED_WORD), now;

	(void)state;
	ended.sent = ended.version + 2; /* freed it, and was not answered */
	now = ended;
	now.expiry_us = FUTURE;
	for (unsigned c = 0; c < COLUMNS; c++) {
		struct lease_rules rules = rules_of(c);
		bool guarded = rules.pair == LEASE_ALONE || rules.pair == LEASE_CONNECTED;

		assert_int_equal(lease_may_give(&rules, &ended, &me, NOW) == LEASE_MAY, guarded);
		assert_int_equal(lease_may_give(&rules, &now, &me, NOW), LEASE_MAY);
	}
}

static uint64_t
promise(unsigned column, const struct lease_record *r, uint64_t length_us)
{
	struct lease_rules rules = rules_of(column);

	return lease_may_promise(&rules, r, &me, length_us, NOW);
}

static void
how_long_a_promise_may_be(void **state)
{
	const uint64_t days = 3 * 86400 * TIME_SEC, mclt = LEASE_MCLT_DEFAULT_US;
	struct lease_record fresh = record_of(LEASE_FREE, &you, 0, FREE_WORD);
	struct lease_record held = record_of(LEASE_LEASED, &me, FUTURE, LEASED_WORD);
	struct lease_record alone = record_of(LEASE_LEASED, &me, FUTURE, FREE_WORD);
	struct lease_record past = record_of(LEASE_LEASED, &me, NOW - LONG, LEASED_WORD);

	(void)state;
	for (unsigned c = 0; c < COLUMNS; c++) {
		if (c == 2 || c == 3 || c == 7)
			continue; /* all but Interrupted and careful: full time */
		assert_true(promise(c, &fresh, days) == NOW + days);
		assert_true(promise(c, &held, days) == NOW + days);
		assert_true(promise(c, &held, TIME_NEVER) == TIME_NEVER);
	}
	for (unsigned c = 2; c <= 3; c++) {
		assert_true(promise(c, &fresh, days) == NOW + mclt);
		assert_true(promise(c, &held, days) == FUTURE + mclt);
		assert_true(promise(c, &alone, days) == NOW + mclt);
		assert_true(promise(c, &past, days) == NOW + mclt);
		assert_true(promise(c, &held, TIME_SEC) == NOW + TIME_SEC);
	}
	assert_true(promise(7, &fresh, days) == 0);
	assert_true(promise(7, &past, days) == 0);
	assert_true(promise(7, &held, days) == FUTURE);
	assert_true(promise(7, &held, TIME_SEC) == NOW + TIME_SEC);
}

static void
nak_only_what_is_known_to_be_wrong(void **state)
{
	static const char want[COLUMNS + 1] = "YYYnYnnY";

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		for (unsigned c = 0; c < COLUMNS; c++) {
			struct lease_record r = record_of(cases[i].state, cases[i].key,
							  cases[i].expiry_us, cases[i].word);
			struct lease_rules rules = rules_of(c);
			bool others =
			    r.state == LEASE_LEASED && cases[i].key == &you && r.expiry_us > NOW;

			assert_int_equal(lease_may_refuse(&rules, &r, &me, NOW),
					 others && want[c] == 'Y');
		}
}

static void
only_a_pair_that_agrees_frees(void **state)
{
	static const struct {
		enum lease_state state;
		uint64_t expiry_us;
		const char *want;
	} rows[] = {
	    {LEASE_LEASED, NOW - LONG, "YYnnYYnn"},
	    {LEASE_LEASED, NOW - 4 * TIME_SEC, "nnnnnnnn"},
	    {LEASE_LEASED, FUTURE, "nnnnnnnn"},
	    {LEASE_LEASED, TIME_NEVER, "nnnnnnnn"},
	    {LEASE_RELEASED, NOW, "YYnnnnnn"},
	    {LEASE_RELEASED, NOW + 1, "nnnnnnnn"},
	    {LEASE_DECLINED, NOW - LONG, "YYnnYYnn"},
	    {LEASE_DECLINED, FUTURE, "nnnnnnnn"},
	    {LEASE_FREE, NOW - LONG, "nnnnnnnn"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (unsigned c = 0; c < COLUMNS; c++) {
			struct lease_record r =
			    record_of(rows[i].state, &you, rows[i].expiry_us, LEASED_WORD);
			struct lease_rules rules = rules_of(c);

			if (lease_may_expire(&rules, &r, NOW) != (rows[i].want[c] == 'Y'))
				fail_msg("row %zu column %u", i, c);
		}
}

static void
the_search_looks_where_it_may(void **state)
{
	static const unsigned want[COLUMNS] = {3, 3, 2, 1, 3, 3, 3, 0};

	(void)state;
	for (unsigned c = 0; c < COLUMNS; c++) {
		struct lease_rules rules = rules_of(c);

		assert_int_equal(lease_parities(&rules), want[c]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_may_have_an_address),
	    cmocka_unit_test(a_promise_elsewhere_blocks),
	    cmocka_unit_test(a_doubtful_end_makes_a_stranger),
	    cmocka_unit_test(how_long_a_promise_may_be),
	    cmocka_unit_test(nak_only_what_is_known_to_be_wrong),
	    cmocka_unit_test(only_a_pair_that_agrees_frees),
	    cmocka_unit_test(the_search_looks_where_it_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
