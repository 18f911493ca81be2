/* node/pair/look.h -- whether a peer without a session is still there (R5).
 *
 * While a profile of a service is Interrupted without a session, the peer's interface addresses are
 * asked for by ARP: those that it said in KEEPALIVE and the one of the session, each on the Vlanif
 * that has a subnet of it. Every LOOK_AGAIN_US is a round: up to LOOK_FRAMES probes, a second
 * apart, until somebody answers; LOOK_ROUND_US after the first it was silent. An answer counts only
 * within a second of a probe, addressed to us, and from the MAC that the peer said; where it said
 * none (an older version, or no session since our start) from any station. So a packet that
 * somebody makes up keeps at most one round from being silent, and LOOK_SILENT_ROUNDS in a row are
 * enough.
 *
 * An advertisement of a peer's address counts as long as VRRP itself believes it, Master_Down.
 * Before the peer said any address, every source in the profile's own group is taken for it.
 *
 * It moves nothing by itself: partner_down.c asks before it declares, and an operator reads
 * look_describe() in his question. Tested in test/unit/node/look.c, test/golden/look.txt and
 * test/sim/scenarios/look.txt. */
#ifndef NODE_PAIR_LOOK_H
#define NODE_PAIR_LOOK_H

#include "base/text.h"
#include "dhcp/server.h"
#include "node/step/input.h"
#include "node/step/step.h"

struct pairs;
struct profile;
struct rbs_local;

enum { LOOK_FRAMES = 3, LOOK_SILENT_ROUNDS = 2 };

#define LOOK_FIRST_US (3 * TIME_SEC)  /* from the end of a session to the first round */
#define LOOK_AGAIN_US (10 * TIME_SEC) /* from the end of a round to the next */
#define LOOK_SPACE_US (1 * TIME_SEC)  /* between two frames; what an answer may take */
#define LOOK_ROUND_US (LOOK_FRAMES * LOOK_SPACE_US)

/* Our own interface addresses on the VLANs of the service's profiles, for the peer. */
void look_say(const struct pairs *all, unsigned slot, struct rbs_local *ret);

/* NODE_IN_FRAMES: any; what is no ARP of a peer's address is passed over. */
void look_frames(struct pairs *all, const struct node_input *in, const struct step *step);

/* Sends what is due. alone: one of the service's profiles is without its peer; else nobody is
 * looked for. */
void look_tick(struct pairs *all, unsigned slot, bool alone, struct step *step);
uint64_t look_deadline(const struct pairs *all);

/* The peer of the profile is to be declared down at due_us, and that moment is no further away than
 * a round: one begins unless it did. */
void look_before(struct pairs *all, const struct profile *p, uint64_t due_us, struct step *step);

/* From due_us on: true when enough rounds were silent and nothing else speaks for the peer.
 * Else *t gets what does, as a clause: "10.1.1.2 answers ARP"; nothing while that is not known. */
bool look_is_over(const struct pairs *all, const struct profile *p, uint64_t due_us, uint64_t now,
		  struct text *t);

/* What was heard last of the peer of a service, and when, in whole lines. */
void look_describe(const struct pairs *all, unsigned slot, uint64_t now, struct text *out);

/* What other devices have on their interfaces: the peer of p (NULL: none) as it said last, and the
 * one that terms->left names. Adds it to *terms. */
void look_others(const struct pairs *all, const struct profile *p, struct dhcp_terms *terms);

#endif
