/* node/step/event.c -- the rows of node/step/event.h. docs/ lists them with their advice. */
#include "node/step/event.h"

const struct event event_started = {"NODE", 5, "STARTED", "The configuration is in force."};
const struct event event_stopping = {
    "NODE", 5, "STOPPING", "The device ends its sessions, which gives nothing away, and resigns."};
const struct event event_config_failed = {
    "CONFIG", 3, "INVALID", "Nothing was changed; mend the lines named and commit again."};
const struct event event_config_warning = {"CONFIG", 4, "WARNING",
					   "The configuration is in force, but read the sentence."};
const struct event event_committed = {"CONFIG", 5, "COMMITTED",
				      "A new configuration is in force; the line says whose "
				      "commit it was, and its id."};
const struct event event_login = {"CLI", 6, "LOGIN",
				  "A person's session of the command line began."};
const struct event event_logout = {
    "CLI", 6, "LOGOUT", "A person's session ended; what it had not committed is dropped."};
const struct event event_command = {
    "CLI", 5, "CMDRECORD",
    "Who did what: the line as it was typed, a secret in it as ****; displays are not recorded."};
const struct event event_command_denied = {
    "CLI", 4, "CMDDENIED", "A user tried what his level does not allow; nothing was done."};
const struct event event_unrecorded = {
    "CLI", 4, "CMDS_UNRECORDED",
    "More commands at once than are recorded, as of a paste; the commit points say what changed."};
const struct event event_vrrp_state = {"VRRP", 4, "STATE_CHANGE",
				       "The role of a VRRP group changed; only a Master serves."};
const struct event event_rbp_state = {"RBP", 4, "STATE_CHANGE",
				      "The role of a remote backup profile follows its group."};
const struct event event_rbs_channel = {
    "RBS", 4, "CHANNEL_STATUS_CHANGE",
    "Down: leases are not copied; new clients get addresses of the own half only."};
const struct event event_rbs_pair = {
    "RBS", 4, "PAIR_STATUS_CHANGE", "Connected: every answer is on both devices before it leaves."};
const struct event event_interrupted = {
    "RBS", 3, "PAIR_INTERRUPTED",
    "Clients are served, new ones from the own half only; the sentence says what to do."};
const struct event event_partner_down = {
    "RBS", 3, "PARTNER_DOWN",
    "This device gives out all addresses; the other one must not serve before it is Connected."};
const struct event event_waits = {
    "RBS", 3, "DECLARATION_WAITS",
    "Both devices would give out the same addresses; the sentence says what speaks against it."};
const struct event event_told = {
    "RBS", 3, "DECLARED_DOWN",
    "Until the batch is complete this device takes no new client and promises nothing more."};
const struct event event_left = {
    "RBS", 3, "LEFT_PAIR",
    "It takes no new client and is no Master; remote-backup join, or a restart, brings it back."};
const struct event event_stayed = {"RBS", 4, "LEAVE_CANCELLED",
				   "Nothing was given away; ask again when the pair is Connected."};
const struct event event_joined = {"RBS", 5, "JOINED_PAIR",
				   "The session comes up again; the batch that follows ends it."};
const struct event event_link = {"IFNET", 4, "LINK_STATE", "A port or interface went up or down."};
const struct event event_deaf = {"VRRP", 2, "DEAF",
				 "Frames towards this device are lost: look at its cable, its port "
				 "and the switch. Its peer serves."};
const struct event event_hears = {
    "VRRP", 4, "HEARS_AGAIN", "The way towards this device is open again; it is Backup at once."};
const struct event event_bfd_state = {"BFD", 4, "STATE_CHANGE",
				      "The path to the peer, or the peer, failed or is back."};
const struct event event_bfd_rejected = {
    "BFD", 4, "PACKET_REJECTED",
    "Somebody sends what belongs to no session here; the line says who and why."};
const struct event event_lost = {"IFNET", 3, "LINK_RESTORED",
				 "Another program took away what this device had made in the "
				 "kernel; find out which one, and keep "
				 "it off."};
const struct event event_broken = {"IFNET", 2, "LINK_LOST",
				   "This device cannot serve where the named thing belongs; a peer "
				   "that would serve takes over. Find "
				   "out who takes it away."};
const struct event event_mended = {
    "IFNET", 4, "LINK_KEPT",
    "Nothing was taken away for half a minute; the group takes part as "
    "before."};
const struct event event_lan_failed = {"IFNET", 3, "LINK_SETUP_FAILED",
				       "The kernel refused; the links are as they were."};
const struct event event_save_failed = {
    "CONFIG", 3, "SAVE_FAILED", "The configuration file was not written; the old one stands."};
const struct event event_point_damaged = {
    "CONFIG", 4, "POINT_DAMAGED",
    "That commit point is lost; the running configuration and the other points are not."};
const struct event event_trial = {"CONFIG", 4, "TRIAL",
				  "It is rolled back by itself unless it is confirmed: commit."};
const struct event event_trial_confirmed = {"CONFIG", 5, "TRIAL_CONFIRMED",
					    "What was tried stays in force; save keeps it. "
					    "user confirmed it, trial had made it."};
const struct event event_trial_back = {
    "CONFIG", 4, "TRIAL_ROLLED_BACK",
    "What ran before the trial runs again; the commit point of the trial has what was tried. "
    "user aborted it (without: nobody did), trial had made it."};
const struct event event_trial_lost = {
    "CONFIG", 3, "TRIAL_LOST",
    "The device started with the startup file; the commit points have what was tried and before."};
const struct event event_trial_stays = {
    "CONFIG", 3, "TRIAL_NOT_ROLLED_BACK",
    "The lines before say why; it is tried again every 10 s, and commit confirms what runs."};
const struct event event_digest = {"RBS", 3, "CONFIGURATION_MISMATCH",
				   "Make the named lines equal on both devices."};
const struct event event_equal = {"RBS", 5, "CONFIGURATION_EQUAL",
				  "The mismatch has ended; leases are copied."};
const struct event event_rbs_failed = {"RBS", 4, "SESSION_FAILED",
				       "No session comes up; look at the peer, the way to it, and "
				       "peer, source and port on both devices."};
const struct event event_rbs_home = {
    "RBS", 4, "HOME_CHANGED",
    "A device came with another one's memory; who has the even addresses was agreed anew."};
const struct event event_both_master = {
    "RBS", 3, "BOTH_MASTER",
    "Clients may lose their gateway; mend the VLAN between the devices or the VRRP group."};
const struct event event_one_master = {"RBS", 5, "BOTH_MASTER_ENDED",
				       "At most one of the two devices is Master again."};
const struct event event_not_ready = {
    "RBS", 3, "PEER_NOT_READY",
    "Nobody would serve in this device's place; mend what the line names on the other device."};
const struct event event_ready = {"RBS", 5, "PEER_READY",
				  "The other device would serve in this device's place again."};
const struct event event_unprotected = {
    "RBP", 3, "NOT_PROTECTED",
    "Leases of this pool are on one device only; bind it to a remote backup profile."};
const struct event event_pool_left = {
    "RBP", 3, "POOL_LEFT_PAIR",
    "The other device knows nothing of it and goes on; take the pool "
    "out there, too, and declare it "
    "down for the pool, or make the two a pair again."};
const struct event event_batch = {"RBS", 6, "BATCH_BACKUP", "Progress of a batch backup."};
const struct event event_repaired = {
    "RBS", 4, "DIVERGENCE_REPAIRED",
    "The bindings of the two devices differed and were made equal; report it, it is a fault."};
const struct event event_diverged = {
    "RBS", 3, "DIVERGENCE",
    "Bindings differ although they were sent again; compare display ip pool on both devices."};
const struct event event_clock = {
    "RBS", 4, "CLOCK_DIFFERENCE",
    "Only displays and logs are affected; set the clock of the device that is wrong."};
const struct event event_clock_good = {"RBS", 5, "CLOCK_EQUAL",
				       "The wall clocks of the two devices agree again."};
const struct event event_absent = {
    "RBS", 3, "PEER_ABSENT",
    "If the peer is really off, remote-backup partner-down gives its addresses back after the "
    "MCLT; if it may be alive, mend the way to it instead."};
const struct event event_journal_none = {
    "JOURNAL", 4, "NONE",
    "Right for a new device. Else stop it and look whether the file system of the state folder is "
    "mounted; a device that knows no lease probes addresses until its peer has told it all."};
const struct event event_journal_old = {
    "JOURNAL", 4, "OLD",
    "Right after so long a time off, or without a client. Else this is an old copy of the folder: "
    "what was given since is not in it; let the device serve only with its peer up."};
const struct event event_journal_refused = {
    "JOURNAL", 2, "REFUSED",
    "The device does not start on leases it cannot trust; see the sentence."};
const struct event event_journal_torn = {
    "JOURNAL", 5, "TORN",
    "The end of an unfinished write; nothing that a client was told is lost."};
const struct event event_journal_failed = {
    "JOURNAL", 1, "DISK_FAILED",
    "Leases cannot be written, so this device serves nobody until the disk works again."};
const struct event event_stalls = {
    "JOURNAL", 2, "DISK_STALLS",
    "Mastership is given up to the peer until the disk goes on; look what keeps it."};
const struct event event_journal_works = {
    "JOURNAL", 5, "DISK_WORKS", "All that is known was written; the device takes part again."};
const struct event event_restored = {"JOURNAL", 6, "RESTORED",
				     "The bindings of the last run are there."};
const struct event event_wall_clock = {"NODE", 4, "WALL_CLOCK",
				       "Leases do not depend on it; dates in displays do."};
const struct event event_conflict = {"DHCP", 2, "ADDRESS_CONFLICT",
				     "Two clients were told one address; the one that does not "
				     "keep it has to ask anew. Find out why "
				     "both devices gave it: was one declared down that was alive?"};
const struct event event_forged = {
    "DHCP", 4, "FORGED_MESSAGE",
    "A station speaks in another client's name, or a bridge on the way puts its own address into "
    "frames; find it by its MAC."};
const struct event event_shared = {
    "DHCP", 4, "CLIENT_IDENTIFIER_SHARED",
    "Machines were cloned, or one has two interfaces and a single identifier; client-identity "
    "mac-address in the pool tells them apart."};
const struct event event_in_use = {
    "DHCP", 4, "ADDRESS_IN_USE",
    "Somebody has set the address by hand, or another DHCP server gives it; find who it is."};
const struct event event_storm = {
    "DHCP", 3, "DECLINE_STORM",
    "Clients find their addresses in use, or one says so to use the pool up; display dhcp server "
    "conflict all names the addresses and who had them last."};
const struct event event_storm_over = {"DHCP", 5, "DECLINE_STORM_ENDED",
				       "DECLINEs are as rare again as they are believed."};
const struct event event_conflicts = {
    "DHCP", 3, "CONFLICTS_FOUND",
    "Another DHCP server, or many addresses set by hand; display dhcp server conflict all lists "
    "them."};
const struct event event_conflicts_over = {"DHCP", 5, "CONFLICTS_ENDED",
					   "Few addresses of the pool are in use by others."};
const struct event event_reset_left = {
    "DHCP", 4, "RESET_INCOMPLETE",
    "A commit or a cut came in between; say the reset again when the pair is Connected."};
const struct event event_rate = {
    "DHCP", 3, "NEW_CLIENT_RATE",
    "Many devices were switched on at once, or one station invents clients: look for its port in "
    "the "
    "switch's table of MAC addresses. New clients are answered as fast as dhcp check dhcp-rate "
    "allows."};
const struct event event_rate_over = {"DHCP", 5, "NEW_CLIENT_RATE_ENDED",
				      "For a minute no new client was one too many."};
const struct event event_liar = {"DHCP", 3, "ARP_LIAR",
				 "A router with proxy ARP, or an attack: find it by its MAC; "
				 "addresses that it really has belong "
				 "into excluded-ip-address."};
const struct event event_liar_over = {"DHCP", 5, "ARP_LIAR_ENDED",
				      "What the station answers to address probes counts again."};
const struct event event_shortage = {
    "DHCP", 4, "POOL_EXHAUSTED",
    "Clients that have a lease keep it; display remote-backup brief says how many are free now."};
const struct event event_shortage_over = {"DHCP", 5, "POOL_AVAILABLE",
					  "The shortage of addresses of a pool is over."};
const struct event event_usage = {
    "DHCP", 4, "POOL_FILLS_UP",
    "Soon new clients may get no address: another section, a shorter lease, or fewer clients."};
const struct event event_usage_over = {
    "DHCP", 5, "POOL_HAS_ROOM",
    "Less of the pool is in use than warning-threshold says, or the other device serves it."};
const struct event event_copied = {
    "RBS", 2, "STATE_COPIED",
    "This device runs on a copy of its peer's state folder; let the two meet, or declare the peer "
    "down if it is gone for good."};
const struct event event_peer_copied = {
    "RBS", 2, "PEER_STATE_COPIED",
    "The peer was started on a copy of this device's state folder; it learns what it missed by the "
    "batch backup that follows."};
const struct event event_stranger = {"RBS", 2, "PEER_CHANGED",
				     "Another device says that it is the peer. If neither the "
				     "machine nor its disk was replaced, look "
				     "who has the address; an ssl policy keeps others out."};
const struct event event_old = {
    "RBS", 3, "STATE_OLD",
    "A backup of the state folder was put back, or a disk lost what it had confirmed; what this "
    "device gave since without the peer, nobody knows."};
const struct event event_peer_old = {"RBS", 3, "PEER_STATE_OLD",
				     "Look on the other device why its state folder was old; what "
				     "it gave since without this device, "
				     "nobody knows."};
const struct event event_rival = {"IFNET", 2, "ADDRESS_DUPLICATE",
				  "Another station has the address of this interface; find it by "
				  "its MAC, and give one of the two "
				  "another address."};
const struct event event_vrrp_own = {
    "VRRP", 2, "OWN_ADDRESS_HEARD",
    "Another router has this device's address; find it, and give one of the two another address."};
const struct event event_vrrp_foreign = {
    "VRRP", 3, "FOREIGN_GROUP",
    "Two pairs use one VRID on one VLAN, and so one virtual MAC; give one of them another VRID."};
const struct event event_vrrp_differs = {
    "VRRP", 3, "CONFIGURATION_DIFFERS",
    "The routers of one group have other addresses or timers; make them equal."};
const struct event event_vrrp_rejected = {
    "VRRP", 4, "ADVERTISEMENT_REJECTED",
    "Somebody advertises what this group cannot follow; the line says who and why."};
const struct event event_vrrp_damped = {
    "VRRP", 4, "BFD_DAMPED",
    "BFD packets are lost beside a live Master; look at the way between the two devices."};
const struct event event_virtual_rival = {
    "VRRP", 2, "VIRTUAL_ADDRESS_DUPLICATE",
    "Another station says that it has the virtual address; find it by its MAC."};
const struct event event_rival_gone = {
    "IFNET", 5, "ADDRESS_DUPLICATE_ENDED",
    "The address of the interface is this device's alone again."};
