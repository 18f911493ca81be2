/* pulse/frame.h -- whole frames a VRRP group sends, untagged. RFC 3768 5.1, 5.2, 7.2, 8.2.
 * Tested in test/unit/pulse/frame.c. */
#ifndef PULSE_FRAME_H
#define PULSE_FRAME_H

#include "base/buf.h"
#include "vrrp/settings.h"

/* An advertisement from the virtual MAC to 224.0.0.18 with this priority; 0 resigns. pseudo:
 * version 3 with the checksum form of RFC 5798. */
void frame_advert(struct wr *out, const struct vrrp_settings *cfg, uint8_t priority, bool pseudo);

/* A gratuitous ARP for one virtual address, from the virtual MAC. */
void frame_garp(struct wr *out, const struct vrrp_settings *cfg, struct ip4 vip);

#endif
