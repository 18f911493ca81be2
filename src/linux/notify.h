/* linux/notify.h -- tells systemd how the service is doing, without its library. Tested in
 * test/unit/linux/notify.c. */
#ifndef LINUX_NOTIFY_H
#define LINUX_NOTIFY_H

/* One datagram, e.g. "READY=1", to the socket named in NOTIFY_SOCKET; nothing without one. */
void notify_systemd(const char *state);

#endif
