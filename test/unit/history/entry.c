/* What a change of a binding is, and the bytes and words of it. */
#include "test/unit/history/made.h"

#include <stdio.h>

#include "history/line.h"

static struct lease_record
turned(enum lease_state state, uint64_t version)
{
	struct lease_record r = made_lease(1, version);

	r.state = state;
	return r;
}

#define DAY (86400 * TIME_SEC)

static void
changes_are_events(void **state)
{
	struct lease_record none = {.address = IP4(10, 10, 10, 1)}, a = made_lease(1, 2);
	struct lease_record other = made_lease(2, 3), again = made_lease(1, 9);
	struct lease_record found = turned(LEASE_DECLINED, 9), idle = turned(LEASE_FREE, 9);
	const struct {
		const struct lease_record *before, *after;
		uint64_t now;
		enum history_event event;
	} row[] = {
	    {&none, &a, NOW, HISTORY_GRANTED},	 {&other, &a, NOW, HISTORY_GRANTED},
	    {&a, &a, NOW, HISTORY_NONE},	 {&a, &again, NOW, HISTORY_NONE},
	    {&a, &idle, NOW, HISTORY_FREED},	 {&a, &idle, NOW + 600 * TIME_SEC, HISTORY_EXPIRED},
	    {&a, &found, NOW, HISTORY_DECLINED},
	};

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(row); i++)
		assert_int_equal(history_event_of(row[i].before, row[i].after, row[i].now, WALL),
				 row[i].event);
}

static void
what_is_kept_for_its_client_becomes_free_in_silence(void **state)
{
	struct lease_record a = made_lease(1, 2), back = turned(LEASE_RELEASED, 3);
	struct lease_record aside = turned(LEASE_DECLINED, 3), idle = turned(LEASE_FREE, 4);

	(void)state;
	assert_int_equal(history_event_of(&a, &back, NOW, WALL), HISTORY_RELEASED);
	assert_int_equal(history_event_of(&back, &idle, NOW, WALL), HISTORY_NONE);
	assert_int_equal(history_event_of(&aside, &idle, NOW, WALL), HISTORY_FREED);
	aside.key.len = 0;
	assert_int_equal(history_event_of(&a, &aside, NOW, WALL), HISTORY_CONFLICTED);
}

/* RELEASED is said of what a client did, FREED of what an operator did. */
static void
who_gave_an_address_back_is_told_apart(void **state)
{
	struct lease_record a = made_lease(1, 2), back = turned(LEASE_RELEASED, 3), idle, again;

	(void)state;
	back.expiry_us = NOW + 30 * TIME_SEC;
	assert_int_equal(history_event_of(&a, &back, NOW, WALL), HISTORY_RELEASED);
	back.expiry_us = NOW + 59500 * TIME_MS; /* it may come late */
	back.length_s = 60;
	assert_int_equal(history_event_of(&a, &back, NOW, WALL), HISTORY_RELEASED);
	back.expiry_us = NOW + 30 * TIME_SEC;
	back.length_s = 606;
	assert_int_equal(history_event_of(&a, &back, NOW, WALL), HISTORY_FREED);
	back.length_s = UINT32_MAX;
	assert_int_equal(history_event_of(&a, &back, NOW, WALL), HISTORY_FREED);

	idle = again = back;
	idle.state = LEASE_FREE;
	again.version++;
	assert_int_equal(history_event_of(&idle, &again, NOW, WALL), HISTORY_CONFLICTED);
}

/* Something new of the client, or another day. */
static void
a_renewal_is_one_when_it_says_something(void **state)
{
	struct lease_record a = made_lease(1, 2), b = made_lease(1, 3);

	(void)state;
	b.side[2] = 'P';
	assert_int_equal(history_event_of(&a, &b, NOW, WALL), HISTORY_RENEWED);
	b = made_lease(1, 3);
	b.start_us = NOW + DAY - 1;
	assert_int_equal(history_event_of(&a, &b, NOW, WALL), HISTORY_NONE);
	b.start_us = NOW + DAY;
	assert_int_equal(history_event_of(&a, &b, NOW, WALL), HISTORY_RENEWED);
}

static void
bytes_come_back(void **state)
{
	struct lease_record r = made_lease(7, 5);
	uint8_t bytes[HISTORY_ENTRY_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct history_entry e = {0};
	struct rd in;

	(void)state;
	history_encode(&w, HISTORY_GRANTED, true, &r, NOW + TIME_SEC, WALL);
	for (size_t len = 0; len < w.len; len++) {
		in = rd_of(bytes, len);
		assert_false(history_decode(&in, &e));
	}
	in = rd_of(bytes, w.len);
	assert_true(history_decode(&in, &e));
	assert_int_equal(in.left, 0);
	assert_true(e.learned && e.event == HISTORY_GRANTED);
	assert_true(e.at_ms == AT_MS && e.until_ms == AT_MS + 600000);
	assert_true(ip4_same(e.client.address, r.address));
	assert_true(lease_key_same(&e.client.key, &r.key));
	assert_memory_equal(e.client.hardware, r.hardware, 6);
	assert_int_equal(e.client.side_len, r.side_len);
	bytes[2] = HISTORY_EVENTS;
	in = rd_of(bytes, w.len);
	assert_false(history_decode(&in, &e));
}

/* The longest of everything has room in HISTORY_ENTRY_MAX; nothing is said of what is not there. */
static void
bounds_hold(void **state)
{
	struct lease_record r = made_lease(7, 5), none = {.address = IP4(10, 0, 0, 1)};
	uint8_t bytes[HISTORY_ENTRY_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct history_entry e;
	char line[800], mac[MAC_TEXT];
	struct text t = text_of(line, sizeof line);
	struct rd in;

	(void)state;
	r.key.len = LEASE_KEY_MAX;
	r.hardware_len = LEASE_HARDWARE_MAX;
	r.side_len = LEASE_SIDE_MAX;
	r.expiry_us = TIME_NEVER;
	history_encode(&w, HISTORY_GRANTED, false, &r, NOW, WALL);
	assert_false(w.bad);
	assert_int_equal(w.len, HISTORY_ENTRY_MAX);
	in = rd_of(bytes, w.len);
	assert_true(history_decode(&in, &e) && e.until_ms == HISTORY_NEVER_MS);
	w = wr_of(bytes, sizeof bytes);
	history_encode(&w, HISTORY_CONFLICTED, false, &none, NOW, WALL);
	in = rd_of(bytes, w.len);
	assert_true(history_decode(&in, &e));
	assert_string_equal(history_mac(&e, mac), "");
	e.until_ms = 0;
	history_line(&e, &t);
	assert_string_equal(line, "10.0.0.1 conflicted");
}

static void
an_event_is_a_line(void **state)
{
	struct history_entry e = {.event = HISTORY_GRANTED,
				  .learned = true,
				  .at_ms = AT_MS,
				  .until_ms = AT_MS + 600000,
				  .client = made_lease(7, 5)};
	char line[800];
	struct text t = text_of(line, sizeof line);

	(void)state;
	history_line(&e, &t);
	assert_string_equal(line, "10.10.10.7 granted, to 0200-0000-0007, until 2026-01-01 "
				  "00:10:00 (host=printer, id=01020000000007, circuit=ge/7, "
				  "remote=0001, by=peer)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(changes_are_events),
	    cmocka_unit_test(what_is_kept_for_its_client_becomes_free_in_silence),
	    cmocka_unit_test(who_gave_an_address_back_is_told_apart),
	    cmocka_unit_test(a_renewal_is_one_when_it_says_something),
	    cmocka_unit_test(bytes_come_back),
	    cmocka_unit_test(bounds_hold),
	    cmocka_unit_test(an_event_is_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
