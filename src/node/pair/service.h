/* node/pair/service.h -- the sessions of remote backup services: between rbs/, the host's streams,
 * and the bindings.
 *
 * A session is driven with one input at a time; what it asks for is done between two calls, never
 * inside one. service_review() and service_go_on() belong to the end of every step (settle.c): they
 * tell sessions what changed and let them send. */
#ifndef NODE_PAIR_SERVICE_H
#define NODE_PAIR_SERVICE_H

#include "conf/conf.h"
#include "lease/record.h"
#include "node/step/input.h"
#include "node/step/step.h"

struct pairs;

/* After slots_configure(): new services get their sessions. */
void service_begin(struct pairs *all);

/* At start, once the journal is read: homes as they were. */
void service_recall(struct pairs *all);

/* Hands configuration and facts to the sessions, closes those of services that are gone. After
 * bind_configure(). */
void service_tell(struct pairs *all, const struct conf *running, struct step *step);

/* NODE_IN_STREAM. */
void service_stream(struct pairs *all, const struct node_input *in, struct step *step);

/* Sessions whose deadline has come; TIME_NEVER. */
void service_tick(struct pairs *all, struct step *step);
uint64_t service_deadline(const struct pairs *all);

/* End of a step (node/settle.c): whether the disk takes anything; then what it made safe, and what
 * may be sent. */
void service_review(struct pairs *all, struct step *step);
void service_go_on(struct pairs *all, struct step *step);

/* A change of a pool bound to the profile in a slot: to be judged by the peer (it is Connected), or
 * told to it. replaces: version of the binding the peer must have; ticket: comes back with its
 * word. */
void service_update(struct pairs *all, unsigned profile, const struct lease_record *record,
		    uint64_t replaces, uint64_t ticket, struct step *step);
void service_note(struct pairs *all, unsigned profile, const struct lease_record *record,
		  struct step *step);

/* The role of a profile of this service changed, or whether it is ready: its session is told before
 * the step ends. */
void service_role_changed(struct pairs *all, unsigned slot);

/* Links went up or down, or have another MAC: sessions are told where this device is. */
void service_links_changed(struct pairs *all);

/* SIGTERM: every session ends, and nothing is given away by it (R5). */
void service_stop(struct pairs *all, struct step *step);

/* ---- commands; slot: slots_service() ---- */

bool service_is_connected(const struct pairs *all, unsigned slot);

/* R5: the peer of every profile of the service, or of one profile's slot, is declared down; nothing
 * while it is connected. */
void service_declare(struct pairs *all, unsigned slot, struct step *step);
void service_declare_profile(struct pairs *all, unsigned profile, struct step *step);

/* Every session asks its peer: until it answers, rbs_session_waits() for that. */
void service_ask(struct pairs *all, struct step *step);

/* A profile of this service became Master: its session is questioned (rbs/question.h). */
void service_question(struct pairs *all, unsigned slot, struct step *step);

/* R9: all sessions end, and begin anew as those of another device. */
void service_restart(struct pairs *all, struct step *step);

/* Everything is sent once more: it is time for the daily batch, or somebody asked for it. */
void service_batch(struct pairs *all, unsigned slot, bool daily, struct step *step);

/* The way to the peer failed: the session ends at once, and is tried again. */
void service_drop(struct pairs *all, unsigned slot, struct step *step);

/* For leave.c: BYE, and a session that stays shut; and no longer. */
void service_say_leave(struct pairs *all, unsigned slot, struct step *step);
void service_say_join(struct pairs *all, unsigned slot, struct step *step);

void service_free(struct pairs *all);

#endif
