/* A peer that lies: garbage, every cut, huge lengths, replays, other versions, frames out of
 * place. The session closes with a counted reason, and a sound peer is served right after. */
#include "test/unit/rbs/world.h"

#include "base/hash.h"
#include "rbs/message.h"

struct lab { /* side 0 of a world alone; the test itself is the peer */
	struct world *w;
	uint64_t number;
	uint8_t bytes[RBS_FRAME_MAX];
};

/* The peer is side 1 (it answers HELLO) and its connection is the one side 0 dialled. */
static struct lab
lab_new(void)
{
	struct lab lab = {.w = world_new()};
	struct world *w = lab.w;

	side_start(w, 0);
	w->tcp[0].syn = false;
	w->tcp[0].open[0] = true;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_OPENED, .dialled = true, .len = ROOM});
	return lab;
}

static void
lab_free(struct lab *lab)
{
	world_free(lab->w);
}

static void
give(struct lab *lab, const uint8_t *bytes, size_t len)
{
	if (lab->w->tcp[0].open[0])
		side_input(lab->w, 0,
			   (struct rbs_input){
			       .kind = RBS_IN_DATA, .dialled = true, .bytes = bytes, .len = len});
}

static struct wr
begin(struct lab *lab, enum rbs_type type, uint16_t flags, uint16_t backup_id)
{
	struct wr w = wr_of(lab->bytes, sizeof lab->bytes);

	rbs_frame_begin(&w, type, flags, backup_id, ++lab->number);
	return w;
}

static size_t
end(struct wr *w)
{
	assert_true(rbs_frame_end(w, 0));
	return w->len;
}

static size_t
hello(struct lab *lab)
{
	struct rbs_hello h = {.version_low = 1,
			      .version_high = 1,
			      .device = 5,
			      .journal = 6,
			      .incarnation = 7,
			      .sent = 100,
			      .groups_count = 1,
			      .group = {{.backup_id = ID, .digest = 42, .epoch = 1}}};
	struct wr w = begin(lab, RBS_HELLO, 0, 0);

	rbs_hello_write(&w, &h);
	return end(&w);
}

static void
say_hello(struct lab *lab)
{
	size_t len = hello(lab);

	give(lab, lab->bytes, len);
	assert_int_equal(lab->w->side[0].state, RBS_CONNECTED);
}

static size_t
records(struct lab *lab, uint16_t flags, uint64_t sequence, uint64_t replaces, uint64_t version)
{
	struct wr w = begin(lab, RBS_RECORDS, flags, ID);
	struct lease_record r = {.address = address_of(5), .state = LEASE_FREE, .version = version};
	size_t at = rbs_record_begin(&w, sequence, replaces);

	lease_record_encode(&w, &r, LEASE_FORM_WIRE, lab->w->now);
	rbs_record_end(&w, at);
	return end(&w);
}

static struct rbs_status
status_of(const struct lab *lab)
{
	struct rbs_status status;

	rbs_status_of(lab->w->side[0].session, &status);
	return status;
}

/* The session is gone, for this reason, and counted. */
static void
closed_for(struct lab *lab, const char *why)
{
	struct rbs_status status = status_of(lab);

	if (strstr(status.why, why) == NULL && strstr(status.attempt, why) == NULL)
		fail_msg("\"%s\" and \"%s\" do not say \"%s\"", status.why, status.attempt, why);
	assert_int_not_equal(status.state, RBS_CONNECTED);
	assert_false(lab->w->tcp[0].open[0]);
}

static void
a_sound_peer_is_taken(void **state)
{
	struct lab lab = lab_new();
	size_t len;

	(void)state;
	say_hello(&lab);
	len = records(&lab, RBS_FLAG_JUDGE, 101, 0, 9);
	give(&lab, lab.bytes, len);
	len = records(&lab, 0, 102, 0, 11);
	give(&lab, lab.bytes, len);
	assert_int_equal(version_at(lab.w, 0, 5), 11);
	assert_int_equal(lab.w->side[0].state, RBS_CONNECTED);
	lab_free(&lab);
}

static void
byte_by_byte_is_the_same(void **state)
{
	struct lab lab = lab_new();
	uint8_t copy[4096];
	size_t len = hello(&lab);

	(void)state;
	memcpy(copy, lab.bytes, len);
	for (size_t i = 0; i < len; i++) {
		assert_int_equal(lab.w->side[0].state, RBS_CONNECTING);
		give(&lab, copy + i, 1);
	}
	assert_int_equal(lab.w->side[0].state, RBS_CONNECTED);
	lab_free(&lab);
}

static void
every_cut_of_a_frame_ends_quietly(void **state)
{
	struct lab lab = lab_new();
	size_t len = hello(&lab);

	(void)state;
	lab_free(&lab);
	for (size_t n = 0; n < len; n++) {
		lab = lab_new();
		hello(&lab);
		if (n > 0)
			give(&lab, lab.bytes, n);
		assert_int_equal(lab.w->side[0].state, RBS_CONNECTING);
		lab.w->tcp[0].open[0] = false;
		side_input(lab.w, 0, (struct rbs_input){.kind = RBS_IN_CLOSED, .dialled = true});
		assert_int_equal(lab.w->side[0].state, RBS_LISTENING);
		lab_free(&lab);
	}
}

static void
a_peer_that_stops_in_a_frame_is_dead(void **state)
{
	struct lab lab = lab_new();
	size_t len;

	(void)state;
	say_hello(&lab);
	len = records(&lab, 0, 101, 0, 9);
	for (size_t i = 0; i + 1 < len; i++) { /* trickles, never whole */
		give(&lab, lab.bytes + i, 1);
		world_run(lab.w, 50 * TIME_MS);
	}
	closed_for(&lab, "echo time out");
	lab_free(&lab);
}

static void
garbage_is_refused(void **state)
{
	struct prng p = {1};

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		struct lab lab = lab_new();
		uint8_t noise[256];

		for (size_t i = 0; i < sizeof noise; i++)
			noise[i] = (uint8_t)prng_next(&p);
		if (round % 2)
			say_hello(&lab);
		give(&lab, noise, sizeof noise);
		closed_for(&lab, "packet error");
		assert_true(status_of(&lab).packet_errors == 1);
		lab_free(&lab);
	}
}

static void
a_huge_length_is_refused_at_once(void **state)
{
	struct lab lab = lab_new();

	(void)state;
	say_hello(&lab);
	records(&lab, 0, 101, 0, 9);
	memset(lab.bytes + 8, 0xff, 4);
	give(&lab, lab.bytes, RBS_HEADER);
	closed_for(&lab, "length is out of bounds");
	lab_free(&lab);
}

static void
a_replayed_frame_is_refused(void **state)
{
	struct lab lab = lab_new();
	size_t len;

	(void)state;
	say_hello(&lab);
	len = records(&lab, 0, 101, 0, 9);
	give(&lab, lab.bytes, len);
	assert_int_equal(lab.w->side[0].state, RBS_CONNECTED);
	give(&lab, lab.bytes, len);
	closed_for(&lab, "out of order");
	lab_free(&lab);
}

static void
a_frame_that_jumps_ahead_is_refused(void **state)
{
	struct lab lab = lab_new();
	size_t len;

	(void)state;
	say_hello(&lab);
	lab.number++;
	len = records(&lab, 0, 101, 0, 9);
	give(&lab, lab.bytes, len);
	closed_for(&lab, "out of order");
	lab_free(&lab);
}

static void
an_old_update_in_a_new_frame_is_refused(void **state)
{
	struct lab lab = lab_new();
	size_t len;

	(void)state;
	say_hello(&lab);
	len = records(&lab, 0, 100, 0, 9); /* HELLO said 100 were sent */
	give(&lab, lab.bytes, len);
	closed_for(&lab, "sequence is out of order");
	lab_free(&lab);
}

/* Each says why it is refused, after HELLO. */
static size_t
not_newer(struct lab *lab)
{
	return records(lab, RBS_FLAG_JUDGE, 101, 9, 9);
}

static size_t
sequence_in_a_batch(struct lab *lab)
{
	return records(lab, RBS_FLAG_BATCH, 101, 0, 9);
}

static size_t
malformed_record(struct lab *lab)
{
	struct wr w = begin(lab, RBS_RECORDS, 0, ID);
	size_t at = rbs_record_begin(&w, 101, 0);

	wr_zero(&w, 60);
	rbs_record_end(&w, at);
	return end(&w);
}

/* So that what is made after it can still be higher. */
static size_t
highest_version(struct lab *lab)
{
	return records(lab, 0, 101, 0, LEASE_VERSION_PEER_MAX + 1);
}

static size_t
ack_of_the_future(struct lab *lab)
{
	struct wr w = begin(lab, RBS_ACK, 0, 0);

	rbs_ack_write(&w, 1000);
	return end(&w);
}

static size_t
refusal_of_nothing(struct lab *lab)
{
	struct wr w = begin(lab, RBS_ACK, 0, 0);
	size_t at = rbs_refused_begin(&w, 17);

	rbs_refused_end(&w, at);
	rbs_ack_write(&w, 0);
	return end(&w);
}

static size_t
batch_begin(struct lab *lab, uint64_t from)
{
	struct wr w = begin(lab, RBS_BATCH_BEGIN, 0, ID);

	rbs_batch_begin_write(&w, &(struct rbs_batch_begin){.from = from, .hello = 1});
	return end(&w);
}

static size_t
batch_above(struct lab *lab)
{
	return batch_begin(lab, 50);
}

static size_t
batch_that_lost_one(struct lab *lab)
{
	size_t len = batch_begin(lab, 0);
	struct wr w;

	give(lab, lab->bytes, len);
	w = begin(lab, RBS_BATCH_END, 0, ID);
	rbs_batch_end_write(&w, &(struct rbs_batch_end){100, 1});
	return end(&w);
}

static size_t
one_address_twice(struct lab *lab)
{
	struct lease_record r = {.address = address_of(5), .state = LEASE_FREE, .version = 9};
	struct wr w = begin(lab, RBS_RECORDS, RBS_FLAG_JUDGE, ID);

	for (uint64_t k = 1; k <= 2; k++) {
		size_t at = rbs_record_begin(&w, 100 + k, 0);

		lease_record_encode(&w, &r, LEASE_FORM_WIRE, lab->w->now);
		rbs_record_end(&w, at);
	}
	return end(&w);
}

static void
frames_that_make_no_sense(void **state)
{
	static const struct {
		const char *why;
		size_t (*make)(struct lab *lab);
	} bad[] = {
	    {"not newer than what it replaces", not_newer},
	    {"sequence is out of order", sequence_in_a_batch},
	    {"lease record is malformed", malformed_record},
	    {"far ahead of anything plausible", highest_version},
	    {"what was not sent", ack_of_the_future},
	    {"no update in flight", refusal_of_nothing},
	    {"above what was applied", batch_above},
	    {"lost records", batch_that_lost_one},
	    {"two updates of one address", one_address_twice},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct lab lab = lab_new();
		size_t len;

		say_hello(&lab);
		len = bad[i].make(&lab);
		give(&lab, lab.bytes, len);
		closed_for(&lab, bad[i].why);
		lab_free(&lab);
	}
}

/* A batch that answers a HELLO from before a change of configuration is not taken for a new one. */
static void
a_batch_from_before_is_passed_over(void **state)
{
	struct lab lab = lab_new();
	struct wr w;

	(void)state;
	say_hello(&lab);
	lab.w->side[0].local.group[0].digest = 43;
	side_local(lab.w, 0);
	lab.w->side[0].local.group[0].digest = 42;
	side_local(lab.w, 0); /* the third HELLO, the second frame being the batch's begin */
	for (uint64_t answers = 1; answers <= 10; answers += 9) {
		w = begin(&lab, RBS_BATCH_BEGIN, 0, ID);
		rbs_batch_begin_write(&w, &(struct rbs_batch_begin){.hello = answers});
		end(&w);
		give(&lab, lab.bytes, w.len);
		assert_string_equal(status_of(&lab).group[0].receiving,
				    answers == 1 ? "waiting" : "running");
	}
	lab_free(&lab);
}

static void
put_line(struct wr *w, const char *line, size_t len)
{
	size_t at = rbs_field_begin(w, RBS_F_LINE);

	wr_bytes(w, line, len);
	rbs_field_end(w, at);
}

/* A peer that knows no REST: of its long lines the beginning decides. */
static void
a_peer_that_cuts_its_lines(void **state)
{
	enum { LONG = RBS_PIECE_MAX + 60 };
	static char text[LONG + 1], other[LONG + 1];
	static const char *const ours[] = {text, "mclt 60"};
	struct lab lab = lab_new();
	struct rbs_local_group *group = &lab.w->side[0].local.group[0];
	const char *alarm = lab.w->side[0].alarm;
	struct wr w;

	(void)state;
	memset(text, 'e', LONG);
	memset(other, 'o', LONG);
	group->digest = 43;
	group->line = ours;
	group->lines_count = COUNT_OF(ours);
	side_local(lab.w, 0);
	say_hello(&lab);
	w = begin(&lab, RBS_CONFIG, RBS_FLAG_FIRST | RBS_FLAG_LAST, ID);
	put_line(&w, text, RBS_PIECE_MAX);
	put_line(&w, other, RBS_PIECE_MAX);
	end(&w);
	give(&lab, lab.bytes, w.len);
	assert_int_equal(lab.w->side[0].state, RBS_CONNECTED);
	assert_non_null(strstr(alarm, "only there: \"ooo"));
	assert_non_null(strstr(alarm, "ooo...\"; only here: \"mclt 60\""));
	assert_null(strstr(alarm, "eee"));
	lab_free(&lab);
}

static void
another_version_is_refused_on_both(void **state)
{
	struct lab lab = lab_new();
	struct rbs_hello h = {
	    .version_low = 2, .version_high = 3, .device = 5, .journal = 6, .incarnation = 7};
	struct rbs_frame frame;
	struct rbs_farewell farewell;
	struct pipe *to;
	struct rd last;
	struct wr w = begin(&lab, RBS_HELLO, 0, 0);
	uint64_t sum;

	(void)state;
	rbs_hello_write(&w, &h);
	wr_be16(&w, 0x8123); /* what version 3 finds mandatory */
	wr_be16(&w, 0);
	end(&w);
	lab.bytes[2] = 3;
	sum = hash_bytes(lab.bytes + RBS_HEADER, w.len - RBS_HEADER, hash_bytes(lab.bytes, 24, 0));
	for (int i = 0; i < 8; i++)
		lab.bytes[24 + i] = (uint8_t)(sum >> (56 - 8 * i));
	lab.w->tcp[0].open[1] = true;
	give(&lab, lab.bytes, w.len);
	closed_for(&lab, "no protocol version in common");
	closed_for(&lab, "speaks 2 to 3");
	assert_non_null(strstr(lab.w->side[0].alarm, "no protocol version"));
	to = &lab.w->tcp[0].to[1]; /* HELLO, ERROR, the end */
	assert_int_equal(to->count, 3);
	last = rd_of(to->list[1].bytes, to->list[1].len);
	assert_int_equal(rbs_frame_take(&last, &frame), RBS_OK);
	assert_int_equal(frame.type, RBS_ERROR);
	rbs_farewell_read(&frame, &farewell);
	assert_int_equal(farewell.last, RBS_ERROR_VERSION);
	assert_non_null(strstr(farewell.reason, "no protocol version in common"));
	lab_free(&lab);
}

static void
a_refusal_by_the_peer_is_named(void **state)
{
	struct lab lab = lab_new();
	struct wr w = begin(&lab, RBS_ERROR, 0, 0);
	uint64_t now;

	(void)state;
	rbs_error_write(&w, RBS_ERROR_VERSION, "no protocol version in common");
	end(&w);
	give(&lab, lab.bytes, w.len);
	closed_for(&lab, "refusal by the peer. (no protocol version in common)");
	now = lab.w->now;
	assert_true(rbs_session_deadline(lab.w->side[0].session) >= now + RBS_REFUSED_RETRY);
	lab_free(&lab);
}

static void
an_unknown_mandatory_field_is_refused(void **state)
{
	struct lab lab = lab_new();
	struct wr w;

	(void)state;
	say_hello(&lab);
	w = begin(&lab, RBS_KEEPALIVE, 0, 0);
	rbs_keepalive_write(&w, &(struct rbs_keepalive){.sent = 100});
	wr_be16(&w, 0x8123);
	wr_be16(&w, 0);
	end(&w);
	give(&lab, lab.bytes, w.len);
	closed_for(&lab, "mandatory field is unknown");
	lab_free(&lab);
}

static void
nothing_before_hello(void **state)
{
	(void)state;
	for (enum rbs_type t = RBS_BATCH_BEGIN; t < RBS_BYE; t++) {
		struct lab lab = lab_new();
		size_t len;

		if (t == RBS_RECORDS) {
			len = records(&lab, 0, 101, 0, 9);
		} else if (t == RBS_ACK) {
			struct wr w = begin(&lab, RBS_ACK, 0, 0);

			rbs_ack_write(&w, 0);
			len = end(&w);
		} else if (t == RBS_KEEPALIVE) {
			struct wr w = begin(&lab, RBS_KEEPALIVE, 0, 0);

			rbs_keepalive_write(&w, &(struct rbs_keepalive){0});
			len = end(&w);
		} else {
			lab_free(&lab);
			continue;
		}
		give(&lab, lab.bytes, len);
		closed_for(&lab, "a frame before HELLO");
		lab_free(&lab);
	}
}

/* Updates of addresses that are none of ours change nothing; they are refused or counted. */
static void
records_outside_the_pools(void **state)
{
	struct lab lab = lab_new();
	struct lease_record r = {.address = {0x01020304}, .state = LEASE_FREE, .version = 9};
	struct wr w;
	size_t at;

	(void)state;
	say_hello(&lab);
	for (unsigned i = 0; i < 2; i++) {
		w = begin(&lab, RBS_RECORDS, i ? RBS_FLAG_JUDGE : 0, i ? ID : 7);
		at = rbs_record_begin(&w, 101 + i, 0);
		lease_record_encode(&w, &r, LEASE_FORM_WIRE, lab.w->now);
		rbs_record_end(&w, at);
		end(&w);
		give(&lab, lab.bytes, w.len);
	}
	assert_int_equal(lab.w->side[0].state, RBS_CONNECTED);
	assert_int_equal(lab.w->side[0].stores, 0);
	assert_int_equal(status_of(&lab).outside, 2);
	assert_int_equal(status_of(&lab).refusals_sent, 1);
	lab_free(&lab);
}

/* Every input kind in every state: nothing breaks, and the state stays one of the four. */
static void
every_input_in_every_state(void **state)
{
	static const struct rbs_config none;

	(void)state;
	for (enum rbs_state at = RBS_INITIAL; at < RBS_STATES; at++) {
		for (enum rbs_input_kind kind = 0; kind < RBS_INPUTS; kind++) {
			for (int dialled = 0; dialled < 2; dialled++) {
				struct lab lab = lab_new();
				struct side *d = &lab.w->side[0];
				struct lease_record r = {.address = address_of(1), .version = 4};
				struct rbs_input in = {.kind = kind,
						       .dialled = dialled,
						       .config = &d->config,
						       .local = &d->local,
						       .bytes = (const uint8_t *)"TLTLTLTL",
						       .len = 8,
						       .backup_id = ID,
						       .record = &r,
						       .ticket = 1,
						       .number = 1};

				d->tickets = 1;
				d->parked[1] = (struct parked){.address = address_of(1)};
				if (at == RBS_CONNECTED)
					say_hello(&lab);
				if (at == RBS_INITIAL)
					side_input(lab.w, 0,
						   (struct rbs_input){.kind = RBS_IN_CONFIG,
								      .config = &none});
				if (at == RBS_LISTENING) {
					lab.w->tcp[0].open[0] = false;
					side_input(lab.w, 0,
						   (struct rbs_input){.kind = RBS_IN_CLOSED,
								      .dialled = true});
				}
				assert_int_equal(d->state, at);
				if (kind == RBS_IN_OPENED && dialled)
					lab.w->tcp[0].open[0] = true;
				if (kind == RBS_IN_OPENED && !dialled)
					lab.w->tcp[1].open[0] = true;
				if (kind == RBS_IN_CLOSED)
					lab.w->tcp[!dialled].open[0] = false;
				side_input(lab.w, 0, in);
				assert_true(d->state < RBS_STATES);
				if (kind == RBS_IN_UPDATE)
					assert_int_equal(d->parked[1].answer, RBS_FULL);
				lab_free(&lab);
			}
		}
	}
}

/* ---- digests ---- */

static size_t
ack_of_all(struct lab *lab)
{
	struct rbs_status status = status_of(lab);
	struct wr w = begin(lab, RBS_ACK, 0, 0);
	uint64_t sent = 0;

	for (enum rbs_type t = RBS_HELLO; t < RBS_TYPES; t++)
		sent += status.frames_sent[t];
	rbs_ack_write(&w, sent);
	return end(&w);
}

static void
become_paired(struct lab *lab)
{
	struct wr w;
	size_t len;

	say_hello(lab);
	len = batch_begin(lab, 0);
	give(lab, lab->bytes, len);
	w = begin(lab, RBS_BATCH_END, 0, ID);
	rbs_batch_end_write(&w, &(struct rbs_batch_end){100, 0});
	len = end(&w);
	give(lab, lab->bytes, len);
	len = ack_of_all(lab);
	give(lab, lab->bytes, len);
	assert_int_equal(lab->w->side[0].pair, RBS_PAIRED);
}

/* Whatever digests a peer makes up: what is looked at, remembered and sent again has bounds. */
static void
invented_digests_cost_little(void **state)
{
	struct lab lab = lab_new();
	struct rbs_digest d = {.buckets_count = RBS_BUCKETS_MAX};
	struct prng p = {3};
	uint64_t until;

	(void)state;
	for (unsigned n = 0; n < ADDRESSES; n++)
		side_note(lab.w, 0, n);
	become_paired(&lab);
	until = lab.w->now + 120 * TIME_SEC;
	while (lab.w->now < until) {
		struct wr w = begin(&lab, RBS_DIGEST, 0, ID);
		size_t len;

		d.shift = prng_below(&p, 4) ? 8 : (uint8_t)prng_below(&p, 32);
		for (unsigned i = 0; i < RBS_BUCKETS_MAX; i++)
			d.bucket[i] = (struct rbs_bucket){
			    prng_below(&p, 2) ? address_of(0).host >> 8 : (uint32_t)prng_next(&p),
			    prng_next(&p)};
		rbs_digest_write(&w, &d);
		len = end(&w);
		give(&lab, lab.bytes, len);
		len = ack_of_all(&lab);
		give(&lab, lab.bytes, len);
		world_run(lab.w, 100 * TIME_MS);
	}
	assert_int_equal(lab.w->side[0].state, RBS_CONNECTED);
	assert_int_equal(status_of(&lab).packet_errors, 0);
	assert_true(status_of(&lab).group[0].suspects <= 1); /* the pool is one bucket */
	assert_true(status_of(&lab).frames_sent[RBS_RECORDS] <= 3);
	assert_true(lab.w->side[0].alarms <= 2);
	lab_free(&lab);
}

/* A pace and a clock that cannot be. */
static void
invented_times_are_bounded(void **state)
{
	struct lab lab = lab_new();
	struct rbs_hello h = {.version_low = 1,
			      .version_high = 1,
			      .device = 5,
			      .journal = 6,
			      .incarnation = 7,
			      .pace_ms = UINT32_MAX};
	struct rbs_keepalive k = {.wall_ms = UINT64_MAX};
	struct wr w = begin(&lab, RBS_HELLO, 0, 0);
	size_t len;

	(void)state;
	rbs_hello_write(&w, &h);
	len = end(&w);
	give(&lab, lab.bytes, len);
	assert_int_equal(lab.w->side[0].state, RBS_CONNECTED);
	w = begin(&lab, RBS_KEEPALIVE, 0, 0);
	rbs_keepalive_write(&w, &k);
	len = end(&w);
	give(&lab, lab.bytes, len);
	assert_false(status_of(&lab).clock_known);
	assert_int_equal(status_of(&lab).dead_us, 180 * TIME_SEC);
	world_run(lab.w, 181 * TIME_SEC);
	closed_for(&lab, "echo time out");
	lab_free(&lab);
}

static void
records_while_blocked_are_counted_only(void **state)
{
	struct lab lab = lab_new();
	size_t len;

	(void)state;
	lab.w->side[0].config.block_receive.set = true;
	side_input(lab.w, 0,
		   (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &lab.w->side[0].config});
	lab.w->tcp[0].syn = false;
	lab.w->tcp[0].open[0] = true;
	side_input(lab.w, 0,
		   (struct rbs_input){.kind = RBS_IN_OPENED, .dialled = true, .len = ROOM});
	say_hello(&lab);
	for (uint64_t i = 0; i < 1000; i++) {
		len = records(&lab, i % 2 ? RBS_FLAG_JUDGE : 0, 101 + i, 0, 9 + i);
		give(&lab, lab.bytes, len);
	}
	assert_int_equal(lab.w->side[0].state, RBS_CONNECTED);
	assert_int_equal(status_of(&lab).blocked_count, 1000);
	assert_int_equal(version_at(lab.w, 0, 5), 0);
	assert_int_equal(status_of(&lab).frames_sent[RBS_ACK], 0);
	lab_free(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(invented_digests_cost_little),
	    cmocka_unit_test(invented_times_are_bounded),
	    cmocka_unit_test(records_while_blocked_are_counted_only),
	    cmocka_unit_test(a_sound_peer_is_taken),
	    cmocka_unit_test(byte_by_byte_is_the_same),
	    cmocka_unit_test(every_cut_of_a_frame_ends_quietly),
	    cmocka_unit_test(a_peer_that_stops_in_a_frame_is_dead),
	    cmocka_unit_test(garbage_is_refused),
	    cmocka_unit_test(a_huge_length_is_refused_at_once),
	    cmocka_unit_test(a_replayed_frame_is_refused),
	    cmocka_unit_test(a_frame_that_jumps_ahead_is_refused),
	    cmocka_unit_test(an_old_update_in_a_new_frame_is_refused),
	    cmocka_unit_test(frames_that_make_no_sense),
	    cmocka_unit_test(a_batch_from_before_is_passed_over),
	    cmocka_unit_test(a_peer_that_cuts_its_lines),
	    cmocka_unit_test(another_version_is_refused_on_both),
	    cmocka_unit_test(a_refusal_by_the_peer_is_named),
	    cmocka_unit_test(an_unknown_mandatory_field_is_refused),
	    cmocka_unit_test(nothing_before_hello),
	    cmocka_unit_test(records_outside_the_pools),
	    cmocka_unit_test(every_input_in_every_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
