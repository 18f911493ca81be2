/* vrrp/deaf.h -- whether a Master hears nobody any more: frames to it are lost while its own
 * arrive, so it advertises, serves nobody, and its Backup stays Backup. docs/rules.md "Who
 * serves".
 *
 * Silence alone says little: a link is quiet at night. So after VRRP_DEAF_SILENT_US without a frame
 * the hosts heard last are asked, VRRP_DEAF_ROUNDS times, VRRP_DEAF_SPACE_US apart; any frame from
 * anybody ends that. When nobody answered it is deaf: it stays out until it hears a frame, and is
 * not deaf again before one was heard as Master, or a lossy link would move it without end.
 *
 * Pure; one of them is one VLAN's. Tested in test/unit/vrrp/deaf.c. */
#ifndef VRRP_DEAF_H
#define VRRP_DEAF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

#define VRRP_DEAF_SILENT_US (3 * TIME_SEC)
#define VRRP_DEAF_SPACE_US  (1 * TIME_SEC)
enum { VRRP_DEAF_ROUNDS = 3 };

struct vrrp_deaf {	   /* written by deaf.c alone; all zero at first */
	uint64_t heard_us; /* a frame, the last one; 0: none yet */
	uint64_t asked_us;
	unsigned asked; /* rounds in this silence */
	bool out;	/* it is deaf */
	bool spent;	/* it was, and heard nothing as Master since */
};

enum vrrp_deaf_verdict { VRRP_DEAF_NOTHING, VRRP_DEAF_ASK, VRRP_DEAF_OUT };

/* A frame was heard; master: by a Master. True: it is deaf no more. */
bool vrrp_deaf_hear(struct vrrp_deaf *d, bool master, uint64_t now);

/* Time went by. may: it is Master, and somebody is there to be asked and to be given up to. */
enum vrrp_deaf_verdict vrrp_deaf_look(struct vrrp_deaf *d, bool may, uint64_t now);

/* When to look again while it may; TIME_NEVER. */
uint64_t vrrp_deaf_deadline(const struct vrrp_deaf *d);

#endif
