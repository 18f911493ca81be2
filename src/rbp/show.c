/* rbp/show.c -- see rbp/show.h. Layouts: docs/vrp.md "Profile displays"; `verbose` is our
 * own: the detail, then why the role is what it is, the pools, and what preemption waits for. */
#include "rbp/show.h"

#include <stdio.h>
#include <string.h>

#include "rbs/status.h"
#include "show/fields.h"

#define RULE_LONG                                                                                  \
	" ----------------------------------------------------------------------------------"      \
	"---\n"

static const struct rbp_shown_entry *
profile_find(const struct rbp_shown *shown, const char *name, struct show *out)
{
	for (unsigned i = 0; i < shown->count; i++)
		if (rbp_name_same(shown->list[i].name, name))
			return &shown->list[i];
	show_say(out, "Error: The remote backup profile does not exist.\n");
	return NULL;
}

static void
show_index(const struct rbp_shown_entry *e, const char *format, struct show *out)
{
	char index[16];

	snprintf(index, sizeof index, "0x%x", e->index);
	show_text(out, "index", format, index);
}

static const struct show_field of_backup[] = {
    SHOW_FIELD(struct rbp_config, backup.rbs, "service", " Remote-backup-service: %s\n"),
    SHOW_FIELD(struct rbp_config, backup.id, "backup_id", " Backup-ID            : %s\n"),
};

/* With nothing tracked the block is left out; docs/vrp.md "Profile displays". */
static void
show_track(const struct rbp_shown_entry *e, struct show *out)
{
	char name[INTERFACE_TEXT];

	if (!e->config->vrrp.set) {
		show_none(out, "track", " track protocol       : %s\n");
		return;
	}
	show_text(out, "track", " track protocol       : %s\n", "VRRP");
	show_number(out, "vrrp_id", " VRRP-ID              : %s\n", e->config->vrrp.vrid);
	show_text(out, "vrrp_interface", " VRRP-Interface       : %s\n",
		  interface_format(e->config->vrrp.interface, name));
	show_none(out, "access_control", " Access-Control       : %s\n");
	show_text(out, "state", " State                : %s\n", rbp_role_name(e->verdict.role));
	show_none(out, "peer_state", " Peer State           : %s\n");
}

static const char *
mode_name(const struct rbp_config *c)
{
	static const char *const name[] = {
	    [RBP_HOT] = "hot", [RBP_WARM] = "warm", [RBP_VIRTUAL] = "virtual"};

	return name[c->peer_backup.mode];
}

static const struct show_field of_a_board[] = {
    SHOW_NONE(NULL, " Slot-Number          : %s\n"),
    SHOW_NONE(NULL, " Card-Number          : %s\n"),
    SHOW_NONE(NULL, " Port-Number          : %s\n"),
};

static void
show_detail(const struct rbp_shown_entry *e, struct show *out)
{
	show_say(out, " -----------------------------------------------\n");
	show_index(e, " Profile-Index        : %s\n", out);
	show_text(out, "name", " Profile-Name         : %s\n", e->name);
	show_text(out, NULL, " Service              : %s\n",
		  e->config->dhcp_server.set ? "dhcp-server " : "");
	show_text(out, "service_type", NULL, e->config->dhcp_server.set ? "dhcp-server" : "");
	SHOW_FIELDS(out, of_backup, e->config->backup.set ? e->config : NULL);
	show_track(e, out);
	show_say(out, " Interface            :\n");
	show_text(out, "backup_mode", " Backup mode          : %s\n", mode_name(e->config));
	SHOW_FIELDS(out, of_a_board, NULL);
}

/* on: the profile whose interface is meant; NULL: all. Nothing is printed where there is none. */
static void
show_unprotected(const struct rbp_shown *shown, const struct rbp_config *on, struct show *out)
{
	char its[INTERFACE_TEXT] = "";

	if (on != NULL && on->vrrp.set)
		interface_format(on->vrrp.interface, its);
	show_list(out, "not_protected");
	for (unsigned i = 0; i < shown->unprotected_count; i++) {
		const struct rbp_unprotected *u = &shown->unprotected[i];
		bool on_link = u->interface[0] != '\0';

		if (on != NULL && on_link && strcmp(its, u->interface) != 0)
			continue;
		show_begin(out, NULL);
		show_text(out, "pool", " Not protected        : IP pool %s", u->pool);
		show_text(out, "interface", on_link ? " on %s" : "%s", u->interface);
		show_say(out, "%s, which no profile binds\n",
			 on_link ? "" : " behind relay agents");
		show_end(out);
	}
	show_list_end(out);
}

static bool
display_brief(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	const struct rbp_shown *shown = subject;

	(void)args;
	(void)cursor;
	(void)now;
	show_say(out, " ----------REMOTE-BACKUP-PROFILE----------\n");
	show_say(out, "         PROFILE-ID  PROFILE-NAME\n");
	show_say(out, " -----------------------------------------\n");
	show_list(out, "profiles");
	for (unsigned i = 0; i < shown->count; i++) {
		show_begin(out, NULL);
		show_index(&shown->list[i], "         %s", out);
		show_text(out, "name", "       %s\n", shown->list[i].name);
		show_end(out);
	}
	show_list_end(out);
	show_say(out, " -----------------------------------------\n");
	show_say(out, "  Total %u  printed.\n", shown->count);
	show_unprotected(shown, NULL, out);
	return false;
}

/* `peer`: the other device; known to be ready or not, else "--". */
static void
show_ready(uint8_t ready, bool peer, struct show *out)
{
	const char *why = rbs_ready_text(ready);
	const char *label = peer ? " Peer ready           : %s" : " Ready                : %s";

	if (ready == RBS_READY_NOT_SAID) {
		show_none(out, NULL, label);
		show_none(out, peer ? "peer_ready" : "ready", NULL);
	} else {
		show_text(out, NULL, label, why ? "no" : "yes");
		show_bool(out, peer ? "peer_ready" : "ready", NULL, why == NULL);
	}
	if (why != NULL)
		show_text(out, peer ? "peer_ready_reason" : "ready_reason", ", %s", why);
	else
		show_none(out, peer ? "peer_ready_reason" : "ready_reason", NULL);
	show_say(out, "\n");
}

static uint8_t
peer_ready(const struct rbp_shown_entry *e)
{
	if (e->session == NULL || !e->config->backup.set)
		return RBS_READY_NOT_SAID;
	return rbs_session_peer_ready(e->session, e->config->backup.id);
}

static void
show_pools(const struct rbp_shown_entry *e, struct show *out)
{
	show_say(out, " Address pools        :%s\n", e->pools_count == 0 ? " --" : "");
	show_list(out, "pools");
	for (unsigned i = 0; i < e->pools_count; i++) {
		show_begin(out, NULL);
		show_text(out, "name", "                        %s\n", e->pool[i]);
		show_end(out);
	}
	show_list_end(out);
}

/* What the session knows of the profile's backup-id; false: nothing. */
static bool
profile_group(const struct rbp_shown_entry *e, struct rbs_status *s, struct rbs_group_status *ret)
{
	if (e->session == NULL || !e->config->backup.set)
		return false;
	rbs_status_of(e->session, s);
	for (unsigned i = 0; i < s->groups_count; i++)
		if (s->group[i].backup_id == e->config->backup.id) {
			*ret = s->group[i];
			return true;
		}
	return false;
}

static void
show_copies(const struct rbs_status *s, const struct rbs_group_status *g, uint64_t now,
	    struct show *out)
{
	show_text(out, "batch_sending", " Batch sending        : %s", g->sending);
	show_number(out, "batch_sent", ", %s records", g->sent_count);
	show_number(out, "batch_to_send", g->sent_about != 0 ? " of about %s" : NULL,
		    g->sent_about);
	show_say(out, "\n");
	show_text(out, "batch_receiving", " Batch receiving      : %s", g->receiving);
	show_number(out, "batch_received", ", %s records", g->received_count);
	show_number(out, "batch_to_receive", g->received_about != 0 ? " of about %s" : NULL,
		    g->received_about);
	show_say(out, "\n");
	show_number(out, "lag", " Lag of the peer      : %s records", s->made - s->confirmed);
	show_number(out, "lag_ms", ", %s ms\n", rbs_lag_ms(s, now));
	show_number(out, "applied", " Applied              : %s\n", g->applied);
	if (g->compared_us == 0) {
		show_say(out, " Tables               : not compared in this session\n");
		show_none(out, "tables", NULL);
	} else {
		show_text(out, "tables", " Tables               : %s\n",
			  g->suspects == 0 ? "equal" : "different");
	}
}

static const char *
equality(const struct rbs_status *s, const struct rbs_group_status *g)
{
	if (s->state != RBS_CONNECTED)
		return "--";
	return g->matched ? "equal" : "different";
}

/* The delay of partner-down ran out, and the peer is still heard. */
static void
show_declaration(const struct rbp_shown_entry *e, struct show *out)
{
	if (e->waits == NULL)
		return;
	show_time(out, "declaration_due", " Declaration          : due since %s", e->due_us);
	show_text(out, "declaration_waits", ", waits: %s\n", e->waits);
}

static void
show_standing(const struct rbp_shown_entry *e, struct show *out)
{
	struct rbs_group_status g;
	struct rbs_status s;

	show_text(out, "pair_state", " Pair state           : %s\n",
		  e->config->backup.set ? rbs_pair_name(e->pair) : "--");
	if (!profile_group(e, &s, &g))
		return;
	show_text(out, "pair_reason", " Pair reason          : %s\n",
		  g.why[0] != '\0' ? g.why : "--");
	show_time(out, "pair_since", " Pair state since     : %s\n", g.since_us);
	show_text_given(out, "pair_waits", " Pair waits for       : %s\n", g.waits);
	show_text(out, "configuration", " Configuration        : %s\n", equality(&s, &g));
	if (e->left_us != 0)
		show_time(
		    out, "left_since",
		    " Left the pair        : since %s, until remote-backup join or a restart\n",
		    e->left_us);
	if (e->given_us != 0)
		show_time(out, "half_given_away",
			  " Half given away      : %s, until a batch is complete\n", e->given_us);
	show_declaration(e, out);
}

static void
show_supply(const struct rbp_shown *shown, const struct rbp_shown_entry *e, uint64_t now,
	    struct show *out)
{
	struct rbp_supply s;

	if (shown->supply == NULL)
		return;
	s = shown->supply(shown->context, e->slot, now);
	show_text(out, NULL, " Free addresses       : %s", s.at_least ? "at least " : "");
	show_number(out, "free_now", "%s", s.now);
	show_number(out, "free", " of %s may be given now", s.free);
	show_text_given(out, "free_why", ", %s\n", s.why);
	if (s.why != NULL) {
		show_none(out, "free_rest_from", NULL);
		return;
	}
	if (s.now < s.free && s.rest_from != 0 && s.rest_from != TIME_NEVER) {
		show_time(out, "free_rest_from", ", the rest not before %s\n", s.rest_from);
		return;
	}
	show_none(out, "free_rest_from", NULL);
	show_say(out, s.now < s.free && s.rest_from == TIME_NEVER
			  ? ", the rest when the pair is Connected\n"
			  : "\n");
}

static void
show_pair(const struct rbp_shown *shown, const struct rbp_shown_entry *e, uint64_t now,
	  struct show *out)
{
	struct rbs_group_status g;
	struct rbs_status s;

	show_standing(e, out);
	show_supply(shown, e, now, out);
	show_number(out, "mclt_s", " MCLT                 : %s s\n",
		    rbp_mclt_us(e->config) / TIME_SEC);
	if (e->config->partner_down.set)
		show_number(out, "partner_down_delay_s", " Partner-down delay   : %s s\n",
			    e->config->partner_down.delay_s);
	else
		show_none(out, "partner_down_delay_s", " Partner-down delay   : %s\n");
	if (profile_group(e, &s, &g))
		show_copies(&s, &g, now, out);
}

/* The seed's layout has no line for how the pair stands: in text it follows while that is not
 * Connected, and for a peer that would not serve; in JSON always. */
static void
show_connected(const struct rbp_shown_entry *e, struct show *out)
{
	struct rbs_group_status g;
	struct rbs_status s;

	show_text(out, "pair_state", NULL, rbs_pair_name(e->pair));
	if (!profile_group(e, &s, &g))
		return;
	show_text(out, "pair_reason", NULL, g.why);
	show_time(out, "pair_since", NULL, g.since_us);
	show_text(out, "configuration", NULL, equality(&s, &g));
	if (peer_ready(e) == RBS_READY)
		show_bool(out, "peer_ready", NULL, true);
	else if (peer_ready(e) == RBS_READY_NOT_SAID)
		show_none(out, "peer_ready", NULL);
}

static bool
display_one(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	const struct rbp_shown *shown = subject;
	const struct rbp_shown_entry *e = profile_find(shown, args->word[0], out);

	(void)cursor;
	if (e == NULL)
		return false;
	show_begin(out, NULL);
	show_detail(e, out);
	if (e->config->backup.set && e->pair == RBS_PAIRED)
		show_connected(e, out);
	if (e->config->backup.set && e->pair != RBS_PAIRED) {
		show_standing(e, out);
		show_supply(shown, e, now, out);
		show_ready(peer_ready(e), true, out);
	} else if (rbs_ready_text(peer_ready(e)) != NULL) {
		show_ready(peer_ready(e), true, out);
	}
	show_end(out);
	return false;
}

/* ---- at a glance ---- */

/* The peer's, in a word. */
static const char *
readiness(const struct rbp_shown_entry *e)
{
	uint8_t ready = peer_ready(e);

	if (ready == RBS_READY_NOT_SAID)
		return "--";
	return rbs_ready_text(ready) != NULL ? "no" : "yes";
}

/* How the pair stands, in a word; known: the session knows the profile. */
static const char *
pair_word(const struct rbp_shown_entry *e, bool known)
{
	if (e->left_us != 0)
		return "Left";
	return known ? rbs_pair_name(e->pair) : "--";
}

/* "0 of 0" would say neither that there is no pool nor that all is in use. */
static void
show_free(const struct rbp_supply *supply, struct show *out)
{
	bool some = supply->free > 0;

	show_number(out, "free_now", some ? " %8s" : NULL, supply->now);
	show_number(out, "free", some ? " of %s\n" : NULL, supply->free);
	if (!some)
		show_say(out,
			 supply->pools == 0 ? "       -- no pool\n" : "        0 all in use\n");
}

static void
show_line(const struct rbp_shown *shown, const struct rbp_shown_entry *e, uint64_t now,
	  struct show *out)
{
	struct rbs_group_status g = {.since_us = 0};
	struct rbs_status s = {.state = RBS_INITIAL};
	bool known = profile_group(e, &s, &g);
	struct rbp_supply supply = {0};

	if (shown->supply != NULL)
		supply = shown->supply(shown->context, e->slot, now);
	show_begin(out, NULL);
	show_text(out, "name", " %-16s", e->name);
	show_text(out, "role", " %-10s", rbp_role_name(e->verdict.role));
	show_text(out, "pair_state", NULL, known ? rbs_pair_name(e->pair) : "--");
	show_text(out, NULL, " %-12s", pair_word(e, known));
	if (e->left_us != 0)
		show_time(out, "left_since", NULL, e->left_us);
	if (known)
		show_time(out, "pair_since", " %s", g.since_us);
	else
		show_none(out, "pair_since", " %-19s");
	show_text(out, "configuration", "  %-9s", equality(&s, &g));
	show_text(out, NULL, " %-5s", readiness(e));
	if (peer_ready(e) == RBS_READY_NOT_SAID)
		show_none(out, "peer_ready", NULL);
	else
		show_bool(out, "peer_ready", NULL, rbs_ready_text(peer_ready(e)) == NULL);
	show_free(&supply, out);
	show_end(out);
}

static bool
display_glance(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	       struct show *out)
{
	const struct rbp_shown *shown = subject;

	(void)args;
	if (*cursor == 0) {
		show_say(out, " Profile          Role       Pair state   Since                "
			      "Config.   Peer  Free now\n");
		show_say(out, RULE_LONG);
		show_list(out, "profiles");
	}
	if (*cursor < shown->count)
		show_line(shown, &shown->list[*cursor], now, out);
	if (++*cursor < shown->count)
		return true;
	show_list_end(out);
	show_say(out, RULE_LONG);
	return false;
}

static void
show_preemption(const struct rbp_shown_entry *e, struct show *out)
{
	show_bool(out, "preemption_held", NULL, e->holds != NULL);
	show_text_given(out, "waits_for", " Preemption           : waits for %s\n", e->holds);
	if (e->holds == NULL)
		show_say(out, " Preemption           : not held\n");
	show_text_given(out, "alarm", " Alarm                : %s\n", e->alarm);
}

static bool
display_verbose(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	const struct rbp_shown_entry *e = profile_find(subject, args->word[0], out);

	(void)cursor;
	if (e == NULL)
		return false;
	show_begin(out, NULL);
	show_detail(e, out);
	show_text(out, "role", " Role                 : %s", rbp_role_name(e->verdict.role));
	show_text(out, "role_reason", ", because %s\n", rbp_why_text(e->verdict.why));
	show_text(out, "role_before", " Role before          : %s\n",
		  e->changed_us != 0 ? rbp_role_name(e->before) : "--");
	show_time(out, "role_changed", " Role changed         : %s\n", e->changed_us);
	show_pair(subject, e, now, out);
	show_preemption(e, out);
	show_ready((uint8_t)e->ready, false, out);
	show_ready(peer_ready(e), true, out);
	show_pools(e, out);
	show_unprotected(subject, e->config, out);
	show_end(out);
	return false;
}

const struct show_row rbp_show_rows[] = {
    {"display remote-backup-profile", "Remote backup profiles", display_brief},
    {"display remote-backup-profile <name:1-128>", "One remote backup profile", display_one},
    {"display remote-backup-profile <name:1-128> verbose",
     "One remote backup profile: role, pools, and what preemption waits for", display_verbose},
    {"display remote-backup brief", "How every profile stands, a line each", display_glance},
};

const unsigned rbp_show_rows_count = sizeof rbp_show_rows / sizeof *rbp_show_rows;
