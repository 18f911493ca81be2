/* node/defend.h -- whose our interface addresses are (RFC 5227): the primary ones of the Vlanifs.
 *
 * A Vlanif that comes up, or gets another address, asks for it (three probes, a second apart) and
 * announces it (twice) while nobody answers. From then on whoever says that the address is at
 * another MAC, by an answer or an announcement, is its rival: an alarm names it, and as long as it
 * was heard in the last DEFEND_LASTS_US it is asked anew every DEFEND_AGAIN_US. An advertisement
 * with our own source (RFC 3768) names no MAC of its own, so it makes us ask. A virtual MAC is no
 * rival: an address that is a group's is at the Master.
 *
 * A device that has agreed its half with a peer, or has none, defends the address: one announcement
 * in DEFEND_AGAIN_US (RFC 5227 2.4), and goes on: one forged packet stops nothing. One that never
 * agreed a half says nothing more, and serve/ is silent for it: it may be a copy of the other's
 * configuration, and would give out the same half.
 *
 * What is known stands in struct lan_rival, beside the interface. Tested in
 * test/unit/node/defend.c and test/golden/rival.txt. */
#ifndef NODE_DEFEND_H
#define NODE_DEFEND_H

#include "lan/heard.h"
#include "node/step/input.h"
#include "node/step/standing.h"

#define DEFEND_LASTS_US (30 * TIME_SEC)
#define DEFEND_AGAIN_US (10 * TIME_SEC)

/* NODE_IN_FRAMES: any; what is not ARP about our addresses is passed over. */
void defend_frames(struct lan_heard *lan, const struct standings *standings,
		   const struct node_input *in, struct step *step);

/* A group of this VLAN heard our own source address. */
void defend_ask(struct lan_heard *lan, uint16_t vlan, const struct step *step);

/* After links and configurations changed, and when time passed: sends what is due. */
void defend_review(struct lan_heard *lan, struct step *step);
uint64_t defend_deadline(const struct lan_heard *lan);

#endif
