/* test/rig/forge.c -- packets of somebody else on the VLAN. */
#include <assert.h>

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

	frame_advert(&w, cfg, priority, false);
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
