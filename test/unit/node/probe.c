/* The address probe: its frames and times, who answers, what is remembered, its bound. */
#include "test/check.h"

#include "base/checksum.h"
#include "node/serve/probe.h"

#define NOW (1000 * TIME_SEC)

static const struct mac ours = {{2, 0, 0, 0, 0, 1}}, client = {{2, 0, 0, 0, 0, 9}},
			other = {{2, 0, 0, 0, 0, 7}};

static struct dhcp_request
request(uint16_t vlan)
{
	struct dhcp_request r = {.vlan = vlan, .from = client};

	r.message.type = DHCP_DISCOVER;
	r.message.xid = vlan;
	r.message.hardware_type = 1;
	r.message.hardware_len = 6;
	memcpy(r.message.hardware, client.byte, 6);
	return r;
}

static struct ip4
ten(unsigned n)
{
	return IP4(10, 0, n >> 8, n & 255);
}

static bool
is_silent(const struct probes *p, uint16_t vlan, struct ip4 address, bool precaution, uint64_t now)
{
	struct probe_question q = {.address = address, .precaution = precaution};

	return probe_is_silent(p, vlan, &q, now);
}

static const struct probe_question needed = {
    .frames = PROBE_FRAMES, .again_us = PROBE_AGAIN_US, .silent_us = PROBE_SILENT_US};

static struct probe_question
question(unsigned n)
{
	struct probe_question q = needed;

	q.address = ten(n);
	q.mac = ours;
	return q;
}

static enum probe_begun
begin(struct probes *p, uint16_t vlan, unsigned n, uint64_t now)
{
	struct dhcp_request r = request(vlan);
	struct probe_question q = question(n);

	return probe_begin(p, &r, &q, now);
}

/* How many frames leave at this moment; each is a probe for ten(n). */
static unsigned
frames(struct probes *p, unsigned n, uint64_t now)
{
	static const uint8_t head[] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 8,
				       6,   0,	 1,   8,   0,	6,   4, 0, 1, 2, 0, 0, 0,
				       0,   1,	 0,   0,   0,	0,   0, 0, 0, 0, 0, 0, 10};
	uint8_t bytes[PROBE_FRAME_LEN];
	unsigned count = 0;
	uint16_t vlan;

	for (;;) {
		struct wr w = wr_of(bytes, sizeof bytes);

		if (!probe_send(p, now, &w, &vlan))
			return count;
		assert_false(w.bad);
		assert_int_equal(w.len, PROBE_FRAME_LEN);
		assert_memory_equal(bytes, head, sizeof head);
		assert_int_equal(bytes[40] << 8 | bytes[41], (int)n);
		assert_int_equal(vlan, 100);
		count++;
	}
}

/* An ARP message as heard on a VLAN. */
static bool
heard(struct probes *p, uint16_t vlan, bool reply, struct mac from, struct ip4 sender)
{
	uint8_t bytes[PROBE_FRAME_LEN];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct ether e = {.dst = ours, .src = from, .type = ETHER_ARP};
	struct arp a = {reply, from, ours, sender, {0}};

	ether_encode(&w, &e);
	arp_encode(&w, &a);
	return probe_heard(p, vlan, rd_of(bytes, w.len), NOW);
}

static void
two_frames_and_silence(void **state)
{
	static struct probes p;
	struct probe_result r;
	uint64_t last = NOW + PROBE_AGAIN_US, end = last + PROBE_SILENT_US;

	(void)state;
	assert_true(probe_deadline(&p) == TIME_NEVER);
	assert_int_equal(begin(&p, 100, 7, NOW), PROBE_BEGUN);
	assert_int_equal(begin(&p, 100, 7, NOW), PROBE_BUSY);
	assert_true(probe_deadline(&p) == NOW);
	assert_int_equal(frames(&p, 7, NOW), 1);
	assert_true(probe_deadline(&p) == last);
	assert_int_equal(frames(&p, 7, last - 1), 0);
	assert_int_equal(frames(&p, 7, last), 1);
	assert_true(probe_deadline(&p) == end);
	assert_int_equal(frames(&p, 7, end - 1), 0);
	assert_false(probe_result(&p, end - 1, &r));
	assert_false(is_silent(&p, 100, ten(7), false, end - 1));
	assert_true(probe_result(&p, end, &r));
	assert_false(r.answered);
	assert_int_equal(r.address.host, ten(7).host);
	assert_int_equal(r.request.message.xid, 100);
	assert_false(probe_result(&p, end, &r)); /* handed out once */
	assert_true(probe_deadline(&p) == TIME_NEVER);

	assert_true(is_silent(&p, 100, ten(7), false, end + PROBE_FRESH_US - 1));
	assert_false(probe_is_silent(&p, 100,
				     &(struct probe_question){.address = ten(7), .version = 4},
				     end)); /* given since */
	assert_false(is_silent(&p, 101, ten(7), false, end));
	assert_false(is_silent(&p, 100, ten(8), false, end));
	assert_false(is_silent(&p, 100, ten(7), false, end + PROBE_FRESH_US));
	assert_int_equal(begin(&p, 100, 7, end + PROBE_FRESH_US), PROBE_BEGUN); /* asked again */
	assert_int_equal(frames(&p, 7, end + PROBE_FRESH_US), 1);
}

static void
a_device_that_was_held_up_still_waits(void **state)
{
	static struct probes p;
	struct probe_result r;
	uint64_t late = NOW + 5 * TIME_SEC;

	(void)state;
	begin(&p, 100, 7, NOW);
	assert_int_equal(frames(&p, 7, NOW), 1);
	assert_false(probe_result(&p, late, &r)); /* one frame is not enough */
	assert_int_equal(frames(&p, 7, late), 1);
	assert_false(probe_result(&p, late + PROBE_SILENT_US - 1, &r));
	assert_true(probe_result(&p, late + PROBE_SILENT_US, &r));
}

static void
an_answer_ends_it(void **state)
{
	static struct probes p;
	struct probe_result r;

	(void)state;
	for (unsigned reply = 0; reply < 2; reply++) { /* a claim may be a request, too */
		assert_int_equal(begin(&p, 100, 7, NOW), PROBE_BEGUN);
		assert_int_equal(frames(&p, 7, NOW), 1);
		assert_true(heard(&p, 100, reply, other, ten(7)));
		assert_false(heard(&p, 100, reply, other, ten(7)));
		assert_true(probe_deadline(&p) <= NOW);
		assert_int_equal(frames(&p, 7, NOW + TIME_SEC), 0);
		assert_true(probe_result(&p, NOW, &r));
		assert_true(r.answered && mac_same(r.by, other));
		assert_false(is_silent(&p, 100, ten(7), false, NOW));
		assert_false(probe_result(&p, NOW, &r));
	}
}

static void
who_does_not_answer(void **state)
{
	static struct probes p;
	uint8_t bytes[PROBE_FRAME_LEN];
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	begin(&p, 100, 7, NOW);
	assert_false(heard(&p, 101, true, other, ten(7)));	    /* another link */
	assert_false(heard(&p, 100, true, other, ten(8)));	    /* another address */
	assert_false(heard(&p, 100, true, ours, ten(7)));	    /* ourselves */
	assert_false(heard(&p, 100, true, client, ten(7)));	    /* the client has it already */
	assert_false(heard(&p, 100, true, other, (struct ip4){0})); /* a probe of somebody's */
	arp_gratuitous(&w, other, ten(7));
	for (size_t n = 0; n < w.len; n++)
		assert_false(probe_heard(&p, 100, rd_of(bytes, n), NOW));
	bytes[13] = 0; /* IPv4 */
	assert_false(probe_heard(&p, 100, rd_of(bytes, w.len), NOW));
	bytes[13] = 6;
	assert_true(probe_heard(&p, 100, rd_of(bytes, w.len), NOW));
}

static void
a_late_answer_is_not_forgotten(void **state)
{
	static struct probes p;
	struct probe_result r;
	uint64_t last = NOW + PROBE_AGAIN_US, end = last + PROBE_SILENT_US;

	(void)state;
	begin(&p, 100, 7, NOW);
	frames(&p, 7, NOW);
	frames(&p, 7, last);
	assert_true(probe_result(&p, end, &r) && !r.answered);
	assert_true(is_silent(&p, 100, ten(7), false, end));
	assert_true(heard(&p, 100, true, other, ten(7)));
	assert_false(is_silent(&p, 100, ten(7), false, end));
	assert_int_equal(begin(&p, 100, 7, end), PROBE_BEGUN);
}

/* One station answers for everything; what it says after a few addresses is no answer. */
static void
a_liar_is_not_believed_for_long(void **state)
{
	static struct probes p;
	struct probe_result r;

	(void)state;
	for (unsigned n = 0; n < 2 * LIARS_BELIEVED; n++) {
		begin(&p, 100, n, NOW);
		frames(&p, n, NOW);
		assert_int_equal(heard(&p, 100, true, other, ten(n)), n < LIARS_BELIEVED);
		assert_int_equal(probe_result(&p, NOW, &r), n < LIARS_BELIEVED);
	}
	assert_true(mac_same(liars_tell(&p.liars)->mac, other));
	probe_forget(&p, 100); /* a commit does not make it honest */
	begin(&p, 100, 7, NOW);
	assert_false(heard(&p, 100, true, other, ten(7)));
}

static void
tries_are_counted(void **state)
{
	static struct probes p;
	struct dhcp_request m = request(100);
	struct probe_question q = question(7);
	struct probe_result r;

	(void)state;
	q.tries = 2;
	probe_begin(&p, &m, &q, NOW);
	frames(&p, 7, NOW);
	assert_true(heard(&p, 100, true, other, ten(7)));
	assert_true(probe_result(&p, NOW, &r));
	assert_int_equal(r.tries, 3);
}

/* The answer is to the message that came last. */
static void
a_repeat_takes_the_place_of_what_waits(void **state)
{
	struct dhcp_request again = request(100), another = request(100);
	struct probe_question q = question(1);
	struct probe_result r;
	struct probes p = {0};

	(void)state;
	begin(&p, 100, 1, NOW);
	again.message.xid = 77;
	assert_int_equal(probe_begin(&p, &again, &q, NOW), PROBE_BUSY);
	another.message.hardware[5] ^= 1;
	another.message.xid = 78;
	assert_int_equal(probe_begin(&p, &another, &q, NOW), PROBE_BUSY);
	frames(&p, 1, NOW);
	assert_true(heard(&p, 100, true, other, ten(1)));
	assert_true(probe_result(&p, NOW, &r));
	assert_int_equal(r.request.message.xid, 77);
}

static void
a_relays_client_is_not_probed(void **state)
{
	static struct probes p;
	struct dhcp_request r = request(100);
	struct probe_question q = question(7);

	(void)state;
	r.message.giaddr = IP4(10, 9, 0, 1);
	assert_int_equal(probe_begin(&p, &r, &q, NOW), PROBE_RELAYED);
	assert_true(probe_deadline(&p) == TIME_NEVER);
}

static void
memories_make_room_and_running_ones_do_not(void **state)
{
	static struct probes p;
	struct probe_result r;
	uint64_t at = NOW, silent = PROBE_AGAIN_US + PROBE_SILENT_US;
	unsigned n;

	(void)state;
	for (n = 0; n < PROBE_MAX; n++)
		assert_int_equal(begin(&p, 100, n, NOW + n), PROBE_BEGUN);
	assert_int_equal(begin(&p, 100, n, NOW), PROBE_FULL);
	for (unsigned i = 0; i < 2; i++) {
		uint8_t bytes[PROBE_FRAME_LEN];
		struct wr w = wr_of(bytes, sizeof bytes);
		uint16_t vlan;

		at = NOW + n + i * PROBE_AGAIN_US;
		for (unsigned k = 0; k < PROBE_MAX; k++, w.len = 0)
			assert_true(probe_send(&p, at, &w, &vlan));
	}
	at = NOW + n + silent;
	assert_true(probe_result(&p, at, &r));
	assert_int_equal(begin(&p, 100, n, at + 1), PROBE_BEGUN); /* in the place of a memory */
	assert_int_equal(begin(&p, 100, n + 1, at + 1), PROBE_FULL);
	assert_false(is_silent(&p, 100, r.address, false, at + 1));
	for (n = 1; n < PROBE_MAX; n++)
		assert_true(probe_result(&p, at, &r));
	assert_false(probe_result(&p, at, &r));
	probe_forget(&p, 100);
	assert_true(probe_deadline(&p) == TIME_NEVER);
	assert_false(is_silent(&p, 100, r.address, false, at));
	assert_int_equal(begin(&p, 100, 1, at), PROBE_BEGUN);
}

static enum probe_begun
ping(struct probes *p, unsigned n, uint64_t now)
{
	struct dhcp_request r = request(100);
	struct probe_question q = question(n);

	q.frames = 3;
	q.again_us = q.silent_us = 40 * TIME_MS;
	q.precaution = true;
	return probe_begin(p, &r, &q, now);
}

static void
a_precaution_is_as_long_as_is_said(void **state)
{
	static struct probes p;
	struct probe_result r;
	uint64_t end = NOW + 120 * TIME_MS;

	(void)state;
	assert_int_equal(ping(&p, 7, NOW), PROBE_BEGUN);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(frames(&p, 7, NOW + i * 40 * TIME_MS), 1);
		assert_int_equal(frames(&p, 7, NOW + i * 40 * TIME_MS + 1), 0);
	}
	assert_false(probe_result(&p, end - 1, &r));
	assert_true(probe_result(&p, end, &r) && !r.answered);
	assert_true(is_silent(&p, 100, ten(7), true, end));
	assert_false(is_silent(&p, 100, ten(7), false, end)); /* a rule asks for more */
	assert_int_equal(begin(&p, 100, 7, end), PROBE_BEGUN);
}

/* So that a flood of messages is no flood of frames, and what must be asked for has room. */
static void
precautions_are_bounded(void **state)
{
	static struct probes p;
	struct probe_result r;
	uint64_t now = NOW;
	unsigned begun = 0, n;

	(void)state;
	for (n = 0; n < PROBE_MAX; n++)
		begun += ping(&p, n, NOW) == PROBE_BEGUN;
	assert_int_equal(begun, PROBE_MAX / 2);
	assert_int_equal(ping(&p, 0, NOW), PROBE_BUSY);
	for (; n < PROBE_MAX + PROBE_MAX / 2; n++)
		assert_int_equal(begin(&p, 100, n, NOW), PROBE_BEGUN);
	probe_forget(&p, 100); /* a commit gives no more of them in a second */
	for (begun = 0; now < NOW + 10 * TIME_SEC; now += TIME_MS, n++) {
		uint8_t bytes[PROBE_FRAME_LEN];
		struct wr w = wr_of(bytes, sizeof bytes);
		uint16_t vlan;

		begun += ping(&p, n, now) == PROBE_BEGUN;
		for (; probe_send(&p, now, &w, &vlan); w.len = 0)
			continue;
		while (probe_result(&p, now, &r))
			continue;
	}
	assert_in_range(begun, 10 * PROBE_PINGS - 2, 10 * PROBE_PINGS + 2);
}

/* An echo reply to what was asked of ten(7), but for what *e says otherwise. */
static bool
heard_echo(struct probes *p, const struct icmp_echo *e)
{
	uint8_t b[PROBE_ROOM];
	struct wr w = wr_of(b, sizeof b);
	uint16_t sum;

	icmp_echo_ask(&w, client, ours, e);
	b[34] = b[36] = b[37] = 0;
	sum = checksum_end(checksum_add(0, b + 34, sizeof b - 34));
	b[36] = (uint8_t)(sum >> 8);
	b[37] = (uint8_t)sum;
	return probe_heard(p, 200, rd_of(b, w.len), NOW);
}

static struct probe_question
behind_a_relay(void)
{
	struct probe_question q = question(7);

	q.precaution = true;
	q.echo = (struct probe_echo){true, ours, client, ten(1), 0x1122334455667788};
	return q;
}

/* Only who saw the question answers it; the link's ARP says nothing of a relay agent's. */
static void
behind_a_relay_an_echo_answers(void **state)
{
	static struct probes p;
	struct dhcp_request r = request(100);
	struct probe_question q = behind_a_relay();
	const struct icmp_echo right = {ten(7), ten(1), 0x4455, 1, q.echo.token};
	struct icmp_echo wrong[6];
	struct probe_result result;
	uint8_t bytes[PROBE_ROOM];
	struct wr w = wr_of(bytes, sizeof bytes);
	uint16_t vlan;

	(void)state;
	r.message.giaddr = ten(1);
	assert_int_equal(probe_begin(&p, &r, &q, NOW), PROBE_BEGUN);
	assert_false(heard_echo(&p, &right)); /* nothing was asked yet */
	assert_true(probe_send(&p, NOW, &w, &vlan));
	assert_int_equal(w.len, ICMP_FRAME_LEN);
	assert_memory_equal(bytes, client.byte, 6);
	for (unsigned i = 0; i < 6; i++)
		wrong[i] = right;
	wrong[0].src = ten(8);
	wrong[1].dst = ten(2);
	wrong[2].id++;
	wrong[3].token++;
	wrong[4].sequence = 2;
	wrong[5].sequence = 0;
	for (unsigned i = 0; i < 6; i++)
		assert_false(heard_echo(&p, &wrong[i]));
	assert_false(heard(&p, 100, true, other, ten(7)));
	assert_true(heard_echo(&p, &right));
	assert_false(heard_echo(&p, &right));
	assert_true(probe_result(&p, NOW, &result));
	assert_true(result.answered);
	assert_false(heard_echo(&p, &right));
}

/* What a rule asks for is not asked by echo: its silence proves too little. */
static void
behind_a_relay_a_rule_is_not_satisfied(void **state)
{
	static struct probes p;
	struct dhcp_request r = request(100);
	struct probe_question q = behind_a_relay();

	(void)state;
	r.message.giaddr = ten(1);
	q.precaution = false;
	assert_int_equal(probe_begin(&p, &r, &q, NOW), PROBE_RELAYED);
	q.precaution = true;
	q.echo.set = false;
	assert_int_equal(probe_begin(&p, &r, &q, NOW), PROBE_RELAYED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(behind_a_relay_an_echo_answers),
	    cmocka_unit_test(behind_a_relay_a_rule_is_not_satisfied),
	    cmocka_unit_test(two_frames_and_silence),
	    cmocka_unit_test(a_device_that_was_held_up_still_waits),
	    cmocka_unit_test(an_answer_ends_it),
	    cmocka_unit_test(who_does_not_answer),
	    cmocka_unit_test(a_late_answer_is_not_forgotten),
	    cmocka_unit_test(a_liar_is_not_believed_for_long),
	    cmocka_unit_test(tries_are_counted),
	    cmocka_unit_test(a_repeat_takes_the_place_of_what_waits),
	    cmocka_unit_test(a_relays_client_is_not_probed),
	    cmocka_unit_test(memories_make_room_and_running_ones_do_not),
	    cmocka_unit_test(a_precaution_is_as_long_as_is_said),
	    cmocka_unit_test(precautions_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
