/* linux/memory_lock.h -- keeps this process in memory, so that no page fault delays VRRP. */
#ifndef LINUX_MEMORY_LOCK_H
#define LINUX_MEMORY_LOCK_H

#include <stdbool.h>

/* Locks what there is and what will be. False: not allowed; under a limit it is not tried, for then
 * a later malloc() would fail. */
bool memory_lock(void);

#endif
