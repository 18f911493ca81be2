/* vrrp/status.c -- one group as a value, copied out between two steps, and the words for states.
 *
 * The pulse thread makes it and the main thread keeps it, so it points to nothing: addresses,
 * tracked interfaces and counters are copies. Unused bytes are 0, because the pulse compares two
 * by memcmp to see whether there is news. The words are VRP's where docs/vrp.md knows them. */
#include "vrrp/status.h"

#include <assert.h>
#include <string.h>

#include "vrrp/group_times.h"

const char *
vrrp_state_name(enum vrrp_state state)
{
	static const char *const name[VRRP_STATES] = {
	    [VRRP_INITIALIZE] = "Initialize",
	    [VRRP_BACKUP] = "Backup",
	    [VRRP_MASTER] = "Master",
	};

	assert(state < VRRP_STATES);
	return name[state];
}

const char *
vrrp_sends_name(uint8_t version, uint8_t sends)
{
	if (version != 3 || sends == VRRP_SENDS_V2)
		return "send v2 only";
	return sends == VRRP_SENDS_BOTH ? "send v2v3 both" : "send v3 only";
}

const char *
vrrp_reason_name(enum vrrp_reason reason)
{
	static const char *const name[VRRP_REASONS] = {
	    [VRRP_REASON_NONE] = "None",
	    [VRRP_REASON_INTERFACE_UP] = "Interface up",
	    [VRRP_REASON_INTERFACE_DOWN] = "Interface down",
	    [VRRP_REASON_TIMER_EXPIRED] = "Protocol timer expired",
	    [VRRP_REASON_PRIORITY] = "Priority calculation",
	    [VRRP_REASON_RESIGNED] = "Master resigned",
	    [VRRP_REASON_OWNER] = "IP address owner",
	    [VRRP_REASON_CONFIG] = "Configuration changed",
	    [VRRP_REASON_YIELD] = "Disk failed",
	    [VRRP_REASON_RESUMED] = "Disk works again",
	    [VRRP_REASON_LEFT] = "Left the pair",
	    [VRRP_REASON_JOINED] = "Joined the pair",
	    [VRRP_REASON_DEAF] = "Hears nobody",
	    [VRRP_REASON_HEARS] = "Hears again",
	    [VRRP_REASON_STOP] = "Device stops",
	    [VRRP_REASON_LATE] = "Ran too late to stay Master",
	    [VRRP_REASON_STUCK] = "This device does not answer",
	    [VRRP_REASON_LOST] = "Links were taken away",
	    [VRRP_REASON_PEER_BFD] = "Peer BFD session down",
	    [VRRP_REASON_LINK_DOWN] = "Link BFD session down",
	    [VRRP_REASON_LINK_UP] = "Link BFD session up",
	};

	assert(reason < VRRP_REASONS);
	return name[reason];
}

static void
status_of_master(const struct vrrp_group *g, const struct vrrp_settings *cfg, struct vrrp_status *s)
{
	bool own = g->state == VRRP_MASTER;

	s->master = own ? cfg->source : g->master;
	s->master_priority = own ? cfg->priority : g->master_priority;
	s->announced_ms = g->state == VRRP_BACKUP ? g->announced_ms : 0;
	s->interval_ms = g->state == VRRP_BACKUP ? g->master_interval_ms : cfg->interval_ms;
}

void
vrrp_group_status(const struct vrrp_group *g, const struct vrrp_settings *cfg,
		  struct vrrp_status *ret)
{
	bool waiting = g->state == VRRP_INITIALIZE && vrrp_complete(cfg) && !g->yielding;

	memset(ret, 0, sizeof *ret);
	ret->vrid = cfg->vrid;
	ret->state = g->state;
	ret->reason = g->reason;
	ret->vips_count = cfg->vips_count;
	memcpy(ret->vip, cfg->vip, sizeof ret->vip);
	ret->local = cfg->source;
	ret->priority_run = cfg->priority;
	ret->priority_config = cfg->priority_config;
	ret->preempt = cfg->preempt || vrrp_owner(cfg);
	ret->preempt_delay_s = cfg->preempt_delay_s;
	ret->preempt_at_us =
	    g->state == VRRP_BACKUP ? vrrp_group_preempt_at_us(g, cfg) : TIME_NEVER;
	ret->preempt_held = g->held && g->preempt_due;
	ret->yields = g->yielding;
	ret->left = g->yielding && g->left;
	ret->gateway_only = cfg->gateway_only;
	ret->damped_us = vrrp_damp_until_us(&g->damp);
	ret->deaf = g->yielding && g->deaf;
	ret->recover_at_us = waiting ? vrrp_group_recover_at_us(g, cfg) : TIME_NEVER;
	ret->interval_config_ms = cfg->interval_ms;
	ret->hold_multiplier = cfg->hold_multiplier;
	ret->check_ttl = cfg->check_ttl;
	ret->authenticated = cfg->auth_type != VRRP_AUTH_NONE;
	ret->tracks_count = cfg->tracks_count;
	memcpy(ret->track, cfg->track, sizeof ret->track);
	ret->bfds_count = cfg->bfds_count;
	memcpy(ret->bfd, cfg->bfd, sizeof ret->bfd);
	ret->created_us = g->created_us;
	ret->changed_us = g->changed_us;
	ret->counters = g->counters;
	memcpy(ret->source, g->source, sizeof ret->source);
	memcpy(ret->strange, g->strange, sizeof ret->strange);
	ret->history = g->history;
	status_of_master(g, cfg, ret);
}
