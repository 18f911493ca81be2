/* linux/host_event.h -- log messages of the host itself, as rows (see node/step/event.h). */
#ifndef LINUX_HOST_EVENT_H
#define LINUX_HOST_EVENT_H

#include "node/step/event.h"

extern const struct event host_event_listen, host_event_dial, host_event_stranger, host_event_tls,
    host_event_tls_files, host_event_tls_renewed, host_event_session, host_event_realtime,
    host_event_behind, host_event_stop, host_event_reload, host_event_interface, host_event_virtual,
    host_event_dropped, host_event_late, host_event_point, host_event_stuck, host_event_mute,
    host_event_turned_away, host_event_password, host_event_lease, host_event_history,
    host_event_history_works;

#endif
