/* linux/notify.h -- tells systemd how the service is doing, without its library. Tested in
 * test/unit/linux/notify.c. */
#ifndef LINUX_NOTIFY_H
#define LINUX_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* One datagram, e.g. "READY=1", to the socket named in NOTIFY_SOCKET; nothing without one. */
void notify_systemd(const char *state);

/* Whether anybody listens. */
bool notify_wanted(void);

/* How often systemd wants to hear "WATCHDOG=1", halved, in microseconds; 0: it does not ask this
 * process (WATCHDOG_USEC, WATCHDOG_PID). */
uint64_t notify_watchdog_us(void);

#endif
