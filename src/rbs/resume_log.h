/* rbs/resume_log.h -- which addresses changed here, by update sequence, so that a peer that
 * was away briefly gets the missing ones only (docs/protocol.md "A session", resume).
 *
 * It keeps addresses, not records: what is sent is the record as it stands in the table by then,
 * so several changes of one address cost the newest version only, and an update that was refused
 * or is in doubt cannot leak through a batch. Bound: the last RBS_RESUME_LOG_MAX; a peer that needs
 * older ones gets a full batch. Tested in test/unit/rbs/updates_in_flight.c. */
#ifndef RBS_RESUME_LOG_H
#define RBS_RESUME_LOG_H

#include "rbs/session.h"

enum rbs_resume_log_kind {
	RBS_RESUME_LOG_NOTE,   /* applied here, told to the peer */
	RBS_RESUME_LOG_UPDATE, /* to be judged by the peer; in flight until answered */
	RBS_RESUME_LOG_THEIRS  /* the peer's update, taken here: for resume only, see below */
};

struct rbs_resume_log_entry {
	struct ip4 address;
	uint16_t backup_id;
	enum rbs_resume_log_kind kind;
};

struct rbs_resume_log {
	uint64_t last; /* sequence of the newest; 0: none yet */
	struct rbs_resume_log_entry entry[RBS_RESUME_LOG_MAX];
};

/* When our ACK of a peer's update is lost, the peer is in doubt about it: it does not hold its own
 * update, but we do. So the update taken stands in our log too, and every batch, resumed or full,
 * brings it back as a fact. It enters only when the ACK was sent or the session is over: a peer
 * that has heard of later sequences must have had the ACK. After both batches an update in doubt is
 * either held or void. */

/* Appends one and returns its sequence. */
static inline uint64_t
rbs_resume_log_add(struct rbs_resume_log *t, struct rbs_resume_log_entry entry)
{
	t->entry[++t->last % RBS_RESUME_LOG_MAX] = entry;
	return t->last;
}

/* The entry with this sequence, or NULL when it is not here (any more). */
static inline const struct rbs_resume_log_entry *
rbs_resume_log_at(const struct rbs_resume_log *t, uint64_t sequence)
{
	if (sequence == 0 || sequence > t->last || t->last - sequence >= RBS_RESUME_LOG_MAX)
		return NULL;
	return &t->entry[sequence % RBS_RESUME_LOG_MAX];
}

/* Whether every update above `sequence` is still here. */
static inline bool
rbs_resume_log_reaches(const struct rbs_resume_log *t, uint64_t sequence)
{
	return sequence <= t->last && t->last - sequence <= RBS_RESUME_LOG_MAX;
}

#endif
