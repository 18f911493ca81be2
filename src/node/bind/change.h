/* node/bind/change.h -- changes of bindings on their way to be safe, and the answers that wait for
 * them: R1, R2 and R6 in one place (docs/rules.md).
 *
 *	            paired                                 not paired
 *	WRITTEN     "version v of the address goes out"    the record itself
 *	            is on its way to our disk              is on its way to our disk
 *	SENT        the peer judges it, writes it, says so  -
 *	KEPT        it stands in our table; the record      -
 *	            is on its way to our disk
 *	then        the answer leaves                      the record stands, the peer is told, the
 *	                                                   answer leaves
 *
 * From begin to end the address is claimed: nothing else is decided about it here. Whatever was
 * waited for, what the decision stood on is looked at again before the next step: the binding it
 * replaces, the state of the pair, whether this device serves. If that has changed, or the peer
 * refuses, it is decided again, once, after roles and rules are up to date, unless it is older than
 * a message that is heard may be (SERVE_AGE_US): its client may have moved on. One that is safe and
 * whose answer is of another configuration than the one in force by then is judged by that one, as
 * if its client had repeated itself; commits follow each other, so that may be CHANGE_OUTDATED_MAX
 * times.
 *
 * An update that was sent and not answered is in doubt: its version stays in the binding's `sent`,
 * on disk too (it was written before it was sent), until the peer's batch brings it back or shows
 * that it is void (change_settle_doubt()).
 *
 * Bound: CHANGES_MAX; beyond it change_begin() drops and counts, the client asks again.
 * Tested by test/unit/node/change.c and test/sim. */
#ifndef NODE_BIND_CHANGE_H
#define NODE_BIND_CHANGE_H

#include "dhcp/decide.h"
#include "dhcp/reply.h"
#include "node/step/step.h"
#include "rbs/session.h"

struct bind;
struct standing;

enum { CHANGE_OUTDATED_MAX = 16 };

struct change_past {	   /* why a request is decided that was decided before; zero: it was not */
	uint64_t asked_us; /* when it was decided first */
	bool again;	   /* its change was refused or overtaken */
	uint8_t
	    outdated; /* so often another configuration came into force before it was answered */
};

/* Carries out a verdict that writes. past: of the request. False: it cannot be carried out now,
 * nothing was changed; whoever asked asks again. */
bool change_begin(struct bind *b, const struct dhcp_request *request, struct dhcp_verdict *v,
		  struct change_past past, struct step *step);

/* An answer whose record is safe, in the order in which they became so; NULL: no more. Valid until
 * the next change begins. */
const struct dhcp_parked *change_next_answer(struct bind *b);

/* How many changes ended without an answer since this was asked last. */
uint64_t change_take_unanswered(struct bind *b);

/* Changes that have not ended (asked by tests), and whether one is to be decided again. */
unsigned change_count(const struct bind *b);
bool change_has_again(const struct bind *b);

/* The peer's word: RBS_OUT_ANSWERED. */
void change_answered(struct bind *b, const struct rbs_output *o, struct step *step);

/* The batch of a profile is complete in both directions: what was in doubt is void. */
void change_settle_doubt(struct bind *b, unsigned profile, struct step *step);

/* What the disk has made safe goes on; when it fails, what waits for it is dropped. */
void change_go_on(struct bind *b, struct step *step);

/* A request whose change was refused, overtaken or outdated is to be decided again; false when none
 * waits.
 * Once in a step, after roles_refresh(): what was decided as Connected is not to be decided again
 * by the rules of then (R6). */
bool change_again(struct bind *b, struct dhcp_request *ret, struct change_past *ret_past);

struct change_outgoing { /* to be judged by the peer (update), or told to it */
	bool update;
	unsigned profile; /* slot */
	const struct lease_record *record;
	uint64_t replaces, ticket;
};

/* What the changes have for their peers, in order; false: no more. Valid until the next call. */
bool change_next_outgoing(struct bind *b, struct change_outgoing *ret);

/* The table was made anew: claims are made again. */
void change_table_changed(struct bind *b);

/* ---- for node/bind/peer_records.c ---- */

/* The next version for a binding of the pool. Those of two devices differ in their lowest bit, pair
 * by pair. */
uint64_t change_version(struct bind *b, unsigned pool);

/* The same in a block that also holds the version's reservation, if need be. */
uint64_t change_version_behind(struct bind *b, unsigned pool, struct step *step);

/* A record that both devices judged takes the place of `mine` in the table: whole, but what each
 * device keeps of its peer stays, and a promise made alone is not forgotten. learned: the peer made
 * it. */
void change_take_judged(struct bind *b, const struct lease_record *mine, struct lease_record r,
			bool learned, struct step *step);

/* The journal's last word on the address is not that of a change under way any more. */
void change_overtake(struct bind *b, struct ip4 address);

/* The peer is told how the address stands, but not while its session speaks. False: there is no
 * place for one more in this step (CHANGES_RESTORED_MAX). */
bool change_tell_later(struct bind *b, struct ip4 address);

#endif
