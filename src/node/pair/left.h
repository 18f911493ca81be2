/* node/pair/left.h -- a pool that left its pair: the profile was taken out of it, or the backup-id,
 * the service or the peer out of the profile, or another peer took its place.
 *
 * The old peer knows nothing of that and goes on with its half, so the pool keeps the rules of
 * Interrupted, with the half that was agreed and that pair's MCLT (node/pair/ranges.h), until the
 * peer is declared down for it, or a batch with it is complete. The commit says so and asks whether
 * that device is down: yes is a declaration as that of `remote-backup partner-down`. It comes into
 * force either way: refused, it would have to be typed again, and a script could not take a pool
 * out of a pair at all; with the rules kept nobody gets an address twice by it. An alarm at once
 * and every hour. Tested in test/unit/node/left.c, test/golden/left.txt. */
#ifndef NODE_PAIR_LEFT_H
#define NODE_PAIR_LEFT_H

#include "conf/conf.h"
#include "node/step/step.h"

struct pairs;

#define LEFT_ALARM_US (3600 * TIME_SEC)

/* Whether this candidate, in the place of the running configuration, takes pools out of a pair
 * whose half was agreed; then out has a sentence of each and, if asked, what a yes means. */
bool left_ask(const struct pairs *all, const struct conf *running, const struct conf *candidate,
	      bool asked, struct text *out);

/* Whether `to` gives addresses of a pool that `from` copies to a peer to another one, or to none;
 * then out says which. A pool that is only deleted moves nothing. */
bool left_moves(const struct conf *from, const struct conf *to, struct text *out);

/* The configuration `now` took the place of `old`. declared: the question was answered with yes. */
void left_commit(struct pairs *all, const struct conf *old, const struct conf *now, bool declared,
		 struct step *step);

/* `remote-backup partner-down pool NAME`: whether it can be, else out says why not. Then, of a pool
 * of the server in force. */
bool left_may_declare(const struct pairs *all, const char *name, struct text *out);
void left_declare(struct pairs *all, unsigned pool, struct step *step);

/* The alarm of every hour. */
void left_tick(struct pairs *all, struct step *step);
uint64_t left_deadline(const struct pairs *all);

#endif
