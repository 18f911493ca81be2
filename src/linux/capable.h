/* linux/capable.h -- what this process may do: the rights without which a device cannot work,
 * looked at before anything is touched. Root has them all, and so has what the systemd unit starts
 * as another user. Rights that only make it better (CAP_SYS_NICE, CAP_IPC_LOCK) are asked for
 * where they are used. Tested in test/unit/linux/capable.c. */
#ifndef LINUX_CAPABLE_H
#define LINUX_CAPABLE_H

#include <stdbool.h>
#include <stdint.h>

struct text;

/* The effective capabilities of this process, bit by number (capabilities(7)); 0: the kernel does
 * not say. */
uint64_t capable_of(void);

/* Whether that is enough; else a sentence that names what is missing, and what to do. */
bool capable_enough(uint64_t effective, struct text *message);

#endif
