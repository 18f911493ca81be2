/* A script of packets, ticks and links for one device: it must not crash, spin or lose count of
 * what it owns. Each step of the script is a length, a kind and that many bytes. */
#include <assert.h>

#include "pulse/pulse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pulse_actions out;

static struct pulse_config
one_of_each_version(void)
{
	struct pulse_config c = {.count = 2, .gratuitous_arp_s = 30};

	for (unsigned i = 0; i < c.count; i++) {
		c.group[i] =
		    (struct pulse_group){.vlan = 100,
					 .version = (uint8_t)(2 + i),
					 .source = IP4(10, 10, 10, 1),
					 .subnets_count = 1,
					 .learn_interval = true,
					 .config = {.set = true, .vrid = (uint8_t)(1 + i)}};
		c.group[i].subnet[0] =
		    (struct vrrp_subnet){IP4(10, 10, 10, 1), IP4(255, 255, 255, 0)};
		c.group[i].config.vip[0].set = true;
		c.group[i].config.vip[0].address = IP4(10, 10, 10, 100);
	}
	return c;
}

static void
step(struct pulse *p, struct pulse_input *in, uint64_t *number, bool owns[3])
{
	pulse_step(p, in, &out);
	for (unsigned i = 0; i < out.count; i++) {
		const struct pulse_action *a = &out.list[i];

		assert(a->len <= PULSE_FRAME_MAX);
		if (a->kind == PULSE_ASK)
			*number = a->number;
		if (a->kind != PULSE_OWN && a->kind != PULSE_DISOWN)
			continue;
		assert(owns[a->vrid] == (a->kind == PULSE_DISOWN));
		owns[a->vrid] = a->kind == PULSE_OWN;
	}
	if (in->kind == PULSE_IN_TICK)
		assert(pulse_deadline(p) > in->now);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum pulse_input_kind kinds[] = {
	    PULSE_IN_PACKET, PULSE_IN_PACKET, PULSE_IN_TICK,  PULSE_IN_TICK,
	    PULSE_IN_LINK,   PULSE_IN_HOLD,   PULSE_IN_YIELD, PULSE_IN_ANSWER};
	struct pulse *p = pulse_new();
	struct pulse_config config = one_of_each_version();
	struct pulse_input in = {.kind = PULSE_IN_CONFIG, .now = TIME_SEC, .config = &config};
	struct rd script = rd_of(data, size);
	bool owns[3] = {false};
	uint64_t number = 0;

	step(p, &in, &number, owns);
	in = (struct pulse_input){.kind = PULSE_IN_LINK, .now = TIME_SEC, .vlan = 100, .on = true};
	step(p, &in, &number, owns);
	while (script.left > 1) {
		uint8_t what = rd_u8(&script), len = rd_u8(&script);
		uint64_t due_us = pulse_deadline(p);

		in.kind = kinds[what & 7];
		in.on = what & 8;
		in.number = number - (in.on && number > 0); /* or an older one */
		in.vrid = (uint8_t)(1 + (what >> 4 & 1));
		in.packet = rd_sub(&script, len < script.left ? len : script.left);
		in.now += (uint64_t)(what >> 5) * 100 * TIME_MS;
		if (what & 0x20 && in.kind == PULSE_IN_TICK && due_us != TIME_NEVER &&
		    due_us > in.now)
			in.now = due_us;
		step(p, &in, &number, owns);
	}
	pulse_free(p);
	return 0;
}
