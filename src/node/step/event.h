/* node/step/event.h -- log messages as rows: one per thing that can be said.
 *
 * A row gives the module, the level (docs/vrp.md "Log lines": 3 error, 4 warning, 5 notice, 6
 * information), the mnemonic that tests and operators search for, and the sentence an operator
 * needs at 3 a.m. The text of a line is made by whoever reports the event; linux/log.c prints
 * "%%01MODULE/LEVEL/MNEMONIC: text". */
#ifndef NODE_STEP_EVENT_H
#define NODE_STEP_EVENT_H

struct event {
	const char *module;   /* "VRRP" */
	unsigned level;	      /* 0..7 */
	const char *mnemonic; /* "STATE_CHANGE" */
	const char *advice;   /* what it means and what to do, one sentence */
};

extern const struct event event_started, event_stopping, event_config_failed, event_config_warning,
    event_committed, event_vrrp_state, event_rbp_state, event_rbs_channel, event_rbs_pair,
    event_interrupted, event_partner_down, event_waits, event_told, event_stayed, event_joined,
    event_pool_left, event_link, event_lan_failed, event_save_failed, event_point_damaged,
    event_trial, event_trial_confirmed, event_trial_back, event_trial_stays, event_trial_lost,
    event_digest, event_equal, event_batch, event_rbs_failed, event_rbs_home, event_not_ready,
    event_ready, event_unprotected, event_left, event_both_master, event_one_master, event_repaired,
    event_diverged, event_clock, event_clock_good, event_absent, event_journal_none,
    event_journal_old, event_journal_refused, event_journal_torn, event_journal_failed,
    event_journal_works, event_stalls, event_restored, event_wall_clock, event_conflict,
    event_forged, event_shared, event_in_use, event_shortage, event_shortage_over, event_usage,
    event_usage_over, event_copied, event_peer_copied, event_old, event_peer_old, event_stranger,
    event_rival, event_rival_gone, event_liar, event_liar_over, event_storm, event_storm_over,
    event_reset_left, event_conflicts, event_conflicts_over, event_rate, event_rate_over,
    event_lost, event_broken, event_mended, event_deaf, event_hears, event_bfd_state, event_login,
    event_logout, event_command, event_command_denied, event_unrecorded;

/* of strangers on the VLAN */
extern const struct event event_vrrp_own, event_vrrp_foreign, event_vrrp_differs,
    event_vrrp_rejected, event_vrrp_damped, event_virtual_rival, event_bfd_rejected;

#endif
