/* linux/history_thread.h -- keeps the history of lease events and looks things up in it, beside
 * everything else: NODE_ACT_HISTORY, NODE_ACT_KEEP, NODE_ACT_FIND.
 *
 * A thread of its own, so that neither a disk that is slow here nor a search through all files
 * holds up what clients wait for. Entries are gathered for HISTORY_BATCH_US and written as one
 * block; each is also a line of the log, at most HISTORY_LINES_PER_S of them. What finds no room
 * (HISTORY_BLOCK_MAX) or cannot be written is lost and counted; the first failure and the end of it
 * are said. A search takes one file at a time, and what waits to be written goes first. Nothing
 * here ever fails the device.
 *
 * Tested in test/unit/linux/history_thread.c. */
#ifndef LINUX_HISTORY_THREAD_H
#define LINUX_HISTORY_THREAD_H

#include "base/time.h"
#include "node/step/actions.h"
#include "node/step/input.h"

#define HISTORY_BATCH_US (200 * TIME_MS)

enum { HISTORY_LINES_PER_S = 50 };

struct history_answer {
	unsigned session;
	uint64_t number;
	bool end;
	struct history_place next;
	struct history_page page;
	struct history_state state;
	char message[HISTORY_WHY_MAX]; /* "": it was read */
};

struct text;
struct history_thread;

/* On the folder that dir is open on, which stays the caller's and open until the stop. Nothing is
 * kept before history_thread_keep(). NULL and a sentence on failure. */
struct history_thread *history_thread_start(int dir, struct text *message);

/* Each copies and never waits. A search takes the place of the session's last one. */
void history_thread_append(struct history_thread *t, const uint8_t *entries, size_t len);
void history_thread_keep(struct history_thread *t, const struct node_keep *keep);
void history_thread_find(struct history_thread *t, unsigned session, uint64_t number,
			 const struct history_query *query, const struct history_place *place);

/* Readable when a search has an answer; hear until it returns false. */
int history_thread_fd(const struct history_thread *t);
bool history_thread_hear(struct history_thread *t, struct history_answer *ret);

/* Writes what waits and ends the thread, and waits patience_us for that; one that hangs is left
 * behind. Accepts NULL. */
void history_thread_stop(struct history_thread *t, uint64_t patience_us);

#endif
