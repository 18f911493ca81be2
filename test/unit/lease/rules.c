/* Pair state x record x what the peer said last x home x client, each with its answer; then every
 * combination of all that the rules look at, judged a second way; then what the rules are for. */
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
    {"free, another may believe", "PPPAPHHS", LEASE_FREE, &you, FUTURE, FREE_WORD},
    {"free, I may believe", "YYYAYHHS", LEASE_FREE, &me, FUTURE, FREE_WORD},
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

/* What is in conflict, when nothing else is left. */
static void
who_may_have_a_conflict(void **state)
{
	static const struct {
		const char *what, *want;
		const struct lease_key *key;
		enum word word;
	} rows[] = {{"found by a probe, the peer never knew", "PPPAPHHS", &nobody, FREE_WORD},
		    {"found by a probe", "PPAAHHHS", &nobody, LEASED_WORD},
		    {"in doubt", "PPAAHHHS", &nobody, DOUBT},
		    {"declined by another", "PPAAHHHS", &you, LEASED_WORD},
		    {"declined by me", "XXXXXXXX", &me, LEASED_WORD}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lease_record r =
		    record_of(LEASE_DECLINED, rows[i].key, NOW + TIME_SEC, rows[i].word);
		char got[COLUMNS + 1] = "";

		for (unsigned c = 0; c < COLUMNS; c++) {
			struct lease_rules rules = rules_of(c);

			got[c] = letter(lease_may_reuse(&rules, &r, &me, NOW));
		}
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: %s, not %s", rows[i].what, got, rows[i].want);
	}
	for (int s = LEASE_FREE; s < LEASE_STATES; s++) {
		struct lease_record r = record_of((enum lease_state)s, &nobody, 0, FREE_WORD);
		struct lease_rules rules = rules_of(0);

		if (s != LEASE_DECLINED)
			assert_int_equal(lease_may_reuse(&rules, &r, &me, NOW), LEASE_NOT_CONFLICT);
	}
}

/* Kept long enough, and not yet freed; its client may not know that it gave it back. */
static void
what_was_released_and_may_be_believed_in_is_probed(void **state)
{
	struct lease_record r = record_of(LEASE_RELEASED, &you, NOW - TIME_SEC, FREE_WORD);
	struct lease_rules rules = rules_of(0);

	(void)state;
	r.start_us = NOW - 60 * TIME_SEC;
	assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_MAY);
	r.length_s = 120;
	assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_MAY_PROBED);
	assert_int_equal(lease_may_give(&rules, &r, &you, NOW), LEASE_MAY);
}

static void
a_promise_elsewhere_blocks(void **state)
{
	struct lease_record r = record_of(LEASE_FREE, &you, NOW - LONG, FREE_WORD);

	(void)state;
	lease_promise(&r, NOW + TIME_SEC, lease_owner(&you));
	for (unsigned c = 0; c < COLUMNS - 1; c++) {
		struct lease_rules rules = rules_of(c);

		assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_NOT_HELD);
		r.state = LEASE_RELEASED;
		assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_NOT_HELD);
		r.state = LEASE_FREE;
	}
}

/* The client that a record names or remembers comes after the one it is promised to, once its own
 * lease is over. */
static void
a_promise_to_somebody_else_goes_before(void **state)
{
	(void)state;
	for (unsigned c = 0; c < COLUMNS; c++) {
		struct lease_rules rules = rules_of(c);

		for (int s = LEASE_FREE; s <= LEASE_RELEASED; s++) {
			struct lease_record r = record_of(s, &me, NOW - LONG, FREE_WORD);

			if (s == LEASE_DECLINED)
				continue;
			lease_promise(&r, NOW + TIME_SEC, lease_owner(&you));
			assert_true(lease_may_give(&rules, &r, &me, NOW) >= LEASE_NOT_HELD);
			r.promised_to = 0;
			assert_true(lease_may_give(&rules, &r, &me, NOW) >= LEASE_NOT_HELD);
			r.promised_to = lease_owner(&me);
			if (s == LEASE_LEASED)
				assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_MAY);
			r.promised_to = lease_owner(&you);
			lease_promise(&r, NOW + 9 * TIME_SEC, lease_owner(&me));
			assert_true(s == LEASE_LEASED ||
				    lease_may_give(&rules, &r, &me, NOW) >= LEASE_NOT_HELD);
			r.promised_others_us = NOW - rules.drift_us;
			assert_true(s != LEASE_LEASED ||
				    lease_may_give(&rules, &r, &me, NOW) == LEASE_MAY);
			r.state = LEASE_LEASED;
			r.expiry_us = NOW + 1; /* its own lasts: a conflict, and it won */
			assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_MAY);
		}
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
		assert_true(promise(c, &alone, days) == FUTURE); /* it was told so already */
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

/* ---- every combination, judged a second way ---- */

enum { WORDS = 5, SENTS = 3 };

static const uint64_t ends[] = {0, NOW - LONG, NOW - 4 * TIME_SEC, FUTURE, TIME_NEVER};
static const uint64_t promises[] = {0, NOW - LONG, NOW + TIME_SEC};
static const uint64_t moments[] = {1, NOW - LONG, NOW - 100 * TIME_SEC};

/* The peer's last word, and what was sent. */
static void
peer_of(unsigned word, unsigned sent, struct lease_record *r)
{
	static const struct lease_acked acked[WORDS] = {{0, 0, LEASE_FREE},
							{8, NOW - LONG, LEASE_FREE},
							{8, NOW - LONG, LEASE_LEASED},
							{6, NOW - LONG, LEASE_LEASED},
							{6, FUTURE, LEASE_LEASED}};

	r->acked = acked[word];
	r->sent = sent == 0 ? r->acked.version : 6 + 2 * sent;
}

/* Bits of `flags`: home, careful, fresh, forfeited, reserved, complete. */
#define FLAGS 64
static struct lease_rules
rules_with(enum lease_pair pair, unsigned flags, uint64_t down_us)
{
	return (struct lease_rules){.pair = pair,
				    .home = flags & 1,
				    .careful = flags & 2,
				    .fresh = flags & 4,
				    .forfeited = flags & 8,
				    .reserved = flags & 16,
				    .complete = flags & 32,
				    .down_since_us = pair == LEASE_PARTNER_DOWN ? down_us : 0,
				    .mclt_us = LEASE_MCLT_DEFAULT_US,
				    .drift_us = LEASE_DRIFT_DEFAULT_US,
				    .longest_us = 86400 * TIME_SEC};
}

struct oracle { /* the questions the rules are made of, each answered on its own */
	bool apart, own, doubt, holder, over, ended, word_is_free;
};

static struct oracle
ask(const struct lease_rules *rules, const struct lease_record *r)
{
	bool bound = r->state == LEASE_LEASED || r->state == LEASE_RELEASED;
	bool surely_past = r->surely_us == 0 ? r->expiry_us <= NOW : r->surely_us <= NOW;

	return (struct oracle){
	    .apart = rules->pair == LEASE_INTERRUPTED || rules->pair == LEASE_PARTNER_DOWN,
	    .own = r->address.host % 2 == rules->home,
	    .doubt = r->sent > r->version,
	    .holder = bound && lease_key_same(&r->key, &me),
	    .over = r->state == LEASE_LEASED ? surely_past : true,
	    .ended = !(r->state == LEASE_LEASED && r->expiry_us > NOW),
	    .word_is_free = r->acked.state == LEASE_FREE && !(r->sent > r->acked.version)};
}

/* Has MCLT + drift (and a longest lease, when something unknown was sent) passed since every moment
 * that counts? */
static bool
peer_is_out(const struct lease_rules *rules, const struct lease_record *r)
{
	bool given_up = r->state == LEASE_RELEASED || r->state == LEASE_DECLINED;
	bool unknown = !(r->sent <= r->acked.version);
	const uint64_t list[] = {
	    r->expiry_us, r->promised_until_us,
	    r->acked.state == LEASE_LEASED ? r->acked.expiry_us : 0,
	    !rules->complete || rules->forfeited || unknown ? rules->down_since_us : 0,
	    given_up && r->version % 2 != rules->home ? r->start_us + rules->longest_us : 0};
	uint64_t wait = rules->mclt_us + rules->drift_us + (unknown ? rules->longest_us : 0);

	for (size_t i = 0; i < COUNT_OF(list); i++)
		if (list[i] == TIME_NEVER || list[i] + wait > NOW)
			return false;
	return !rules->forfeited ||
	       rules->down_since_us + rules->longest_us + rules->mclt_us + rules->drift_us <= NOW;
}

/* 'y' at once, 'p' once the peer is out, 'n' never; Interrupted or Partner-down. */
static char
pair_says(const struct lease_rules *rules, const struct oracle *o)
{
	if (o->own && o->word_is_free && !rules->forfeited)
		return 'y';
	if (rules->pair == LEASE_PARTNER_DOWN)
		return 'p';
	return 'n';
}

/* A start; or it gave its half away, and nothing was declared since. */
static bool
oracle_careful(const struct lease_rules *rules)
{
	return rules->careful || (rules->pair == LEASE_INTERRUPTED && rules->forfeited);
}

static enum lease_may
oracle_give(const struct lease_rules *rules, const struct lease_record *r)
{
	struct oracle o = ask(rules, r);
	bool released = r->state == LEASE_RELEASED;
	bool last = (r->state == LEASE_FREE || released) && lease_key_same(&r->key, &me);
	bool kept =
	    r->state == LEASE_RELEASED && NOW < (r->surely_us ? r->surely_us : r->expiry_us);
	uint64_t told = released ? r->start_us + r->length_s * TIME_SEC : r->expiry_us;
	bool believed = (r->state == LEASE_FREE || released) && told > NOW;
	bool may_end = r->state == LEASE_LEASED || (r->state == LEASE_FREE && !believed);
	uint64_t reach = NOW - rules->drift_us;
	bool elsewhere = r->promised_others_us > reach ||
			 (r->promised_until_us > reach && r->promised_to != lease_owner(&me));
	char says = o.apart && !rules->reserved ? pair_says(rules, &o) : 'y';
	bool lost = o.over && (o.doubt || rules->forfeited || rules->fresh || rules->alien);

	if (r->state == LEASE_DECLINED)
		return LEASE_NOT_CONFLICT;
	if (o.holder && !(o.apart && !kept && lost) && !(elsewhere && o.over))
		return LEASE_MAY;
	if (oracle_careful(rules))
		return LEASE_NOT_CAREFUL;
	if (r->state == LEASE_RELEASED && NOW < r->expiry_us)
		return LEASE_NOT_COOLING;
	if (elsewhere || (!last && may_end && r->expiry_us > reach))
		return LEASE_NOT_HELD;
	if (says == 'n' || (says == 'p' && !peer_is_out(rules, r)))
		return rules->pair == LEASE_INTERRUPTED ? LEASE_NOT_HOME : LEASE_NOT_HELD;
	return says == 'p' || rules->fresh || (believed && !last) ? LEASE_MAY_PROBED : LEASE_MAY;
}

static bool
oracle_refuse(const struct lease_rules *rules, const struct lease_record *r)
{
	struct oracle o = ask(rules, r);
	bool alone = rules->pair == LEASE_ALONE;
	bool sure = !o.apart || (o.own && !rules->careful && !rules->forfeited);

	return r->state == LEASE_LEASED && !o.holder && !o.over && !o.doubt &&
	       (alone || (sure && !rules->fresh));
}

static bool
oracle_deny(const struct lease_rules *rules)
{
	return rules->pair == LEASE_ALONE || (rules->pair == LEASE_CONNECTED && !rules->fresh);
}

static bool
oracle_expire(const struct lease_rules *rules, const struct lease_record *r)
{
	struct oracle o = ask(rules, r);
	uint64_t reach = NOW - rules->drift_us;
	char says = o.apart ? pair_says(rules, &o) : 'y';
	bool due = r->state == LEASE_LEASED ? r->expiry_us <= reach && r->promised_until_us <= reach
					    : r->state != LEASE_FREE && r->expiry_us <= NOW;

	return due && !oracle_careful(rules) &&
	       (says == 'y' || (says == 'p' && peer_is_out(rules, r)));
}

static uint64_t
oracle_promise(const struct lease_rules *rules, const struct lease_record *r, uint64_t length_us)
{
	struct oracle o = ask(rules, r);
	uint64_t wanted = length_us == TIME_NEVER ? TIME_NEVER : NOW + length_us, cap;
	uint64_t sure = r->surely_us == 0 ? r->expiry_us : r->surely_us;
	uint64_t known = r->acked.state == LEASE_LEASED ? r->acked.expiry_us : 0;

	if (oracle_careful(rules))
		return !o.holder || o.over ? 0 : wanted < sure ? wanted : sure;
	if (rules->pair != LEASE_INTERRUPTED)
		return wanted;
	if (known < NOW)
		known = NOW;
	cap = known + rules->mclt_us;
	if (o.holder && !o.over && sure > cap) /* what it was told stands */
		cap = sure;
	return cap <= NOW ? 0 : wanted < cap ? wanted : cap;
}

static void
judge_twice(const struct lease_rules *rules, const struct lease_record *r)
{
	const uint64_t lengths[] = {TIME_SEC, 5 * 86400 * TIME_SEC, TIME_NEVER};
	enum lease_may got = lease_may_give(rules, r, &me, NOW), want = oracle_give(rules, r);

	if (got != want)
		fail_msg("give %d, not %d: pair %d state %d", got, want, rules->pair, r->state);
	assert_int_equal(lease_may_refuse(rules, r, &me, NOW), oracle_refuse(rules, r));
	assert_int_equal(lease_may_deny(rules, r), oracle_deny(rules) && !ask(rules, r).doubt);
	assert_int_equal(lease_may_deny(rules, NULL), oracle_deny(rules));
	assert_int_equal(lease_may_expire(rules, r, NOW), oracle_expire(rules, r));
	for (size_t i = 0; i < COUNT_OF(lengths); i++)
		assert_true(lease_may_promise(rules, r, &me, lengths[i], NOW) ==
			    oracle_promise(rules, r, lengths[i]));
}

static void
judge_under_all_rules(const struct lease_record *r)
{
	const unsigned count = LEASE_PAIRS * FLAGS * COUNT_OF(moments);

	for (unsigned i = 0; i < count; i++) {
		unsigned pair = i % LEASE_PAIRS, flags = i / LEASE_PAIRS % FLAGS;
		unsigned down = i / (LEASE_PAIRS * FLAGS);
		struct lease_rules rules = rules_with((enum lease_pair)pair, flags, moments[down]);

		if (down == 0 || pair == LEASE_PARTNER_DOWN)
			judge_twice(&rules, r); /* else the moment does not count */
	}
}

/* All records that make a difference, handed out one by one; false at the end. */
static bool
next_record(unsigned *cursor, struct lease_record *ret)
{
	static const struct lease_key *const keys[] = {&nobody, &me, &you};
	static const uint64_t surely[] = {0, NOW - TIME_SEC, NOW + 10 * TIME_SEC};
	const uint64_t owners[] = {0, lease_owner(&me), lease_owner(&you)};
	unsigned c = *cursor;
	struct lease_record r = {
	    .address = IP4(10, 0, 0, 7), .version = 8, .start_us = NOW - 1000 * TIME_SEC};

	r.state = (enum lease_state)(c % LEASE_STATES), c /= LEASE_STATES;
	r.key = *keys[c % 3], c /= 3;
	r.expiry_us = ends[c % COUNT_OF(ends)], c /= COUNT_OF(ends);
	r.promised_until_us = promises[c % COUNT_OF(promises)], c /= COUNT_OF(promises);
	r.promised_to = owners[c % COUNT_OF(owners)], c /= COUNT_OF(owners);
	r.surely_us = surely[c % COUNT_OF(surely)], c /= COUNT_OF(surely);
	r.length_s = c % 2 * 2000, c /= 2;
	peer_of(c % WORDS, c / WORDS % SENTS, &r), c /= WORDS * SENTS;
	(*cursor)++;
	*ret = r;
	return c == 0;
}

static void
every_combination_is_as_an_oracle_says(void **state)
{
	struct lease_record r;
	unsigned cursor = 0;

	(void)state;
	while (next_record(&cursor, &r))
		judge_under_all_rules(&r);
	assert_true(cursor > 8000);
}

/* ---- what the rules are for ---- */

static bool
gives(const struct lease_rules *rules, const struct lease_record *r, const struct lease_key *key,
      uint64_t now)
{
	enum lease_may may = lease_may_give(rules, r, key, now);

	return may == LEASE_MAY || may == LEASE_MAY_PROBED;
}

/* Whatever is switched on only takes away. */
static void
caution_never_allows_more(void **state)
{
	struct lease_record r;
	unsigned cursor = 0;

	(void)state;
	while (next_record(&cursor, &r))
		for (unsigned i = 0; i < LEASE_PAIRS * 32; i++) {
			struct lease_rules rules =
			    rules_with((enum lease_pair)(i / 32), i % 32, NOW - LONG);
			bool before = gives(&rules, &r, &me, NOW);

			for (unsigned bit = 2; bit <= 8; bit *= 2) {
				struct lease_rules more =
				    rules_with(rules.pair, (i % 32) | bit, NOW - LONG);

				assert_false(gives(&more, &r, &me, NOW) && !before);
				assert_false(lease_may_refuse(&more, &r, &me, NOW) &&
					     !lease_may_refuse(&rules, &r, &me, NOW));
			}
		}
}

/* Two devices that agree on a record, cut from each other: each device alone may give it away. */
static void
no_two_devices_give_one_address(void **state)
{
	struct lease_record r;
	unsigned cursor = 0;

	(void)state;
	while (next_record(&cursor, &r)) {
		struct lease_rules a = rules_with(LEASE_INTERRUPTED, 0, 0);
		struct lease_rules b = rules_with(LEASE_INTERRUPTED, 1, 0);

		if (lease_holds(&r, &me) || lease_holds(&r, &you))
			continue;
		assert_false(gives(&a, &r, &me, NOW) && gives(&b, &r, &you, NOW));
	}
}

/* A device goes on promising until it is gone, at T; the other, which knows what was acknowledged,
 * gives the address to nobody else before the promise is over. */
static void
nobody_loses_an_address_to_a_declaration(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4 * 4 * 4; i++) {
		const uint64_t step = 400 * TIME_SEC;
		uint64_t expiry = NOW + i % 4 * step, gone = NOW + i / 4 % 4 * step;
		uint64_t asked = NOW + i / 16 * step;
		struct lease_record r = record_of(LEASE_LEASED, &me, expiry, LEASED_WORD);
		struct lease_rules apart = rules_with(LEASE_INTERRUPTED, 0, 0);
		struct lease_rules down = rules_with(LEASE_PARTNER_DOWN, 1, gone);
		uint64_t until;

		if (asked > gone)
			continue;
		until = lease_may_promise(&apart, &r, &me, 86400 * TIME_SEC, asked);
		assert_true(until >= asked + LEASE_MCLT_DEFAULT_US);
		for (uint64_t now = gone; now <= until; now += step / 8)
			assert_false(gives(&down, &r, &you, now) ||
				     lease_may_expire(&down, &r, now));
		assert_true(gives(&down, &r, &you, until + 10 * step));
	}
}

/* Who left, or was declared down, and is back too early promises what its disk says and no more.
 * The other one gives the address away once that is over, and not before. */
static void
who_gave_its_half_away_keeps_out_of_the_way(void **state)
{
	struct lease_rules back = rules_with(LEASE_INTERRUPTED, 9, 0);
	struct lease_rules down = rules_with(LEASE_PARTNER_DOWN, 0, 1);
	struct lease_record r = record_of(LEASE_LEASED, &me, NOW + 100 * TIME_SEC, LEASED_WORD);
	struct lease_record never = {.address = IP4(10, 0, 0, 7)};

	(void)state;
	for (uint64_t now = NOW; now < NOW + LONG; now += TIME_SEC) {
		bool mine = now < r.expiry_us;

		assert_true(gives(&back, &r, &me, now) == mine);
		assert_true(lease_may_promise(&back, &r, &me, LONG, now) ==
			    (mine ? r.expiry_us : 0));
		assert_false(mine && gives(&down, &r, &you, now));
		assert_false(gives(&back, &never, &me, now));
		assert_false(lease_may_expire(&back, &r, now));
	}
	assert_true(gives(&down, &r, &you, NOW + LONG));
}

/* Its operator declares the peer down, which gave full leases until then. */
static void
who_gave_its_half_away_waits_for_a_longest_lease(void **state)
{
	struct lease_rules down = rules_with(LEASE_PARTNER_DOWN, 9, NOW);
	uint64_t end = NOW + down.longest_us + down.mclt_us + down.drift_us;
	struct lease_record never = {.address = IP4(10, 0, 0, 7)}; /* its own half */

	(void)state;
	assert_int_equal(lease_may_give(&down, &never, &me, end - 1), LEASE_NOT_HELD);
	assert_int_equal(lease_may_give(&down, &never, &me, end), LEASE_MAY_PROBED);
	down.forfeited = false;
	assert_int_equal(lease_may_give(&down, &never, &me, NOW), LEASE_MAY);
}

/* An update that the peer may hold: nothing is refused, nobody else gets the address, until the
 * longest lease it can have promised is over. */
static void
what_is_in_doubt_is_left_alone(void **state)
{
	struct lease_record r = record_of(LEASE_FREE, &me, NOW - LONG, FREE_WORD);
	struct lease_rules apart = rules_with(LEASE_INTERRUPTED, 1, 0);
	struct lease_rules down = rules_with(LEASE_PARTNER_DOWN, 1, NOW);
	uint64_t end = NOW + down.longest_us + down.mclt_us + down.drift_us;

	(void)state;
	r.acked = (struct lease_acked){8, NOW - LONG, LEASE_FREE};
	assert_int_equal(lease_may_give(&apart, &r, &you, NOW), LEASE_MAY);
	r.sent = 10;
	assert_int_equal(lease_may_give(&apart, &r, &you, NOW), LEASE_NOT_HOME);
	assert_int_equal(lease_may_give(&apart, &r, &me, NOW),
			 LEASE_NOT_HOME); /* its last client */
	assert_int_equal(lease_may_give(&down, &r, &you, end - 1), LEASE_NOT_HELD);
	assert_int_equal(lease_may_give(&down, &r, &you, end), LEASE_MAY_PROBED);
	down.longest_us = TIME_NEVER; /* it may have been promised for ever */
	assert_int_equal(lease_may_give(&down, &r, &you, end + LONG), LEASE_NOT_HELD);

	r = record_of(LEASE_LEASED, &me, FUTURE, LEASED_WORD);
	r.sent = 10; /* a renewal, perhaps */
	assert_int_equal(lease_may_give(&apart, &r, &me, NOW), LEASE_MAY);
	assert_false(lease_may_refuse(&apart, &r, &you, NOW));
	r.sent = 8;
	assert_true(lease_may_refuse(&apart, &r, &you, NOW));
}

/* The peer heard that a client gave its address back, and told us; whether it knows that we know is
 * not known. If not, the client may have it again there. */
static void
an_end_that_only_the_peer_heard_may_not_be_one(void **state)
{
	struct lease_record r = record_of(LEASE_RELEASED, &you, NOW + TIME_SEC, FREE_WORD);
	struct lease_rules down = rules_with(LEASE_PARTNER_DOWN, 1, NOW);
	uint64_t waits = down.mclt_us + down.drift_us;

	(void)state;
	r.start_us = NOW - 29 * TIME_SEC;
	r.acked = (struct lease_acked){8, r.expiry_us, LEASE_RELEASED};
	r.sent = 8;
	assert_false(gives(&down, &r, &me, r.start_us + down.longest_us + waits - 1));
	assert_true(gives(&down, &r, &me, r.start_us + down.longest_us + waits));
	r.version = r.sent = r.acked.version = 9; /* we heard it, and the peer acknowledged */
	assert_false(gives(&down, &r, &me, r.expiry_us + waits - 1));
	assert_true(gives(&down, &r, &me, r.expiry_us + waits));
}

/* After a restart that could not measure its time, reuse waits for the latest end and promises
 * count on the earliest. */
static void
uncertain_times_hurt_nobody(void **state)
{
	struct lease_record r = record_of(LEASE_LEASED, &me, FUTURE, LEASED_WORD);
	struct lease_rules careful = rules_with(LEASE_INTERRUPTED, 3, 0);
	struct lease_rules alone = rules_with(LEASE_ALONE, 1, 0);
	struct lease_rules apart = rules_with(LEASE_INTERRUPTED, 1, 0);

	(void)state;
	r.surely_us = NOW + 7 * TIME_SEC;
	assert_true(lease_may_promise(&careful, &r, &me, LONG, NOW) == r.surely_us);
	assert_true(lease_may_promise(&careful, &r, &me, LONG, r.surely_us) == 0);
	assert_int_equal(lease_may_give(&alone, &r, &you, FUTURE), LEASE_NOT_HELD);
	assert_false(lease_may_expire(&alone, &r, FUTURE + TIME_SEC));
	assert_true(lease_may_expire(&alone, &r, FUTURE + LEASE_DRIFT_DEFAULT_US));
	assert_true(lease_may_refuse(&alone, &r, &you, NOW));
	assert_false(lease_may_refuse(&alone, &r, &you, r.surely_us)); /* it may be over */
	r.sent = r.version + 2; /* what is in doubt may have been its end */
	assert_int_equal(lease_may_give(&apart, &r, &me, r.surely_us - 1), LEASE_MAY);
	assert_int_not_equal(lease_may_give(&apart, &r, &me, r.surely_us), LEASE_MAY);
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
	    cmocka_unit_test(who_may_have_a_conflict),
	    cmocka_unit_test(what_was_released_and_may_be_believed_in_is_probed),
	    cmocka_unit_test(a_promise_elsewhere_blocks),
	    cmocka_unit_test(a_promise_to_somebody_else_goes_before),
	    cmocka_unit_test(a_doubtful_end_makes_a_stranger),
	    cmocka_unit_test(how_long_a_promise_may_be),
	    cmocka_unit_test(nak_only_what_is_known_to_be_wrong),
	    cmocka_unit_test(only_a_pair_that_agrees_frees),
	    cmocka_unit_test(every_combination_is_as_an_oracle_says),
	    cmocka_unit_test(caution_never_allows_more),
	    cmocka_unit_test(no_two_devices_give_one_address),
	    cmocka_unit_test(nobody_loses_an_address_to_a_declaration),
	    cmocka_unit_test(who_gave_its_half_away_keeps_out_of_the_way),
	    cmocka_unit_test(who_gave_its_half_away_waits_for_a_longest_lease),
	    cmocka_unit_test(what_is_in_doubt_is_left_alone),
	    cmocka_unit_test(an_end_that_only_the_peer_heard_may_not_be_one),
	    cmocka_unit_test(uncertain_times_hurt_nobody),
	    cmocka_unit_test(the_search_looks_where_it_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
