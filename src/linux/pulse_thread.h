/* linux/pulse_thread.h -- runs pulse/ on a thread of its own, above everything else of the device.
 *
 * The thread hears VRRP and BFD packets, keeps pulse_deadline() and carries out the actions;
 * between it and the node's thread stand two bounded rings of values. It takes no lock and
 * allocates nothing after its start; nor does it write to the log, but for one line when the main
 * thread is stuck, for which it waits for no reader (log_queue.h). SCHED_FIFO and locked memory
 * where the system permits; a warning where not. Errors: NULL and a sentence in message.
 * Tested in test/unit/linux/pulse_thread.c with a pulse made for the purpose. */
#ifndef LINUX_PULSE_THREAD_H
#define LINUX_PULSE_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "pulse/pulse.h"

enum {
	PULSE_COMMANDS_MAX = 1024, /* said and not yet taken; then no more is */
	PULSE_CONFIGS_MAX = 4,	   /* the same for configurations */
	PULSE_NOTES_MAX = 1024	   /* noted and not yet heard; then the latest per group is kept */
};

enum pulse_note_kind {
	PULSE_NOTE_STATUS,
	PULSE_NOTE_BFD,
	PULSE_NOTE_BFD_FAULTS,
	PULSE_NOTE_FAILED /* the kernel refused what pulse/ asked for */
};

struct pulse_note {
	enum pulse_note_kind kind;
	union {
		struct vrrp_status status;
		struct bfd_status bfd;
		struct bfd_faults faults;
	};
	enum pulse_action_kind
	    what; /* FAILED, and the rest; SEND: no Vlanif to listen on, first vlan. SEND_IP: no
					port to hear BFD on */
	uint16_t vlan;
	uint8_t vrid;
	int error; /* negative errno; 0: see vlan */
};

struct virtual;
struct text;
struct pulse_thread;

/* v is used by the thread alone from now on, but for virtual_owned(). */
struct pulse_thread *pulse_thread_start(struct virtual *v, struct text *message);

/* The system gave the thread real-time priority and locked memory. */
bool pulse_thread_realtime(const struct pulse_thread *t);

/* Hands an input over, configuration copied; `now` is set by the thread. Everything but PACKET
 * and TICK. False, and nothing said, when there is no room; nobody waits. What was not said is
 * owed: the caller says all of it again, later. */
bool pulse_thread_say(struct pulse_thread *t, const struct pulse_input *in);

/* The links were made anew: open the Vlanifs of the configuration again. False: as above. */
bool pulse_thread_relisten(struct pulse_thread *t);

/* Waits until all that was said is done, PULSE_SETTLE_MS at most: before the links change, for what
 * a group sends when it leaves. */
enum { PULSE_SETTLE_MS = 50 };
void pulse_thread_settle(const struct pulse_thread *t);

/* The number put up last (PULSE_ASK), 0: none yet. Read it after pulse_thread_hear() returned
 * false, and answer it when all else was looked at since. */
uint64_t pulse_thread_asked(const struct pulse_thread *t);

/* Readable when pulse_thread_hear() has something, or a number was put up; hear until it returns
 * false. */
int pulse_thread_fd(const struct pulse_thread *t);
bool pulse_thread_hear(struct pulse_thread *t, struct pulse_note *ret);

/* There is something to hear; no system call. */
bool pulse_thread_has_note(const struct pulse_thread *t);

/* PULSE_IN_STOP after all that was said, then the thread's end, waited for PULSE_END_US: a thread
 * that hangs will not end, and is left behind. Accepts NULL. */
#define PULSE_END_US (1 * TIME_SEC)
void pulse_thread_stop(struct pulse_thread *t);

#endif
