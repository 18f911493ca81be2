/* test/rig/forge.c -- packets of somebody else on the VLAN, and what another program takes away. */
#include <assert.h>

#include "lan/mend.h"
#include "pulse/frame.h"
#include "test/rig/inside.h"
#include "wire/arp.h"

static void
forge(struct rig *r, enum rig_kind kind, const uint8_t *bytes, size_t len)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		rig_post(r, &(struct rig_event){.kind = kind, .device = i}, r->now, bytes, len);
}

void
rig_forge_vrrp(struct rig *r, const struct vrrp_settings *cfg, uint8_t priority)
{
	uint8_t bytes[PULSE_FRAME_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	frame_advert(&w, cfg, priority, cfg->version == 2 ? FRAME_V2 : FRAME_V3);
	assert(!w.bad);
	forge(r, RIG_FORGED, bytes + 14, w.len - 14);
}

void
rig_forge_claim(struct rig *r, struct mac mac, struct ip4 address)
{
	uint8_t bytes[14 + ARP_LEN];
	struct wr w = wr_of(bytes, sizeof bytes);

	arp_gratuitous(&w, mac, address);
	assert(!w.bad);
	forge(r, RIG_FRAME, bytes, w.len);
	rig_announced(r, bytes, w.len);
}

void
rig_announced(struct rig *r, const uint8_t *f, size_t len)
{
	struct arp a;

	if (r->announced && f[12] == 8 && f[13] == 6 &&
	    arp_decode(rd_of(f + 14, len - 14), &a) == WIRE_OK && ip4_set(a.sender) &&
	    ip4_same(a.sender, a.target))
		r->announced(r->context, a.sender_mac, a.sender);
}

/* ---- what another program takes away ---- */

#define LOOK_US	 (100 * TIME_MS)
#define AFTER_US (LAN_WELL_US + 10 * TIME_SEC)

void
rig_rob(struct rig *r, unsigned device, bool on)
{
	r->device[device].robbed = on;
	r->device[device].robbed_us = r->now;
	r->device[device].look_us = r->now;
}

void
rig_look(struct rig *r, unsigned device)
{
	static const struct lan_lost vip = {.fault = LAN_VANISHED,
					    .vlan = 100,
					    .vrid = 1,
					    .link = "vrrp1.100",
					    .address = {0x0a0a0a64}};
	struct rig_device *d = &r->device[device];
	struct node_input in = {
	    .kind = NODE_IN_LOST,
	    .u.lost = {.count = d->robbed, .list = &vip, .message = "the kernel says no"}};

	d->look_us = d->robbed || r->now < d->robbed_us + AFTER_US ? r->now + LOOK_US : 0;
	rig_step(r, device, &in);
}
