/* linux/host_event.c -- the rows of linux/host_event.h. docs/ lists them with their advice. */
#include "linux/host_event.h"

const struct event host_event_listen = {
    "RBS", 3, "LISTEN_FAILED",
    "Another program holds the port, or the address is not allowed; it is tried again at every "
    "dial."};
const struct event host_event_dial = {"RBS", 4, "DIAL_FAILED",
				      "The peer was not reached; the service goes on trying."};
const struct event host_event_stranger = {
    "RBS", 4, "STRANGER_REFUSED",
    "A device that is not the configured peer tried to connect and was closed at once."};
const struct event host_event_turned_away = {
    "RBS", 4, "CONNECTIONS_CLOSED",
    "Somebody at the peer's address connects and says nothing; sessions are not disturbed by it."};
const struct event host_event_tls = {
    "RBS", 3, "TLS_FAILED",
    "The two ends of a backup session did not prove themselves to each other; look at the SSL "
    "policy "
    "and its certificates on both devices. No session stands meanwhile."};
const struct event host_event_password = {
    "RBS", 3, "PASSWORD_FAILED",
    "Put the same password into the file of both devices, or take peer password away on both. No "
    "session begins meanwhile."};
const struct event host_event_tls_files = {
    "RBS", 3, "SSL_POLICY_FAILED",
    "Put the files of the SSL policy right; they are read again by themselves."};
const struct event host_event_tls_renewed = {
    "RBS", 5, "SSL_POLICY_LOADED",
    "Files of an SSL policy changed; sessions that begin from now on use them."};
const struct event host_event_session = {
    "CLI", 4, "SESSION_REFUSED", "A client of the CLI socket broke the rules or came late."};
const struct event host_event_mute = {"NODE", 3, "NO_DESCRIPTORS",
				      "Service goes on; new sessions wait. Find out who uses up "
				      "the descriptors or the memory of this "
				      "machine."};
const struct event host_event_realtime = {
    "PULSE", 4, "NO_REALTIME",
    "Advertisements may be late on a busy machine; allow CAP_SYS_NICE and CAP_IPC_LOCK."};
const struct event host_event_behind = {
    "PULSE", 3, "BEHIND",
    "The VRRP thread did not take what it was told; it is told again ten times a second."};
const struct event host_event_stop = {"NODE", 4, "STOP_FORCED",
				      "The device did not stop in time and was ended."};
const struct event host_event_reload = {"CONFIG", 3, "RELOAD_FAILED",
					"The startup file was not read; nothing was changed."};
const struct event host_event_interface = {
    "IFNET", 3, "LISTEN_FAILED", "DHCP is not heard on the interface named; the others serve."};
const struct event host_event_virtual = {
    "VRRP", 3, "KERNEL_REFUSED",
    "The virtual address may not work on this device; look at the kernel's links."};
const struct event host_event_dropped = {
    "LOG", 4, "LINES_DROPPED",
    "Whoever reads the log stood still; that many lines are missing here. Service went on."};
const struct event host_event_late = {
    "CONFIG", 4, "FILE_LATE",
    "A file was written or read after its command had been given up; look what stands in it."};
const struct event host_event_point = {"CONFIG", 3, "POINT_FAILED",
				       "A commit is in force, but no file has it: after a restart "
				       "nobody can go back to it; a trial ends with a restart."};
const struct event host_event_stuck = {
    "NODE", 2, "STUCK",
    "This device serves nobody; its peer does, if it would. Find out what holds it up, and restart "
    "it."};
const struct event host_event_lease = {
    "DHCP", 6, "LEASE",
    "A lease was granted, renewed with something new, released, or ended; display dhcp server "
    "history searches them all."};
const struct event host_event_history = {
    "DHCP", 4, "HISTORY_FAILED",
    "Who has which address is not being kept on disk; leases are served as before. Look at the "
    "disk of the state folder; display dhcp server history state counts what is lost."};
const struct event host_event_history_works = {
    "DHCP", 5, "HISTORY_WORKS", "The history is kept again; what happened meanwhile is not in it."};
