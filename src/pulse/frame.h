/* pulse/frame.h -- whole frames a VRRP group sends, untagged. RFC 3768 5.1, 5.2, 7.2, 8.2.
 * Tested in test/unit/pulse/frame.c. */
#ifndef PULSE_FRAME_H
#define PULSE_FRAME_H

#include "base/buf.h"
#include "vrrp/settings.h"

enum frame_form { FRAME_V2, FRAME_V3, FRAME_V3_PSEUDO /* with the checksum of RFC 5798 */ };

/* An advertisement from the virtual MAC to 224.0.0.18 with this priority; 0 resigns. */
void frame_advert(struct wr *out, const struct vrrp_settings *cfg, uint8_t priority,
		  enum frame_form form);

/* A gratuitous ARP for one virtual address, from the virtual MAC. */
void frame_garp(struct wr *out, const struct vrrp_settings *cfg, struct ip4 vip);

#endif
