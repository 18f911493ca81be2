/* linux/survey_thread.h -- answers NODE_ACT_SURVEY beside everything else: a kernel or a disk of
 * /proc that is slow holds up nothing but the display that asked.
 *
 * Twice a minute it notes the counters of links and processors, so that a display can say what
 * share was in use since the note before the last. One question per session; a new one takes the
 * place of the last. Nothing here ever fails the device. Tested in test/unit/linux/survey.c. */
#ifndef LINUX_SURVEY_THREAD_H
#define LINUX_SURVEY_THREAD_H

#include "base/time.h"
#include "linux/ports.h"
#include "node/step/input.h"

#define SURVEY_NOTE_US (30 * TIME_SEC)

struct survey_answer {
	unsigned session;
	uint64_t number;
	struct node_survey told;
};

struct text;
struct survey_thread;

/* The port map stays the caller's, and until the stop. NULL and a sentence on failure. */
struct survey_thread *survey_thread_start(const struct ports *ports, struct text *message);

/* Never waits. */
void survey_thread_ask(struct survey_thread *t, unsigned session, uint64_t number,
		       enum node_survey_kind kind);

/* Readable when there is an answer; hear until it returns false. */
int survey_thread_fd(const struct survey_thread *t);
bool survey_thread_hear(struct survey_thread *t, struct survey_answer *ret);

/* Ends the thread, and waits patience_us for that; one that hangs is left behind. Accepts NULL. */
void survey_thread_stop(struct survey_thread *t, uint64_t patience_us);

#endif
