/* node/service.c -- see node/service.h. */
#include "node/service.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/mutant.h"
#include "node/change.h"
#include "node/keep.h"
#include "node/recall.h"
#include "node/schema.h"
#include "rbp/digest.h"

/* ---- slots ---- */

/* Validation bounds names; what a key could hold beyond that is cut. */
static void
keep_name(char *p, size_t cap, const char *name)
{
	struct text t = text_of(p, cap);

	text_bytes(&t, name, strlen(name));
}

static struct service *
service_named(struct node *n, const char *name)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (n->service[i].used && rbp_name_same(n->service[i].name, name))
			return &n->service[i];
	return NULL;
}

static struct service *
service_take(struct node *n, const char *name)
{
	bool taken[NODE_STREAMS_MAX + 1] = {false};
	struct service *s = NULL;

	for (unsigned i = NODE_STREAMS_MAX; i-- > 0;) {
		if (n->service[i].used)
			taken[n->service[i].index - RBS_INDEX_FIRST] = true;
		else
			s = &n->service[i];
	}
	if (!s)
		return NULL;
	memset(s, 0, sizeof *s);
	while (taken[s->index])
		s->index++;
	s->index += RBS_INDEX_FIRST;
	s->used = true;
	keep_name(s->name, sizeof s->name, name);
	s->local.even = recall_home(n, name);
	s->session = rbs_session_new();
	return s;
}

static struct profile *
profile_named(struct node *n, const char *name)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (n->profile[i].used && rbp_name_same(n->profile[i].name, name))
			return &n->profile[i];
	return NULL;
}

static struct profile *
profile_take(struct node *n, const char *name)
{
	bool taken[NODE_PROFILES_MAX + 1] = {false};
	struct profile *p = NULL;

	for (unsigned i = NODE_PROFILES_MAX; i-- > 0;) {
		if (n->profile[i].used)
			taken[n->profile[i].index - RBP_INDEX_FIRST] = true;
		else
			p = &n->profile[i];
	}
	if (!p)
		return NULL;
	memset(p, 0, sizeof *p);
	while (taken[p->index])
		p->index++;
	p->index += RBP_INDEX_FIRST;
	p->used = true;
	keep_name(p->name, sizeof p->name, name);
	recall_pair(n, p);
	return p;
}

/* ---- configuration ---- */

static void
configure_services(struct node *n)
{
	const struct conf_object *o = NULL;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		memset(&n->service[i].config, 0, sizeof n->service[i].config);
	while ((o = conf_next_of(n->running, VIEW_RBS, o))) {
		const char *name = conf_object_path(o)->key.name;
		struct service *s = service_named(n, name);

		if (!s)
			s = service_take(n, name);
		if (s)
			s->config = *schema_rbs(o);
	}
}

static void
profile_configure(struct node *n, struct profile *p, const struct rbp_config *config)
{
	const struct service *s = config->backup.set ? service_named(n, config->backup.rbs) : NULL;

	p->config = *config;
	p->service = s ? (unsigned)(s - n->service) : NODE_NONE;
	lines_free(&p->lines);
	p->lines = lines_of_profile(n->running, p->name);
}

static void
configure_profiles(struct node *n)
{
	const struct conf_object *o = NULL;

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &n->profile[i];
		struct conf_path path = conf_path_name(VIEW_RBP, p->name);

		if (!p->used || conf_find(n->running, &path))
			continue;
		lines_free(&p->lines);
		memory_free(p->range);
		memset(p, 0, sizeof *p);
	}
	while ((o = conf_next_of(n->running, VIEW_RBP, o))) {
		const char *name = conf_object_path(o)->key.name;
		struct profile *p = profile_named(n, name);

		if (!p)
			p = profile_take(n, name);
		if (p)
			profile_configure(n, p, schema_rbp(o));
	}
}

void
service_configure(struct node *n)
{
	configure_services(n);
	configure_profiles(n);
}

/* ---- facts for the session ---- */

static enum rbs_role
role_for_peer(enum rbp_role role)
{
	switch (role) {
	case RBP_MASTER:
		return RBS_ROLE_MASTER;
	case RBP_SLAVE:
		return RBS_ROLE_SLAVE;
	case RBP_INITIALIZE:
	case RBP_ROLE_COUNT:
		break;
	}
	return RBS_ROLE_INITIALIZE;
}

static void
local_group(const struct profile *p, struct rbs_local_group *ret)
{
	*ret = (struct rbs_local_group){
	    .backup_id = p->config.backup.id,
	    .role = role_for_peer(p->verdict.role),
	    .digest = rbp_digest(p->lines.line, p->lines.count),
	    .lines_count = p->lines.count,
	    .line = p->lines.line,
	    .ranges_count = p->ranges_count,
	    .range = p->range,
	    .down = p->pair == RBS_PARTNER_DOWN,
	    .complete = p->down_complete,
	};
}

static void
local_of(struct node *n, struct service *s)
{
	unsigned slot = (unsigned)(s - n->service);

	s->local.table = n->leases;
	s->local.device = n->device_id;
	s->local.journal = n->journal_id;
	s->local.incarnation = n->incarnation;
	s->local.groups_count = 0;
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &n->profile[i];

		if (p->used && p->service == slot && s->local.groups_count < RBS_GROUPS_MAX)
			local_group(p, &s->local.group[s->local.groups_count++]);
	}
}

/* ---- driving a session ---- */

static struct profile *
profile_of(struct node *n, const struct service *s, uint16_t backup_id)
{
	unsigned slot = (unsigned)(s - n->service);

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (n->profile[i].used && n->profile[i].service == slot &&
		    n->profile[i].config.backup.id == backup_id)
			return &n->profile[i];
	return NULL;
}

static void
stream_action(enum node_action_kind kind, unsigned slot, const struct rbs_output *o,
	      struct node_actions *out)
{
	struct node_action *a = out_add(out, kind);

	a->service = slot;
	a->dialled = o->dialled;
	a->on = o->on;
	a->source = o->source;
	a->peer = o->peer;
	a->port = o->port;
	if (o->kind != RBS_OUT_SEND)
		return;
	a->bytes = out_room(out, o->len);
	a->len = o->len;
	memcpy(out_room(out, o->len), o->bytes, o->len);
	out_take(out, o->len);
}

/* A session begins: before a record leaves, it is on disk that all of them may have. */
static void
state_changed(struct node *n, struct service *s, const struct rbs_output *o,
	      struct node_actions *out)
{
	bool was_up = s->state == RBS_CONNECTED;

	s->state = o->state;
	n->roles_changed = true;
	if (s->state == RBS_CONNECTED && !was_up)
		keep_entry(n, &(struct journal_entry){.kind = JOURNAL_SENT_ALL}, out);
	if (was_up == o->up)
		return;
	out_log(out, &event_rbs_channel, "%s (serviceName=%s, channelState=%s)",
		o->text ? o->text : "The state of the RBS channel changed", s->name,
		o->up ? "Up" : "Down");
}

static void
pair_changed(struct node *n, struct service *s, const struct rbs_output *o,
	     struct node_actions *out)
{
	static const char *const name[RBS_PAIRS] = {"Interrupted", "Connected", "Partner-down"};
	struct profile *p = profile_of(n, s, o->backup_id);
	bool was_down;

	n->roles_changed = true;
	if (!p)
		return;
	was_down = p->pair == RBS_PARTNER_DOWN;
	p->pair = o->pair;
	if (o->pair == RBS_PARTNER_DOWN) {
		p->down_since_us = o->complete ? 1 : n->now;
		p->down_complete = o->complete;
	}
	if (was_down || o->pair == RBS_PARTNER_DOWN)
		recall_keep_pair(n, p, out);
	out_log(out, &event_rbs_pair, "%s (profile=%s, pairState=%s)",
		o->text ? o->text : "The state of the pair changed", p->name, name[o->pair]);
}

static void
batch_done(struct node *n, struct service *s, const struct rbs_output *o, struct node_actions *out)
{
	struct profile *p = profile_of(n, s, o->backup_id);

	if (!p)
		return;
	change_settle_doubt(n, p, out);
	p->batch_done = true;
	if (p->fresh || (p->forfeited && !n->stopping)) {
		p->fresh = false;
		p->forfeited = p->forfeited && n->stopping; /* the BYE that follows gives it away */
		recall_keep_pair(n, p, out);
	}
	n->roles_changed = true;
	out_log(out, &event_batch, "Batch backup is complete in both directions (profile=%s)",
		p->name);
}

static void
home_agreed(struct node *n, struct service *s, uint8_t even, struct node_actions *out)
{
	s->local.even = even;
	recall_keep_home(n, s->name, even, out);
	n->roles_changed = true;
}

/* The session is told once what was written so far is durable. One more than it can have at once
 * joins the last: what waits longer covers what waits less. */
static void
sync_asked(struct node *n, struct service *s, uint64_t token)
{
	struct service_sync wait = {token, keep_position(n)};

	if (MUTANT(ACK_FROM_MEMORY))
		wait.position = 0;
	if (s->syncs_count == NODE_SYNCS_MAX)
		s->syncs_count--;
	s->sync[(s->syncs_head + s->syncs_count++) % NODE_SYNCS_MAX] = wait;
}

static void
alarm_given(struct node *n, const struct service *s, const struct rbs_output *o,
	    struct node_actions *out)
{
	static const struct event *const event[RBS_ALARMS] = {
	    [RBS_ALARM_DIFFERENT] = &event_digest,
	    [RBS_ALARM_EQUAL] = &event_equal,
	    [RBS_ALARM_SESSION] = &event_rbs_failed,
	    [RBS_ALARM_HOME] = &event_rbs_home,
	    [RBS_ALARM_DUAL_MASTER] = &event_both_master,
	    [RBS_ALARM_ONE_MASTER] = &event_one_master,
	    [RBS_ALARM_REPAIRED] = &event_repaired,
	    [RBS_ALARM_DIVERGED] = &event_diverged,
	    [RBS_ALARM_CLOCK] = &event_clock,
	    [RBS_ALARM_CLOCK_GOOD] = &event_clock_good,
	    [RBS_ALARM_SENT] = &event_batch,
	};

	n->roles_changed = true; /* the displays show what is waited for */
	if (o->backup_id != 0)
		out_log(out, event[o->alarm], "%s (serviceName=%s, backupId=%u)", o->text, s->name,
			o->backup_id);
	else
		out_log(out, event[o->alarm], "%s (serviceName=%s)", o->text, s->name);
}

/* What a call left to be done after it. */
static void
perform(struct node *n, struct service *s, const struct rbs_output *o, struct node_actions *out)
{
	unsigned slot = (unsigned)(s - n->service);

	switch (o->kind) {
	case RBS_OUT_LISTEN:
		stream_action(NODE_ACT_LISTEN, slot, o, out);
		break;
	case RBS_OUT_DIAL:
		stream_action(NODE_ACT_DIAL, slot, o, out);
		break;
	case RBS_OUT_SEND:
		stream_action(NODE_ACT_SEND, slot, o, out);
		break;
	case RBS_OUT_HANGUP:
		stream_action(NODE_ACT_HANGUP, slot, o, out);
		break;
	case RBS_OUT_STORE:
		change_store(n, o->record, o->judged, out);
		break;
	case RBS_OUT_SYNC:
		sync_asked(n, s, o->number);
		break;
	case RBS_OUT_SENT:
		change_sent(n, o->mark, o->marks_count);
		break;
	case RBS_OUT_MARKED:
		change_marked(n, o->mark, o->marks_count, out);
		break;
	case RBS_OUT_ANSWERED:
		change_answered(n, o, out);
		break;
	case RBS_OUT_STATE:
		state_changed(n, s, o, out);
		break;
	case RBS_OUT_PAIR:
		pair_changed(n, s, o, out);
		break;
	case RBS_OUT_BATCH_DONE:
		batch_done(n, s, o, out);
		break;
	case RBS_OUT_HOME:
		home_agreed(n, s, o->even, out);
		break;
	case RBS_OUT_ALARM:
		alarm_given(n, s, o, out);
		break;
	case RBS_OUTPUTS:
		assert(false);
	}
}

static void
drive(struct node *n, struct service *s, const struct rbs_input *in, struct node_actions *out)
{
	struct rbs_input next = *in;

	do {
		next.now = n->now;
		next.wall_offset_us = n->wall_offset_us;
		rbs_session_step(s->session, &next, &n->rbs_out);
		for (unsigned i = 0; i < n->rbs_out.count; i++)
			perform(n, s, &n->rbs_out.list[i], out);
		next = (struct rbs_input){.kind = RBS_IN_MORE};
	} while (n->rbs_out.more);
}

/* ---- what node/ calls ---- */

void
service_recall(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (n->service[i].used)
			n->service[i].local.even = recall_home(n, n->service[i].name);
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &n->profile[i];

		if (!p->used)
			continue;
		recall_pair(n, p);
		if (p->fresh)
			recall_keep_pair(n, p, out);
	}
}

/* A profile that got another service or backup-id stands to its peer as that one does. */
static void
pairs_anew(struct node *n)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &n->profile[i];
		enum rbs_pair pair = RBS_INTERRUPTED;

		if (!p->used)
			continue;
		if (p->service != NODE_NONE)
			pair =
			    rbs_session_pair(n->service[p->service].session, p->config.backup.id);
		if (pair != p->pair)
			p->batch_done = pair == RBS_PAIRED;
		p->pair = pair;
	}
	n->roles_changed = true;
}

/* While the disk takes nothing, a session could promise nothing. */
static void
review_pause(struct node *n, struct service *s, struct node_actions *out)
{
	bool pause = !keep_works(n);

	if (pause == s->paused)
		return;
	s->paused = pause;
	drive(n, s, &(struct rbs_input){.kind = pause ? RBS_IN_PAUSE : RBS_IN_RESUME}, out);
}

/* A profile that is configured while the journal is new is new after a restart, too. */
static void
keep_fresh(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (n->profile[i].used && n->profile[i].fresh &&
		    !recall_has_pair(n, n->profile[i].name))
			recall_keep_pair(n, &n->profile[i], out);
}

void
service_tell(struct node *n, struct node_actions *out)
{
	keep_fresh(n, out);
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &n->service[i];
		struct conf_path path = conf_path_name(VIEW_RBS, s->name);
		bool gone;

		if (!s->used)
			continue;
		gone = !conf_find(n->running, &path);
		review_pause(n, s, out);
		local_of(n, s);
		s->local_changed = false;
		drive(n, s, &(struct rbs_input){.kind = RBS_IN_LOCAL, .local = &s->local}, out);
		drive(
		    n, s,
		    &(struct rbs_input){.kind = RBS_IN_CONFIG, .config = gone ? NULL : &s->config},
		    out);
		if (!gone)
			continue;
		rbs_session_free(s->session);
		memset(s, 0, sizeof *s);
	}
	pairs_anew(n);
}

void
service_stream(struct node *n, const struct node_input *in, struct node_actions *out)
{
	static const enum rbs_input_kind kind[] = {
	    [NODE_STREAM_OPENED] = RBS_IN_OPENED,
	    [NODE_STREAM_DATA] = RBS_IN_DATA,
	    [NODE_STREAM_ROOM] = RBS_IN_ROOM,
	    [NODE_STREAM_CLOSED] = RBS_IN_CLOSED,
	};
	struct service *s = &n->service[in->u.stream.service];

	assert(in->u.stream.service < NODE_STREAMS_MAX);
	if (!s->used)
		return;
	drive(n, s,
	      &(struct rbs_input){.kind = kind[in->u.stream.event],
				  .dialled = in->u.stream.dialled,
				  .bytes = in->u.stream.bytes,
				  .len = in->u.stream.len},
	      out);
}

void
service_tick(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (n->service[i].used && rbs_session_deadline(n->service[i].session) <= n->now)
			drive(n, &n->service[i], &(struct rbs_input){.kind = RBS_IN_TICK}, out);
}

uint64_t
service_deadline(const struct node *n)
{
	uint64_t deadline_us = n->flush_waits ? n->now : TIME_NEVER;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (n->service[i].used)
			deadline_us =
			    time_min(deadline_us, rbs_session_deadline(n->service[i].session));
	return deadline_us;
}

/* The disk is as far as the session waits for. */
static void
go_on(struct node *n, struct service *s, struct node_actions *out)
{
	uint64_t token = 0;

	while (s->syncs_count > 0 && keep_is_safe(n, s->sync[s->syncs_head].position)) {
		token = s->sync[s->syncs_head].token;
		s->syncs_head = (s->syncs_head + 1) % NODE_SYNCS_MAX;
		s->syncs_count--;
	}
	if (token != 0 && keep_works(n))
		drive(n, s, &(struct rbs_input){.kind = RBS_IN_STORED, .number = token}, out);
}

static void
tell_local(struct node *n, struct service *s, struct node_actions *out)
{
	s->local_changed = false;
	local_of(n, s);
	drive(n, s, &(struct rbs_input){.kind = RBS_IN_LOCAL, .local = &s->local}, out);
}

static void
flush(struct node *n, struct service *s, struct node_actions *out)
{
	if (NODE_BYTES_MAX - out->used < NODE_FLUSH_BYTES + NODE_REST_BYTES)
		n->flush_waits = true;
	else
		drive(n, s, &(struct rbs_input){.kind = RBS_IN_FLUSH}, out);
}

void
service_review(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (n->service[i].used)
			review_pause(n, &n->service[i], out);
}

void
service_go_on(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &n->service[i];

		if (!s->used)
			continue;
		go_on(n, s, out);
		if (s->local_changed)
			tell_local(n, s, out);
		flush(n, s, out);
	}
}

void
service_update(struct node *n, const struct profile *p, const struct lease_record *record,
	       uint64_t replaces, uint64_t ticket, struct node_actions *out)
{
	drive(n, &n->service[p->service],
	      &(struct rbs_input){.kind = RBS_IN_UPDATE,
				  .backup_id = p->config.backup.id,
				  .record = record,
				  .replaces = replaces,
				  .ticket = ticket},
	      out);
}

void
service_note(struct node *n, const struct profile *p, const struct lease_record *record,
	     struct node_actions *out)
{
	if (p->service == NODE_NONE)
		return;
	drive(n, &n->service[p->service],
	      &(struct rbs_input){
		  .kind = RBS_IN_NOTE, .backup_id = p->config.backup.id, .record = record},
	      out);
}

/* A session that began after the stop did not forfeit anything: its peer is to think we died. */
static bool
may_say_bye(const struct node *n, unsigned slot)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (n->profile[i].used && n->profile[i].service == slot && !n->profile[i].forfeited)
			return false;
	return true;
}

void
service_stop(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (n->service[i].used && may_say_bye(n, i))
			drive(n, &n->service[i], &(struct rbs_input){.kind = RBS_IN_STOP}, out);
}

void
service_free(struct node *n)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		rbs_session_free(n->service[i].session);
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		lines_free(&n->profile[i].lines);
		memory_free(n->profile[i].range);
	}
}

/* ---- commands ---- */

unsigned
service_find(const struct node *n, const char *name)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (n->service[i].used && rbp_name_same(n->service[i].name, name))
			return i;
	return NODE_NONE;
}

void
service_declare(struct node *n, unsigned slot, struct node_actions *out)
{
	drive(n, &n->service[slot], &(struct rbs_input){.kind = RBS_IN_DECLARE}, out);
}

void
service_declare_profile(struct node *n, const struct profile *p, struct node_actions *out)
{
	drive(n, &n->service[p->service],
	      &(struct rbs_input){.kind = RBS_IN_DECLARE, .backup_id = p->config.backup.id}, out);
}

void
service_batch(struct node *n, unsigned slot, struct node_actions *out)
{
	drive(n, &n->service[slot], &(struct rbs_input){.kind = RBS_IN_BATCH}, out);
}
