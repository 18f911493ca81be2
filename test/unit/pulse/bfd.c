/* The BFD sessions of a device: whose a packet is, which are dropped, and what leaves. */
#include "test/check.h"

#include "base/memory.h"
#include "pulse/bfd.h"
#include "wire/ipv4.h"

enum { VLAN = 100, SENT_MAX = 256 };

struct bench {
	struct pulse *p;
	struct pulse_config *config;
	struct pulse_actions out;
	uint64_t now;
	bool mute; /* its node answers no number */
	uint64_t asked;
	unsigned sent, told;
	struct pulse_action last; /* PULSE_SEND_IP */
	struct bfd_packet packet; /* in it */
	struct bfd_status status;
	struct bfd_faults faults;
};

static void
read_sent(struct bench *b, const struct pulse_action *a)
{
	struct ipv4 ip;
	struct rd payload;

	b->sent++;
	b->last = *a;
	assert_int_equal(ipv4_decode(rd_of(a->frame, a->len), &ip, &payload), WIRE_OK);
	assert_int_equal(ip.ttl, 255);
	assert_int_equal(ip.protocol, IPV4_UDP);
	assert_int_equal(payload.left, 8 + BFD_PACKET_LEN);
	assert_non_null(rd_bytes(&payload, 8));
	assert_int_equal(bfd_decode(payload, &b->packet), BFD_FAULT_NONE);
}

static void
step(struct bench *b, struct pulse_input in)
{
	in.now = b->now;
	pulse_step(b->p, &in, &b->out);
	for (unsigned i = 0; i < b->out.count; i++) {
		const struct pulse_action *a = &b->out.list[i];

		if (a->kind == PULSE_SEND_IP)
			read_sent(b, a);
		if (a->kind == PULSE_BFD) {
			b->status = a->bfd;
			b->told++;
		}
		if (a->kind == PULSE_BFD_FAULTS)
			b->faults = a->faults;
		if (a->kind == PULSE_ASK)
			b->asked = a->number;
	}
}

static void
run(struct bench *b, uint64_t span_us)
{
	uint64_t end_us = b->now + span_us;

	while (pulse_deadline(b->p) <= end_us) {
		if (pulse_deadline(b->p) > b->now)
			b->now = pulse_deadline(b->p);
		step(b, (struct pulse_input){.kind = PULSE_IN_TICK});
		if (!b->mute)
			step(b, (struct pulse_input){.kind = PULSE_IN_ANSWER, .number = b->asked});
	}
	b->now = end_us;
}

static void
configure(struct bench *b)
{
	step(b, (struct pulse_input){.kind = PULSE_IN_CONFIG, .config = b->config});
}

static struct bfd_settings
settings(const char *name, uint16_t local, uint8_t peer)
{
	struct bfd_settings s = {.peer = {0x0a0a0a00u + peer},
				 .source = {0x0a0a0a01},
				 .vlan = VLAN,
				 .local = local,
				 .multiplier = 3,
				 .min_tx_us = 10000,
				 .min_rx_us = 10000};

	memcpy(s.name, name, strlen(name));
	return s;
}

static struct bench *
begin(void)
{
	struct bench *b = memory_new(1, sizeof *b);

	b->p = pulse_new();
	b->config = memory_new(1, sizeof *b->config);
	b->now = 5 * TIME_SEC;
	b->config->seed = 7;
	b->config->bfds_count = 1;
	b->config->bfd[0] = settings("one", 11, 2);
	configure(b);
	return b;
}

static void
end(struct bench *b)
{
	pulse_free(b->p);
	memory_free(b->config);
	memory_free(b);
}

/* Of the peer 10.10.10.2, as it should come. */
static struct pulse_input
heard(const struct bfd_packet *p, uint8_t bytes[BFD_PACKET_LEN])
{
	struct wr w = wr_of(bytes, BFD_PACKET_LEN);

	bfd_encode(&w, p);
	return (struct pulse_input){.kind = PULSE_IN_BFD,
				    .vlan = VLAN,
				    .ttl = 255,
				    .source = {0x0a0a0a02},
				    .destination = {0x0a0a0a01},
				    .packet = rd_of(bytes, BFD_PACKET_LEN)};
}

static struct bfd_packet
packet(enum bfd_state state, uint32_t your)
{
	return (struct bfd_packet){.state = (uint8_t)state,
				   .multiplier = 3,
				   .my = 77,
				   .your = your,
				   .min_tx_us = 10000,
				   .min_rx_us = 10000};
}

static void
hear(struct bench *b, enum bfd_state state, uint32_t your)
{
	uint8_t bytes[BFD_PACKET_LEN];
	struct bfd_packet p = packet(state, your);

	step(b, heard(&p, bytes));
}

static struct bench *
up(void)
{
	struct bench *b = begin();

	hear(b, BFD_DOWN, 0);
	hear(b, BFD_INIT, 11);
	assert_int_equal(b->status.state, BFD_UP);
	return b;
}

/* ---- what leaves ---- */

static void
packets_leave_as_rfc_5881_asks_s_03_to_s_06_s_09_b_71(void **state)
{
	struct bench *b = begin();
	const uint8_t *udp = b->last.frame + IPV4_HEADER_LEN;
	unsigned port;

	(void)state;
	assert_int_equal(b->sent, 1);
	assert_int_equal(b->last.vlan, VLAN);
	assert_int_equal(udp[2] << 8 | udp[3], 3784);
	assert_int_equal(udp[4] << 8 | udp[5], 8 + BFD_PACKET_LEN);
	port = (unsigned)(udp[0] << 8 | udp[1]);
	assert_in_range(port, 49152, 65535);
	b->config->bfds_count = 2;
	b->config->bfd[1] = settings("two", 12, 3);
	configure(b);
	assert_int_equal(b->packet.my, 12);
	assert_int_not_equal(udp[0] << 8 | udp[1], port);
	run(b, TIME_SEC);
	hear(b, BFD_DOWN, 0);
	assert_int_equal(b->packet.my, 11);
	assert_int_equal(udp[0] << 8 | udp[1], port);
	end(b);
}

static void
several_hops_have_a_port_of_their_own(void **state)
{
	struct bench *b = begin();
	uint8_t bytes[BFD_PACKET_LEN];
	struct bfd_packet p = packet(BFD_DOWN, 0);
	struct pulse_input in = heard(&p, bytes);

	(void)state;
	b->config->bfd[0].vlan = 0;
	configure(b);
	assert_int_equal(b->last.vlan, 0);
	assert_int_equal(b->last.frame[22] << 8 | b->last.frame[23], 4784);
	step(b, in); /* to the port of one hop */
	assert_int_equal(b->status.state, BFD_DOWN);
	in.on = true;
	in.ttl = 250;
	in.vlan = 7;
	step(b, in);
	assert_int_equal(b->status.state, BFD_INIT);
	end(b);
}

/* ---- who is heard ---- */

static void
a_discriminator_selects_the_session_b_38_b_40_s_02_s_07(void **state)
{
	struct bench *b = begin();

	(void)state;
	b->config->bfds_count = 2;
	b->config->bfd[1] = settings("two", 12, 3);
	configure(b);
	hear(b, BFD_DOWN, 0); /* 10.10.10.2 */
	assert_string_equal(b->status.name, "one");
	assert_int_equal(b->status.state, BFD_INIT);
	hear(b, BFD_INIT, 11);
	assert_int_equal(b->status.state, BFD_UP);
	assert_int_equal(b->status.remote, 77);
	hear(b, BFD_INIT, 12); /* the session of another peer */
	hear(b, BFD_UP, 13);   /* of nobody */
	run(b, 2 * TIME_SEC);
	assert_int_equal(b->faults.count[BFD_FAULT_SENDER], 1);
	assert_int_equal(b->faults.count[BFD_FAULT_SESSION], 1);
	end(b);
}

static void
strangers_change_nothing_b_36_s_10_s_13(void **state)
{
	static const enum bfd_fault of[] = {BFD_FAULT_TTL,	 BFD_FAULT_SENDER, BFD_FAULT_SENDER,
					    BFD_FAULT_SENDER,	 BFD_FAULT_SENDER, BFD_FAULT_LENGTH,
					    BFD_FAULT_MULTIPLIER};

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(of); i++) {
		struct bench *b = up();
		uint8_t bytes[BFD_PACKET_LEN];
		struct bfd_packet p = packet(BFD_DOWN, 11);
		struct pulse_input in = heard(&p, bytes);

		in.ttl = i == 0 ? 254 : 255;
		if (i == 1)
			in.source.host++;
		if (i == 2)
			in.destination.host++;
		if (i == 3)
			in.vlan++;
		in.on = i == 4;
		if (i == 5)
			in.packet.left--;
		if (i == 6)
			bytes[2] = 0;
		step(b, in);
		run(b, 2 * TIME_MS);
		assert_int_equal(b->status.state, BFD_UP);
		assert_int_equal(b->faults.count[of[i]], 1);
		assert_int_equal(b->faults.last[of[i]].source.host, in.source.host);
		end(b);
	}
}

static void
a_configured_peer_is_no_other(void **state)
{
	struct bench *b = begin();

	(void)state;
	b->config->bfd[0].remote = 78;
	configure(b);
	hear(b, BFD_DOWN, 0);
	assert_int_equal(b->status.state, BFD_DOWN);
	assert_int_equal(b->faults.count[BFD_FAULT_REMOTE], 1);
	b->config->bfd[0].remote = 77;
	configure(b);
	hear(b, BFD_DOWN, 0);
	assert_int_equal(b->status.state, BFD_INIT);
	end(b);
}

static void
a_session_that_is_shut_drops_what_it_hears_b_48(void **state)
{
	struct bench *b = up();

	(void)state;
	b->config->bfd[0].shutdown = true;
	configure(b);
	assert_int_equal(b->packet.state, BFD_ADMIN_DOWN);
	hear(b, BFD_UP, 11);
	assert_int_equal(b->status.state, BFD_ADMIN_DOWN);
	assert_int_equal(b->faults.count[BFD_FAULT_ADMIN], 1);
	end(b);
}

static void
faults_are_told_once_a_second(void **state)
{
	struct bench *b = begin();

	(void)state;
	hear(b, BFD_UP, 13);
	assert_int_equal(b->faults.count[BFD_FAULT_SESSION], 1);
	for (unsigned i = 0; i < 100; i++)
		hear(b, BFD_UP, 13);
	assert_int_equal(b->faults.count[BFD_FAULT_SESSION], 1);
	run(b, TIME_SEC);
	assert_int_equal(b->faults.count[BFD_FAULT_SESSION], 101);
	end(b);
}

/* ---- configuration ---- */

static void
automatic_discriminators_are_unlike_b_08_b_09(void **state)
{
	struct bench *b = begin();
	uint32_t local[3] = {0};

	(void)state;
	b->config->bfds_count = 3;
	for (unsigned i = 0; i < 3; i++) {
		b->config->bfd[i] = settings(i == 0   ? "a"
					     : i == 1 ? "b"
						      : "c",
					     0, (uint8_t)(i + 5));
		b->config->bfd[i].automatic = true;
	}
	configure(b);
	for (unsigned i = 0, n = 0; i < b->out.count; i++)
		if (b->out.list[i].kind == PULSE_BFD && b->out.list[i].bfd.state == BFD_DOWN)
			local[n++] = b->out.list[i].bfd.local;
	for (unsigned i = 0; i < 3; i++)
		assert_true(local[i] > BFD_LOCAL_MAX && local[i] != local[(i + 1) % 3]);
	end(b);
}

static void
a_session_that_stays_keeps_its_state(void **state)
{
	struct bench *b = up();

	(void)state;
	b->config->bfd[0].min_tx_us = 20000;
	configure(b);
	assert_int_equal(b->status.state, BFD_UP);
	assert_int_equal(b->status.min_tx_us, 20000);
	assert_false(b->status.gone);
	end(b);
}

static void
a_session_that_goes_says_admin_down_b_67(void **state)
{
	struct bench *b = up();

	(void)state;
	b->config->bfds_count = 0;
	configure(b);
	assert_int_equal(b->packet.state, BFD_ADMIN_DOWN);
	assert_true(b->status.gone);
	assert_int_equal(pulse_deadline(b->p), TIME_NEVER);
	end(b);
}

static void
a_clean_stop_says_admin_down(void **state)
{
	struct bench *b = up();

	(void)state;
	step(b, (struct pulse_input){.kind = PULSE_IN_STOP});
	assert_int_equal(b->packet.state, BFD_ADMIN_DOWN);
	end(b);
}

/* ---- the node ---- */

static void
a_node_that_hangs_takes_its_sessions_down(void **state)
{
	struct bench *b = up();

	(void)state;
	b->mute = true;
	for (unsigned i = 0; i < 250; i++) { /* its peer is heard all the time */
		run(b, 10 * TIME_MS);
		hear(b, b->status.state == BFD_UP ? BFD_UP : BFD_DOWN, 11);
	}
	assert_int_equal(b->status.state, BFD_DOWN);
	assert_int_equal(b->status.diag, BFD_DIAG_FORWARDING);
	b->mute = false;
	run(b, 500 * TIME_MS);
	hear(b, BFD_DOWN, 0);
	assert_int_equal(b->status.state, BFD_INIT);
	end(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(packets_leave_as_rfc_5881_asks_s_03_to_s_06_s_09_b_71),
	    cmocka_unit_test(several_hops_have_a_port_of_their_own),
	    cmocka_unit_test(a_discriminator_selects_the_session_b_38_b_40_s_02_s_07),
	    cmocka_unit_test(strangers_change_nothing_b_36_s_10_s_13),
	    cmocka_unit_test(a_configured_peer_is_no_other),
	    cmocka_unit_test(a_session_that_is_shut_drops_what_it_hears_b_48),
	    cmocka_unit_test(faults_are_told_once_a_second),
	    cmocka_unit_test(automatic_discriminators_are_unlike_b_08_b_09),
	    cmocka_unit_test(a_session_that_stays_keeps_its_state),
	    cmocka_unit_test(a_session_that_goes_says_admin_down_b_67),
	    cmocka_unit_test(a_clean_stop_says_admin_down),
	    cmocka_unit_test(a_node_that_hangs_takes_its_sessions_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
