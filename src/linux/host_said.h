/* linux/host_said.h -- what threads of a host say, as lines of the log and inputs of the node; for
 * host.c. Tested in test/unit/linux/host.c. */
#ifndef LINUX_HOST_SAID_H
#define LINUX_HOST_SAID_H

#include "lan/wanted.h"
#include "linux/file_thread.h"
#include "linux/history_thread.h"
#include "linux/pulse_thread.h"
#include "linux/survey_thread.h"
#include "node/step/input.h"

/* The VRRP thread could not do what the note says. Nothing is said of listening on a Vlanif that is
 * not in wanted, what the links are to be: a commit took it away before the thread was told. */
void host_say_pulse_failed(const struct pulse_note *n, const struct lan_wanted *wanted);

/* What else the thread says, as an input. */
struct node_input host_heard(const struct pulse_note *n);

/* A file is done after whoever asked for it had his answer, or was gone. */
void host_say_late(const struct file_done *done);

/* The answer to a SAVE or READ of a session (done NULL: it was refused at once) as an input, which
 * points into it. */
struct node_input host_filed(bool reads, unsigned session, const struct file_done *done,
			     const char *message);

/* The answer to a search as an input, which points into it. */
struct node_input host_found(const struct history_answer *a);
struct node_input host_surveyed(const struct survey_answer *a);

#endif
