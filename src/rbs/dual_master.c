/* rbs/dual_master.c -- what each device says of its role in KEEPALIVE, against our own.
 *
 * A takeover passes through two Masters for a moment, so only what lasts RBS_BOTH_LIMIT is told,
 * and its end when its begin was. Nothing is done about it: who serves is decided by VRRP
 * (rbp/role.c), and two that serve stay safe by R2. Owns peer_role, both_told and both_us of a
 * group. */
#include "rbs/dual_master.h"

void
rbs_dual_master_review(struct rbs_session *s)
{
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		if (g->local.role != RBS_ROLE_MASTER || g->peer_role != RBS_ROLE_MASTER) {
			if (g->both_told)
				rbs_alarm(s, RBS_ALARM_ONE_MASTER, g->local.backup_id,
					  "The devices are not both Master any more");
			g->both_told = false;
			g->both_us = 0;
		} else if (g->both_us == 0) {
			g->both_us = s->now;
		} else if (!g->both_told && s->now >= g->both_us + RBS_BOTH_LIMIT) {
			g->both_told = true;
			rbs_alarm(s, RBS_ALARM_DUAL_MASTER, g->local.backup_id,
				  RBS_DUAL_MASTER_TEXT);
		}
	}
}

void
rbs_dual_master_forget(struct rbs_group *g)
{
	g->peer_role = RBS_ROLES;
	g->both_told = false;
	g->both_us = 0;
}

uint64_t
rbs_dual_master_deadline(const struct rbs_session *s)
{
	uint64_t at = TIME_NEVER;

	for (unsigned i = 0; i < s->groups_count; i++)
		if (s->group[i].both_us != 0 && !s->group[i].both_told)
			at = time_min(at, s->group[i].both_us + RBS_BOTH_LIMIT);
	return at;
}

void
rbs_dual_master_heard(struct rbs_session *s, const struct rbs_keepalive *k)
{
	for (unsigned i = 0; i < k->roles_count; i++) {
		struct rbs_group *g = rbs_group_find(s, k->role[i].backup_id);

		if (g != NULL)
			g->peer_role = k->role[i].role < RBS_ROLES ? k->role[i].role : RBS_ROLES;
	}
	rbs_dual_master_review(s);
}
