/* rbs/hello.c -- see rbs/hello.h. R9, R10, docs/protocol.md "A session".
 *
 * HELLO is the first frame each way, and is said again whenever the configuration behind a digest
 * changes. A backup-id is *matched* while what both devices said of it last has one digest. Only
 * matched ones are copied; each begins with a batch both ways. One that is not matched is under the
 * Interrupted rules with an alarm on both devices, and each sends the other its lines (CONFIG) so
 * that the alarm can name the ones that differ.
 *
 * A digest may change and change back while frames are under way. So each change gets a new epoch:
 * both devices see every change, in one order each way, and start anew; and BATCH_BEGIN names the
 * HELLO it answers, so that a batch from before the change is not taken for the one after.
 *
 * Resume: the peer names the incarnation of mine it counts in, and what it applied. When that is my
 * running incarnation and the resume log still reaches there, the batch is the missing updates
 * only.
 *
 * Who declared the other down says so in every HELLO until a batch is complete: the other one may
 * have been cut off instead, or be cut off again before the batch tells it what was given away.
 *
 * Home: who has the even addresses is agreed at the first handshake ever and kept. With no memory
 * on either side it is the lower source address; when memories contradict, too, and it is said. */
#include "rbs/hello.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rbs/dual_master.h"
#include "rbs/identity.h"
#include "rbs/link.h"
#include "rbs/readiness.h"

#define RBS_PACE_MAX (60 * TIME_SEC)

void
rbs_hello_begin(struct rbs_session *s)
{
	s->stream_at = s->resume_log.last + 1;
	s->passed = s->made;
	for (unsigned i = 0; i < s->groups_count; i++)
		s->group[i].said_epoch = 0;
}

void
rbs_hello_compose(struct rbs_session *s, struct rbs_hello *ret)
{
	*ret = (struct rbs_hello){
	    .version_low = RBS_VERSION,
	    .version_high = RBS_VERSION,
	    .device = s->local.device,
	    .journal = s->local.journal,
	    .incarnation = s->local.incarnation,
	    .known_journal = s->peer.journal,
	    .known_incarnation = s->peer.incarnation,
	    .sent = s->stream_at - 1,
	    .even = s->local.even,
	    .copy_of = s->local.copy_of,
	    .lost = s->lost,
	    .blocks = (s->config.block_send.set ? RBS_BLOCKS_SEND : 0u) |
		      (s->config.block_receive.set ? RBS_BLOCKS_RECEIVE : 0u),
	    .pace_ms = (uint32_t)(rbs_idle_us(s) / TIME_MS),
	    .groups_count = s->groups_count,
	};
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];
		bool same = g->said_epoch != 0 && g->said_digest == g->local.digest;

		ret->group[i] = (struct rbs_hello_group){
		    .backup_id = g->local.backup_id,
		    .digest = g->local.digest,
		    .applied = g->applied,
		    .epoch = same ? g->said_epoch : s->epoch + 1,
		    .declared = g->unmet,
		    .old = g->old,
		};
	}
}

/* ---- who has the even addresses ---- */

static void
agree_home(struct rbs_session *s, uint8_t theirs)
{
	uint8_t mine = s->local.even, agreed = rbs_is_first(s) ? 1 : 2;
	uint8_t by_them = theirs == 0 ? 0 : (uint8_t)(3 - theirs);
	struct rbs_output *o;

	if (mine != 0 && (by_them == 0 || by_them == mine))
		agreed = mine;
	else if (mine == 0 && by_them != 0)
		agreed = by_them;
	else if (mine != 0)
		rbs_alarm(s, RBS_ALARM_HOME, 0,
			  "both devices remember the same half of the addresses as theirs; "
			  "the lower source address has the even ones now");
	if (agreed == mine)
		return;
	s->local.even = agreed;
	o = rbs_emit(s, RBS_OUT_HOME);
	o->even = agreed;
}

/* ---- backup-ids ---- */

static void
group_unmatch(struct rbs_session *s, struct rbs_group *g, const char *why)
{
	g->matched = g->was_batched = g->again = false;
	g->out = g->in = RBS_BATCH_NONE;
	g->applied = g->resume = 0;
	if (g->pair == RBS_PAIRED)
		rbs_pair_set(s, g, RBS_INTERRUPTED, why);
}

/* The peer's of it may have begun in this session: roles and readiness are said again at once. */
static void
group_match(struct rbs_session *s, struct rbs_group *g)
{
	s->probe = true;
	g->matched = true;
	g->lines_due = false;
	g->differs[0] = '\0';
	g->out = rbs_may_send(s) ? RBS_BATCH_DUE : RBS_BATCH_NONE;
	g->in = RBS_BATCH_DUE;
	g->from = g->resume;
	g->out_count = g->in_count = g->out_about = g->in_about = 0;
}

/* What one of us said of the group changed: it is matched anew, or not any more. */
static void
group_evaluate(struct rbs_session *s, struct rbs_group *g)
{
	if (g->said_epoch == 0)
		return;
	if (g->matched)
		group_unmatch(s, g, "the configuration changed");
	if (g->shared && g->peer_digest == g->said_digest) {
		if (g->differs[0] != '\0')
			rbs_alarm(s, RBS_ALARM_EQUAL, g->local.backup_id,
				  "Configurations are equal again");
		group_match(s, g);
		return;
	}
	g->lines_due = g->shared;
	g->line_at = 0;
	g->applied = g->resume = 0;
	snprintf(g->differs, sizeof g->differs, "%s",
		 g->shared ? "the configurations of the two devices differ"
			   : "the peer has no such backup-id");
	rbs_alarm(s, RBS_ALARM_DIFFERENT, g->local.backup_id, g->differs);
}

void
rbs_hello_said(struct rbs_session *s, uint64_t number)
{
	s->epoch++;
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		g->old = false;
		if (g->said_epoch != 0 && g->said_digest == g->local.digest)
			continue;
		g->said_digest = g->local.digest;
		g->said_epoch = s->epoch;
		g->said_number = number;
		if (s->state == RBS_CONNECTED)
			group_evaluate(s, g);
	}
}

/* R9: sequences mean something only within one incarnation of one journal, and none above what was
 * made in it. */
static bool
incarnation_counts(const uint64_t a[2], const uint64_t b[2], uint64_t applied, uint64_t made)
{
	return a[0] == b[0] && a[1] == b[1] && applied <= made;
}

/* Where a batch to the peer may begin; 0: everything, for what it applied does not count, or is
 * older than the resume log. */
static uint64_t
resume_from(const struct rbs_session *s, const struct rbs_hello *hello, uint64_t applied)
{
	uint64_t known[2] = {hello->known_journal, hello->known_incarnation};
	uint64_t ours[2] = {s->local.journal, s->local.incarnation};
	uint64_t from = time_min(applied, s->resume_log.last);

	return incarnation_counts(known, ours, applied, s->resume_log.last) &&
		       rbs_resume_log_reaches(&s->resume_log, from)
		   ? from
		   : 0;
}

/* What the peer's last HELLO said of the group. */
static const struct rbs_hello_group *
theirs_of(const struct rbs_session *s, const struct rbs_group *g)
{
	for (unsigned i = 0; i < s->peer_groups_count; i++)
		if (s->peer_group[i].backup_id == g->local.backup_id)
			return &s->peer_group[i];
	return NULL;
}

static void
take_theirs(struct rbs_session *s, struct rbs_group *g)
{
	const struct rbs_hello_group *theirs = theirs_of(s, g);

	g->shared = theirs != NULL;
	g->peer_digest = theirs != NULL ? theirs->digest : 0;
	g->peer_epoch = theirs != NULL ? theirs->epoch : 0;
}

/* fresh: a new session, so a batch may resume; else what matches anew is sent whole. */
static void
take_group(struct rbs_session *s, struct rbs_group *g, const struct rbs_hello *hello, bool fresh)
{
	const struct rbs_hello_group *theirs = theirs_of(s, g);
	bool same =
	    g->shared == (theirs != NULL) && (theirs == NULL || theirs->epoch == g->peer_epoch);

	if (theirs != NULL && theirs->old)
		rbs_alarm(s, RBS_ALARM_PEER_OLD, g->local.backup_id,
			  "The peer was started on an old copy of its state folder; what this "
			  "device knew of it the batch backup brought back");
	if (!fresh && same)
		return;
	take_theirs(s, g);
	if (theirs != NULL && theirs->declared)
		rbs_emit(s, RBS_OUT_DECLARED)->backup_id = g->local.backup_id;
	g->resume =
	    fresh && theirs != NULL && !g->whole ? resume_from(s, hello, theirs->applied) : 0;
	if (fresh && g->pair == RBS_PARTNER_DOWN)
		rbs_pair_set(s, g, RBS_INTERRUPTED, "the peer is back");
	group_evaluate(s, g);
}

static void
take_groups(struct rbs_session *s, const struct rbs_hello *hello, bool fresh)
{
	s->peer_groups_count = hello->groups_count;
	memcpy(s->peer_group, hello->group, sizeof s->peer_group);
	for (unsigned i = 0; i < s->groups_count; i++)
		take_group(s, &s->group[i], hello, fresh);
}

/* ---- HELLO ---- */

/* A peer that started anew, or another one: nothing it sent before counts. What another one brought
 * the peer of before does not have, and it stands in no resume log: the batch is whole. */
static void
peer_know(struct rbs_session *s, const struct rbs_hello *hello)
{
	uint64_t before[2] = {s->peer.journal, s->peer.incarnation};
	uint64_t then[2] = {hello->journal, hello->incarnation};

	for (unsigned i = 0; i < s->groups_count; i++) {
		s->group[i].whole |= before[0] != 0 && before[0] != then[0];
		if (!incarnation_counts(before, then, 0, 0))
			s->group[i].applied = 0;
	}
	s->peer = (struct rbs_peer){
	    .device = hello->device,
	    .journal = hello->journal,
	    .incarnation = hello->incarnation,
	    .version = hello->version_high,
	    .blocks = hello->blocks,
	};
}

static void
keep_pace(struct rbs_session *s, const struct rbs_hello *hello)
{
	s->peer.pace_us = time_min(hello->pace_ms * TIME_MS, RBS_PACE_MAX);
}

static void
refuse_version(struct rbs_session *s, int c, const struct rbs_hello *hello)
{
	char text[RBS_REASON_MAX];

	snprintf(text, sizeof text,
		 "no protocol version in common: %s speaks %u, %s speaks %u to %u",
		 ip4_format(s->config.peer.source, (char[IP4_TEXT]){0}), RBS_VERSION,
		 ip4_format(s->config.peer.peer, (char[IP4_TEXT]){0}), hello->version_low,
		 hello->version_high);
	rbs_link_refuse(s, c, RBS_ERROR_VERSION, text);
}

static void
take_again(struct rbs_session *s, const struct rbs_hello *hello)
{
	keep_pace(s, hello);
	take_groups(s, hello, false);
}

#define STRANGER                                                                                   \
	"this is not the device of the sessions before; it is believed 10 s after its first try, " \
	"when it stays and that one does not come"

static bool
is_same(const struct rbs_session *s, const struct rbs_hello *hello)
{
	return hello->device == s->peer.device && hello->journal == s->peer.journal &&
	       hello->incarnation == s->peer.incarnation;
}

/* R9: of two devices with one identity the one with the higher source address becomes another; not
 * twice before it has met somebody, and not because it was said once. */
static void
meet_itself(struct rbs_session *s, int c, const struct rbs_hello *hello)
{
	if (rbs_identity_is_believed(s, hello) && !rbs_is_first(s) && s->local.copy_of == 0)
		rbs_emit(s, RBS_OUT_TWIN);
	rbs_link_refuse(s, c, RBS_ERROR_IDENTITY,
			"the peer is this device itself: both run on one state folder, or a copy");
}

/* A journal that knows nothing of the halves is new, or began on a copy; when neither knows, so are
 * both, and nobody was promised anything by this pair. Another device has another journal, also
 * where it agreed a half with somebody else since. */
static bool
is_lost(const struct rbs_session *s, const struct rbs_hello *hello)
{
	bool changed = (s->peer.journal != 0 && s->peer.journal != hello->journal) ||
		       rbs_identity_is_other(s, hello);

	if (rbs_is_first(s)) /* its HELLO came after ours: it knows a half by now */
		return changed || hello->lost;
	return changed || (s->local.even != 0) != (hello->even != 0);
}

static void
session_establish(struct rbs_session *s, int c, const struct rbs_hello *hello)
{
	s->lost = is_lost(s, hello);
	peer_know(s, hello);
	keep_pace(s, hello);
	rbs_link_established(s, c);
	rbs_identity_met(s, hello);
	s->conn[c].hello_due = !s->conn[c].hello_sent;
	if (hello->copy_of == s->local.device)
		rbs_alarm(s, RBS_ALARM_COPIED, 0,
			  "The peer was started on a copy of this device's state folder. It is "
			  "another device from now on, and new clients get no address there before "
			  "the batch backup is complete");
	s->sequence = hello->sent;
	agree_home(s, hello->even);
	if (s->lost)
		rbs_emit(s, RBS_OUT_LOST);
	take_groups(s, hello, true);
}

void
rbs_hello_received(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	struct rbs_hello hello;

	rbs_hello_read(frame, &hello);
	s->peer_hello = frame->number;
	if (hello.version_low > RBS_VERSION || hello.version_high < RBS_VERSION)
		refuse_version(s, c, &hello);
	else if (s->state == RBS_CONNECTED && !is_same(s, &hello))
		rbs_link_error(s, c, "the peer became another device within a session");
	else if (s->state == RBS_CONNECTED)
		take_again(s, &hello);
	else if (rbs_is_first(s) && (c != s->active || !s->conn[c].hello_sent))
		rbs_link_error(s, c, "HELLO before it was asked for");
	else if (hello.device == s->local.device)
		meet_itself(s, c, &hello);
	else if (!rbs_identity_is_believed(s, &hello))
		rbs_link_refuse(s, c, RBS_ERROR_IDENTITY, STRANGER);
	else
		session_establish(s, c, &hello);
}

/* ---- own facts ---- */

static void
group_init(struct rbs_group *g, const struct rbs_local_group *local)
{
	memset(g, 0, sizeof *g);
	g->local = *local;
	g->whole = true;
	g->pair = local->down ? RBS_PARTNER_DOWN : RBS_INTERRUPTED;
	g->complete = local->down && local->complete;
	g->unmet = local->down || local->unmet;
	snprintf(g->pair_why, sizeof g->pair_why, "%s",
		 local->down ? rbs_down_why(local) : "not Connected since the start");
	g->peer_role = RBS_ROLES;
	rbs_readiness_forget(g);
}

/* The groups of `local`, those that stay with what is known of them; true when the peer must
 * hear of it by HELLO. A role that changed goes out at once with a KEEPALIVE. */
static bool
group_adopt(struct rbs_session *s, const struct rbs_local *local)
{
	bool changed = s->groups_count != local->groups_count;

	for (unsigned i = 0; i < s->groups_count;) {
		bool stays = false;

		for (unsigned k = 0; k < local->groups_count; k++)
			stays |= local->group[k].backup_id == s->group[i].local.backup_id;
		if (stays) {
			i++;
			continue;
		}
		changed = true;
		memmove(&s->group[i], &s->group[i + 1],
			(s->groups_count - i - 1) * sizeof s->group[0]);
		s->groups_count--;
	}
	for (unsigned k = 0; k < local->groups_count; k++) {
		struct rbs_group *g = rbs_group_find(s, local->group[k].backup_id);

		if (g == NULL) {
			assert(s->groups_count < RBS_GROUPS_MAX);
			g = &s->group[s->groups_count++];
			group_init(g, &local->group[k]);
			g->pair_since_us = s->now;
			take_theirs(s, g);
			changed = true;
		}
		if (g->local.digest != local->group[k].digest) {
			changed = true;
			g->applied = 0; /* a pool that shrank forgot some of it */
			g->whole = true;
		}
		g->unmet |= local->group[k].unmet; /* a pool that the peer was declared down for */
		s->probe |= s->state == RBS_CONNECTED && g->local.role != local->group[k].role;
		g->local = local->group[k];
	}
	return changed;
}

static int
by_backup_id(const void *a, const void *b)
{
	const struct rbs_group *x = a, *y = b;

	return x->local.backup_id - y->local.backup_id;
}

void
rbs_hello_local(struct rbs_session *s, const struct rbs_local *local)
{
	uint8_t even = s->local.even;
	bool changed = group_adopt(s, local);

	assert(!s->local_known ||
	       (local->journal == s->local.journal && local->incarnation == s->local.incarnation));
	s->local = *local;
	if (local->even == 0)
		s->local.even = even;
	s->local_known = true;
	qsort(s->group, s->groups_count, sizeof s->group[0], by_backup_id);
	if (changed && s->active != RBS_NOBODY)
		s->conn[s->active].hello_due = true;
	rbs_dual_master_review(s);
}

/* ---- lines that differ ---- */

static struct rbs_line
our_line(const char *text)
{
	size_t len = strlen(text);

	return (struct rbs_line){.first = rd_of((const uint8_t *)text, len),
				 .rest = rd_of((const uint8_t *)text + len, 0)};
}

static void
name_piece(struct rbs_compare *k, struct rd piece)
{
	while (piece.left > 0) {
		char c = (char)rd_u8(&piece);

		text_bytes(&k->text, c >= ' ' && c <= '~' ? &c : ".", 1);
	}
}

static void
name_line(struct rbs_compare *k, const char *whose, const struct rbs_line *line)
{
	if (++k->unknown > RBS_DIFFERENCES_MAX)
		return;
	text_add(&k->text, "%s%s: \"", k->unknown == 1 ? "" : "; ", whose);
	name_piece(k, line->first);
	name_piece(k, line->rest);
	text_add(&k->text, line->cut ? "...\"" : "\"");
}

/* Of a line that was cut the beginning decides. */
static bool
same_line(const char *ours, const struct rbs_line *theirs)
{
	size_t len = strlen(ours), first = theirs->first.left, rest = theirs->rest.left;

	if (theirs->cut ? len < first : len != first + rest)
		return false;
	return memcmp(ours, theirs->first.p, first) == 0 &&
	       memcmp(ours + first, theirs->rest.p, rest) == 0;
}

static void
compare_line(struct rbs_compare *k, const struct rbs_local_group *local,
	     const struct rbs_line *line)
{
	for (unsigned i = 0; i < local->lines_count && i < RBS_LINES_MAX; i++) {
		bool seen = k->seen[i / 8] >> i % 8 & 1;

		if (seen || !same_line(local->line[i], line))
			continue;
		k->seen[i / 8] |= (uint8_t)(1 << i % 8);
		return;
	}
	name_line(k, "only there", line);
}

static void
compare_end(struct rbs_session *s, struct rbs_group *g)
{
	struct rbs_compare *k = &s->compare;

	for (unsigned i = 0; i < g->local.lines_count && i < RBS_LINES_MAX; i++) {
		struct rbs_line line = our_line(g->local.line[i]);

		if (!(k->seen[i / 8] >> i % 8 & 1))
			name_line(k, "only here", &line);
	}
	if (k->unknown > RBS_DIFFERENCES_MAX)
		text_add(&k->text, "; and %u more", k->unknown - RBS_DIFFERENCES_MAX);
	if (k->unknown == 0)
		text_add(&k->text, "the same lines stand in another order");
	k->backup_id = 0;
	rbs_alarm(s, RBS_ALARM_DIFFERENT, g->local.backup_id, g->differs);
}

void
rbs_hello_lines(struct rbs_session *s, const struct rbs_frame *frame)
{
	struct rbs_group *g = rbs_group_find(s, frame->backup_id);
	struct rbs_compare *k = &s->compare;
	struct rd body = frame->body;
	struct rbs_line line;

	if (g == NULL || g->matched)
		return;
	if (frame->flags & RBS_FLAG_FIRST) {
		memset(k, 0, sizeof *k);
		k->backup_id = frame->backup_id;
		k->text = text_of(g->differs, sizeof g->differs);
	}
	if (k->backup_id != frame->backup_id)
		return;
	while (rbs_line_next(&body, &line) && k->lines < RBS_LINES_MAX) {
		k->lines++;
		compare_line(k, &g->local, &line);
	}
	if (frame->flags & RBS_FLAG_LAST)
		compare_end(s, g);
}
