/* test/sim/mutants.c -- seeded bugs, for the proof that the simulator finds them (docs/proof.md).
 *
 * The devices are made of the product's own objects, and none of these knows of a bug. In the
 * program of `make sim-mutants` calls of those below go through this file (test/sim/wrap.h): while
 * its bug is in, a function does the wrong thing, else just what the product's does.
 *
 * One more takes, all in this file:
 *
 *	1. a variable that says it is in, with what a device then does wrong;
 *	2. a row in sim_mutants(): its name, and within how many seeds it must be found;
 *	3. WRAPS(f), here, in mutants_serve.c or in mutants_vrrp.c, and __wrap_f at the beginning
 *	   of a line; where f is wrapped already, one more condition.
 *
 * Then `make build/release/test/sim/mutants` and, with that program, `--mutant NAME --seeds 300
 * --short` to see which histories find it, `--mutant NAME --seed N -v` to see how; docs/proof.md
 * lists the first.
 *
 * A rule in a static function is broken where its file is called: by what goes in (the peer's word,
 * for lease/rules.c), by what comes out, or by what the file itself asks of others. Each bug takes
 * away one rule, and as little else as can be. */
#include "dhcp/decide.h"
#include "dhcp/ends.h"
#include "dhcp/situation.h"
#include "lan/mend.h"
#include "lease/rules.h"
#include "node/bind/change.h"
#include "node/bind/kept.h"
#include "node/bind/recovery.h"
#include "node/bind/room.h"
#include "node/bind/writer.h"
#include "node/guard.h"
#include "node/pair/alien.h"
#include "node/pair/look.h"
#include "node/pair/pair.h"
#include "node/pair/ranges.h"
#include "node/pair/ready.h"
#include "node/pair/room.h"
#include "node/pair/service.h"
#include "node/serve/serve.h"
#include "rbs/hello.h"
#include "rbs/identity.h"
#include "rbs/link.h"
#include "rbs/session_private.h"
#include "test/sim/mutants_serve.h"
#include "test/sim/mutants_vrrp.h"
#include "test/sim/sim.h"
#include "test/sim/wrap.h"
#include "vrrp/hear.h"
#include "vrrp/learn.h"

static bool skip_sync;	       /* answers and acknowledges without waiting for the disk */
static bool send_before_sync;  /* an update goes to the peer before its mark is on disk */
static bool ack_from_memory;   /* the peer's update is acknowledged before it is on disk */
static bool ignore_refusal;    /* a refused update is answered as if it were safe */
static bool merge_doubtful;    /* an update in doubt stands, and is merged */
static bool no_mclt;	       /* Interrupted promises have their full time */
static bool backup_expires;    /* a device that does not serve frees expired leases */
static bool reuse_interrupted; /* Interrupted, an expired lease goes to anybody */
static bool reuse_version;     /* after a restart versions begin below the last ones given out */
static bool stale_incarnation; /* a resume counts in another incarnation */
static bool home_moves;	       /* home follows the configured addresses */
static bool old_permission;    /* what the node allowed before it slept is still allowed */
static bool ignore_declared;   /* that the peer declared this device down is not kept */
static bool bye_at_stop;       /* a stop gives the half away, and the device uses it again */
static bool declares_unlooked; /* the delay declares a peer down that answers */
static bool marks_by_name;     /* who gets another name forgets how it stood */
static bool leaving_gives;     /* a pool that left its pair gives out both halves */
static bool copy_unseen;       /* a device on a copy of the other's folder takes it for its own */
static bool give_unasked;      /* what a late RELEASE gave back is given without a probe */
static bool freed_unasked;     /* ... and what an operator freed */
static bool two_leases;	       /* a client keeps the lease that it had before its newest */
static bool short_at_once;     /* a shorter lease counts before its client has heard of it */
static bool half_after_leave;  /* a device that left the pair uses its half */
static bool mclt_after_leave;  /* ... and lengthens leases by R4 */
static bool any_device;	       /* whoever says HELLO is believed at once */
static bool moved_is_any;      /* ... at an address that the peer has only now */
static bool learn_at_once;     /* one advertisement sets the Master's interval */
static bool any_sender;	       /* an advertisement may come from any address */
static bool any_list;	       /* ... and be of other addresses than the group's */
static bool unguarded;	       /* who says that he has the virtual address is not answered */
static bool ignore_owner;      /* whose a promise made alone was is not asked, nor by the peer */
static bool nobody_wins;       /* at a merge what is nobody's beats a lease made alone */
static bool fresh_unasked;     /* an empty folder gives addresses without a probe */
static bool loser_untold;      /* who has an address no more is not told so */
static bool says_ready;	       /* a device that would not serve says that it would */
static bool lost_counts;       /* what a disk that is gone acknowledged and promised still counts */
static bool lost_ends;	       /* ... or counts to the end that its peer knows of */
static bool stuck_stays;       /* a device whose main thread hangs stays Master */
static bool stall_stays;       /* ... or whose disk does, as long as that has not failed */
static bool unquestioned;      /* a takeover hands its updates to the session as it stands */
static bool loser_forgotten;   /* who loses a conflict keeps nobody away */
static bool lease_ends_soon;   /* that a lease outlasts all promises is forgotten by a power loss */
static bool robbed_stays;      /* so does one whose virtual address is taken away again and again */
static bool disk_unproved;     /* a disk is found out only when somebody waits for it */
static bool naks_holders;      /* who may hold an address is refused like who takes an offer */
static bool waits_in_vain;     /* who takes an offer that cannot be kept hears nothing */
static bool asleep_counts;     /* a stranger's patience goes on while this device is frozen */
static bool silence_counts;    /* ... and a probe's, while the link is down */
static bool ends_in_doubt;     /* an end in doubt is one for whom it is asked */
static bool unmet_forgotten;   /* who was declared down is not told so at another address */

const struct sim_mutant *
sim_mutants(void)
{
	static const struct sim_mutant all[] = {
	    {"skip-sync", &skip_sync, 300, NULL, false, 0},
	    {"send-before-sync", &send_before_sync, 300, NULL, false, 0},
	    {"ack-from-memory", &ack_from_memory, 0, "test/sim/scenarios/ack-lost.txt", false, 0},
	    {"ignore-refusal", &ignore_refusal, 300, NULL, false, 0},
	    {"merge-doubtful", &merge_doubtful, 300, NULL, false, 0},
	    {"no-mclt", &no_mclt, 300, NULL, false, 0},
	    {"backup-expires", &backup_expires, 300, NULL, false, 0},
	    {"reuse-interrupted", &reuse_interrupted, 300, NULL, false, 0},
	    {"reuse-version", &reuse_version, 300, NULL, false, 0},
	    {"stale-incarnation", &stale_incarnation, 300, NULL, false, 0},
	    {"home-moves", &home_moves, 300, NULL, false, 0},
	    {"old-permission", &old_permission, 300, NULL, false, 0},
	    {"bye-at-stop", &bye_at_stop, 300, NULL, false, 0},
	    {"ignore-declared", &ignore_declared, 300, NULL, false, 410},
	    {"copy-unseen", &copy_unseen, 300, NULL, false, 0},
	    {"give-unasked", &give_unasked, 300, NULL, false, 0},
	    {"freed-unasked", &freed_unasked, 300, NULL, false, 110000000},
	    {"two-leases", &two_leases, 300, NULL, false, 0},
	    {"short-at-once", &short_at_once, 300, NULL, false, 290},
	    {"declares-unlooked", &declares_unlooked, 0, "test/sim/scenarios/look.txt", false, 0},
	    {"leaving-gives", &leaving_gives, 0, "test/sim/scenarios/unbound.txt", false, 0},
	    {"marks-by-name", &marks_by_name, 0, "test/sim/scenarios/renamed.txt", false, 0},
	    {"half-after-leave", &half_after_leave, 300, NULL, false, 0},
	    {"mclt-after-leave", &mclt_after_leave, 300, NULL, false, 0},
	    {"any-device", &any_device, 300, NULL, false, 0},
	    {"moved-is-any", &moved_is_any, 300, NULL, false, 98003480},
	    {"learn-at-once", &learn_at_once, 300, NULL, false, 0},
	    {"any-sender", &any_sender, 300, NULL, false, 0},
	    {"any-list", &any_list, 300, NULL, false, 0},
	    {"unguarded", &unguarded, 300, NULL, false, 0},
	    {"ignore-owner", &ignore_owner, 300, NULL, true, 510},
	    {"nobody-wins", &nobody_wins, 300, NULL, true, 0},
	    {"fresh-unasked", &fresh_unasked, 300, NULL, true, 0},
	    {"loser-untold", &loser_untold, 300, NULL, true, 0},
	    {"says-ready", &says_ready, 300, NULL, false, 0},
	    {"lost-counts", &lost_counts, 0, "test/sim/scenarios/lost-disk.txt", false, 0},
	    {"lost-ends", &lost_ends, 0, "test/sim/scenarios/lengthened.txt", false, 0},
	    {"stuck-stays", &stuck_stays, 0, "test/sim/scenarios/stuck.txt", false, 0},
	    {"stall-stays", &stall_stays, 0, "test/sim/scenarios/disk-stuck.txt", false, 0},
	    {"unquestioned", &unquestioned, 0, "test/sim/scenarios/question.txt", false, 0},
	    {"deaf-stays", &sim_deaf_stays, 0, "test/sim/scenarios/deaf.txt", false, 0},
	    {"robbed-stays", &robbed_stays, 0, "test/sim/scenarios/robbed.txt", false, 0},
	    {"disk-unproved", &disk_unproved, 0, "test/sim/scenarios/disk-idle.txt", false, 0},
	    {"loser-forgotten", &loser_forgotten, 0, "test/sim/scenarios/loser.txt", false, 0},
	    {"lease-may-end", &lease_ends_soon, 300, NULL, true, 950},
	    {"gate-uncapped", &sim_gate_uncapped, 300, NULL, false, 120000001},
	    {"naks-holders", &naks_holders, 300, NULL, false, 0},
	    {"waits-in-vain", &waits_in_vain, 0, "test/sim/scenarios/takeover.txt", false, 0},
	    {"asleep-counts", &asleep_counts, 0, NULL, false, 0},
	    {"silence-counts", &silence_counts, 300, NULL, false, 60050},
	    {"ends-in-doubt", &ends_in_doubt, 300, NULL, false, 100100450},
	    {"unmet-forgotten", &unmet_forgotten, 0, NULL, false, 0},
	    {"other-version", &sim_other_version, 0, "test/sim/scenarios/freed-again.txt", false,
	     0},
	    {"forged-ends", &sim_forged_ends, 300, NULL, false, 140000000},
	    {"forged-moves", &sim_forged_moves, 300, NULL, false, 140000070},
	    {"outdated-dropped", &sim_outdated_dropped, 0, "test/sim/scenarios/commits.txt", false,
	     0},
	    {0},
	};

	return all;
}

/* ---- the disk ---- */

static bool in_services; /* service_go_on() runs: who asks now asks for the peer */
static bool marked;	 /* the mark that an update goes out was written last */

WRAPS(service_go_on);
WRAPS(writer_is_safe);
WRAPS(writer_mark);
WRAPS(writer_position);

void
__wrap_service_go_on(struct pairs *all, struct step *step)
{
	in_services = true;
	__real_service_go_on(all, step);
	in_services = false;
}

bool
__wrap_writer_is_safe(const struct bind *b, uint64_t position)
{
	return skip_sync || (ack_from_memory && in_services) || __real_writer_is_safe(b, position);
}

void
__wrap_writer_mark(struct bind *b, enum journal_kind kind, struct ip4 address, uint64_t version,
		   struct step *step)
{
	__real_writer_mark(b, kind, address, version, step);
	marked = kind == JOURNAL_SENT;
}

/* Position 0 is always safe. */
uint64_t
__wrap_writer_position(const struct bind *b)
{
	bool is_mark = marked;

	marked = false;
	return send_before_sync && is_mark ? 0 : __real_writer_position(b);
}

WRAPS(recovery_read);

/* As if the last versions and their ceiling had been lost. */
void
__wrap_recovery_read(struct bind *b, const struct step *step)
{
	enum { LOST = 1 << 21 };

	__real_recovery_read(b, step);
	if (reuse_version && b->clock.seen > LOST)
		b->clock.seen -= LOST;
}

/* ---- the word of the node ---- */

WRAPS(pulse_step);

/* The actions of one more input come after those that are there. */
static void
pulse_more(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	static struct pulse_actions more;

	__real_pulse_step(p, in, &more);
	for (unsigned i = 0; i < more.count; i++)
		out->list[out->count++] = more.list[i];
}

/* A number is answered as soon as it is put up, by nobody who has looked at anything. */
void
__wrap_pulse_step(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	struct pulse_input yes = {.kind = PULSE_IN_ANSWER, .now = in->now};

	out->count = 0;
	if (old_permission)
		pulse_more(p, &yes, out);
	for (unsigned i = 0; i < out->count; i++)
		if (out->list[i].kind == PULSE_ASK)
			yes.number = out->list[i].number;
	if (yes.number != 0)
		pulse_more(p, &yes, out);
	pulse_more(p, in, out);
}

WRAPS(alive_sticks);

bool
__wrap_alive_sticks(struct alive *a, uint64_t now)
{
	return __real_alive_sticks(a, now) && !stuck_stays;
}

WRAPS(writer_waits_since);

uint64_t
__wrap_writer_waits_since(const struct bind *b)
{
	return stall_stays ? TIME_NEVER : __real_writer_waits_since(b);
}

WRAPS(service_question);

void
__wrap_service_question(struct pairs *all, unsigned slot, struct step *step)
{
	if (!unquestioned)
		__real_service_question(all, slot, step);
}

WRAPS(dhcp_situation_of);

struct dhcp_wanted
__wrap_dhcp_situation_of(const struct dhcp_message *m, struct ip4 server, struct ip4 offered)
{
	struct dhcp_wanted ret = __real_dhcp_situation_of(m, server, offered);

	ret.by_name = (ret.by_name && !waits_in_vain) || naks_holders;
	return ret;
}

/* ---- whose journal it is ---- */

WRAPS(recovery_is_copy);
WRAPS(alien_settle);

bool
__wrap_recovery_is_copy(const struct bind *b, struct ip4 source, struct ip4 peer)
{
	return !copy_unseen && __real_recovery_is_copy(b, source, peer);
}

void
__wrap_alien_settle(struct pairs *all, struct step *step)
{
	if (!copy_unseen)
		__real_alien_settle(all, step);
}

/* ---- facts of addresses ---- */

WRAPS(pair_attach);
WRAPS(ranges_join);

static bool
is_renamed(const struct pairs *all)
{
	return all->profile[0].used && !all->profile[0].stand.recalled &&
	       all->bind->writer.state == WRITER_WORKS;
}

/* As if what is kept stood under the name that is gone. */
void
__wrap_pair_attach(struct pairs *all, struct step *step)
{
	if (marks_by_name && is_renamed(all))
		all->bind->kept.count = 0;
	__real_pair_attach(all, step);
}

bool
__wrap_ranges_join(const struct pairs *all, unsigned pool, const struct profile *p,
		   struct lease_rules *rules)
{
	bool left;

	if (home_moves || (leaving_gives && rules->pair == LEASE_ALONE))
		return false;
	left = __real_ranges_join(all, pool, p, rules);
	rules->forfeited &= !half_after_leave;
	rules->fresh &= !fresh_unasked;
	return left;
}

/* ---- the peer's word ---- */

WRAPS(change_answered);

void
__wrap_change_answered(struct bind *b, const struct rbs_output *o, struct step *step)
{
	struct rbs_output heard = *o;

	if ((ignore_refusal && o->answer == RBS_REFUSED) ||
	    (merge_doubtful && o->answer == RBS_DROPPED && o->doubtful))
		heard.answer = RBS_SAFE;
	__real_change_answered(b, &heard, step);
}

WRAPS(rbs_link_stop);

static void
say_bye(struct rbs_session *s)
{
	struct rbs_conn *conn = &s->conn[s->active];
	struct wr w = wr_of(s->out->bytes + s->out->used, RBS_ROOM_MIN);
	struct rbs_output *o;

	rbs_frame_begin(&w, RBS_BYE, 0, 0, conn->sent + 1);
	rbs_bye_write(&w, s->resume_log.last, "the device is stopped");
	if (conn->room < RBS_ROOM_MIN || !rbs_frame_end(&w, 0))
		return;
	o = rbs_emit(s, RBS_OUT_SEND);
	o->dialled = s->active == RBS_DIALLED;
	o->bytes = w.p;
	o->len = w.len;
	s->out->used += w.len;
	conn->room -= w.len;
	conn->sent++;
}

void
__wrap_rbs_link_stop(struct rbs_session *s)
{
	if (bye_at_stop && s->state == RBS_CONNECTED)
		say_bye(s);
	__real_rbs_link_stop(s);
}

static struct rbs_session *hears; /* the HELLO that is read */

WRAPS(rbs_hello_received);
WRAPS(rbs_hello_read);

void
__wrap_rbs_hello_received(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	hears = s;
	__real_rbs_hello_received(s, c, frame);
}

/* Whatever each of both knows of the other's sequences counts in the incarnation that runs. */
void
__wrap_rbs_hello_read(const struct rbs_frame *frame, struct rbs_hello *ret)
{
	__real_rbs_hello_read(frame, ret);
	if (!stale_incarnation)
		return;
	ret->known_journal = hears->local.journal;
	ret->known_incarnation = hears->local.incarnation;
	for (unsigned i = 0; i < ret->groups_count; i++)
		ret->group[i].applied = time_min(ret->group[i].applied, hears->resume_log.last);
	hears->peer.journal = ret->journal;
	hears->peer.incarnation = ret->incarnation;
	for (unsigned i = 0; i < hears->groups_count; i++)
		hears->group[i].whole = false; /* a start says so as well: either is enough */
}

WRAPS(pair_told);

void
__wrap_pair_told(struct pairs *all, struct profile *p, struct step *step)
{
	if (!ignore_declared)
		__real_pair_told(all, p, step);
}

WRAPS(look_is_over);

bool
__wrap_look_is_over(const struct pairs *all, const struct profile *p, uint64_t due_us, uint64_t now,
		    struct text *t)
{
	return declares_unlooked || __real_look_is_over(all, p, due_us, now, t);
}

/* ---- what may be given ---- */

WRAPS(pair_rules);
WRAPS(lease_may_give);
WRAPS(lease_may_promise);
WRAPS(lease_may_expire);
WRAPS(lease_may_refuse);
WRAPS(lease_promised_elsewhere);
WRAPS(lease_forbids);
WRAPS(lease_outlives);
WRAPS(ready_of);

struct lease_rules
__wrap_pair_rules(const struct pairs *all, const struct profile *p)
{
	struct lease_rules rules = __real_pair_rules(all, p);

	if (home_moves && p && p->service != NODE_NONE) {
		const struct rbs_config *config = &all->service[p->service].config;

		rules.home = config->peer.source.host > config->peer.peer.host;
	}
	rules.forfeited &= !half_after_leave;
	rules.fresh &= !fresh_unasked;
	if (lost_ends)
		rules.lost_us = 0;
	return rules;
}

/* The peer's word on an address, as it is taken to be. */
static void
mistake(const struct lease_rules *rules, struct lease_record *r)
{
	if (reuse_interrupted && rules->pair == LEASE_INTERRUPTED)
		r->acked = (struct lease_acked){.version = r->sent, .state = LEASE_FREE};
	if (give_unasked && r->state == LEASE_FREE)
		r->expiry_us = 0;
}

/* Whoever holds the address is judged rightly. */
enum lease_may
__wrap_lease_may_give(const struct lease_rules *rules, const struct lease_record *r,
		      const struct lease_key *key, uint64_t now)
{
	struct lease_rules taken_rules = *rules;
	struct lease_record taken = *r;

	if (!lease_holds(r, key))
		mistake(&taken_rules, &taken);
	return __real_lease_may_give(&taken_rules, &taken, key, now);
}

uint64_t
__wrap_lease_may_promise(const struct lease_rules *rules, const struct lease_record *r,
			 const struct lease_key *key, uint64_t length_us, uint64_t now)
{
	struct lease_rules taken = *rules;

	taken.forfeited &= !mclt_after_leave;
	if (no_mclt && rules->pair == LEASE_INTERRUPTED)
		taken.pair = LEASE_ALONE;
	return __real_lease_may_promise(&taken, r, key, length_us, now);
}

bool
__wrap_lease_may_expire(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	struct lease_rules taken_rules = *rules;
	struct lease_record taken = *r;

	mistake(&taken_rules, &taken);
	return __real_lease_may_expire(&taken_rules, &taken, now);
}

WRAPS(lease_may_end);

bool
__wrap_lease_may_end(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	return ends_in_doubt || __real_lease_may_end(rules, r, now);
}

bool
__wrap_lease_may_refuse(const struct lease_rules *rules, const struct lease_record *r,
			const struct lease_key *key, uint64_t now)
{
	return !loser_untold && __real_lease_may_refuse(rules, r, key, now);
}

uint64_t
__wrap_lease_promised_elsewhere(const struct lease_record *r, const struct lease_key *key,
				uint64_t now)
{
	return ignore_owner ? 0 : __real_lease_promised_elsewhere(r, key, now);
}

bool
__wrap_lease_forbids(const struct lease_record *mine, const struct lease_record *update,
		     uint64_t now)
{
	return !ignore_owner && __real_lease_forbids(mine, update, now);
}

bool
__wrap_lease_outlives(const struct lease_record *mine, const struct lease_record *theirs,
		      uint64_t now)
{
	bool same = theirs->state == LEASE_LEASED && lease_key_same(&mine->key, &theirs->key);

	return (same || !nobody_wins) && __real_lease_outlives(mine, theirs, now);
}

enum rbs_ready
__wrap_ready_of(const struct pairs *all, const struct profile *p)
{
	return says_ready ? RBS_READY : __real_ready_of(all, p);
}

/* ---- what is freed ---- */

static struct lease_table *ticked; /* last: the one that dhcp_expire() is asked about */

WRAPS(lease_tick);
WRAPS(dhcp_expire);

void
__wrap_lease_tick(struct lease_table *t, uint64_t now)
{
	ticked = t;
	__real_lease_tick(t, now);
}

/* As a device would that frees on its own authority: it takes the peer to agree. */
static bool
expires_as_backup(const struct dhcp_server *s, const struct lease_table *t,
		  const struct lease_record *due)
{
	struct lease_record r = *due;

	if (due->state != LEASE_LEASED || s->pool[lease_pool_of(t, due->address)].terms.serving)
		return false;
	r.state = LEASE_FREE;
	r.sent = r.version;
	r.acked = (struct lease_acked){r.version, r.expiry_us, LEASE_FREE};
	lease_apply(ticked, &r);
	return true;
}

bool
__wrap_dhcp_expire(const struct dhcp_server *s, const struct lease_table *t,
		   const struct lease_record *due, uint64_t now, struct lease_record *ret)
{
	if (backup_expires && expires_as_backup(s, t, due))
		return false;
	return __real_dhcp_expire(s, t, due, now, ret);
}

WRAPS(dhcp_take_back);

bool
__wrap_dhcp_take_back(const struct dhcp_server *s, const struct lease_table *t,
		      const struct lease_record *lease, uint64_t now, struct lease_record *ret)
{
	if (!__real_dhcp_take_back(s, t, lease, now, ret))
		return false;
	ret->length_s *= !freed_unasked;
	return true;
}

WRAPS(lease_newer);

const struct lease_record *
__wrap_lease_newer(const struct lease_table *t, const struct lease_record *r)
{
	return two_leases ? NULL : __real_lease_newer(t, r);
}

/* ---- what a client is told ---- */

WRAPS(dhcp_decide);

void
__wrap_dhcp_decide(const struct dhcp_server *s, const struct lease_table *t,
		   const struct dhcp_request *request, uint64_t now, struct dhcp_verdict *ret)
{
	__real_dhcp_decide(s, t, request, now, ret);
	if (short_at_once && ret->answer == DHCP_ANSWER_ACK && ret->write)
		ret->record.expiry_us = now + ret->lease_s * TIME_SEC;
}

/* ---- what is believed of strangers ---- */

WRAPS(vrrp_learn);

void
__wrap_vrrp_learn(struct vrrp_learning *l, const struct vrrp_settings *cfg, struct ip4 master,
		  uint32_t interval_ms, uint64_t now)
{
	if (learn_at_once)
		l->used = (struct vrrp_interval){master, interval_ms, now, now};
	else
		__real_vrrp_learn(l, cfg, master, interval_ms, now);
}

WRAPS(vrrp_heard_fault);

enum vrrp_fault
__wrap_vrrp_heard_fault(const struct vrrp_settings *cfg, const struct vrrp_heard *heard)
{
	enum vrrp_fault fault = __real_vrrp_heard_fault(cfg, heard);

	if ((any_sender && fault == VRRP_FAULT_SENDER) || (any_list && fault == VRRP_FAULT_FOREIGN))
		return VRRP_FAULT_NONE;
	return fault;
}

WRAPS(rbs_identity_is_believed);

/* The time since its last try, all of it. */
static bool
is_believed_asleep(const struct rbs_session *s, const struct rbs_stranger *before)
{
	enum { AWAY_S = 15 };

	for (unsigned i = 0; i < RBS_STRANGERS_MAX; i++) {
		const struct rbs_stranger *t = &s->identity.stranger[i], *b = &before[i];

		if (t->last_us == s->now && b->last_us != 0 && t->device == b->device &&
		    s->now - b->last_us <= AWAY_S * TIME_SEC &&
		    b->stayed_us + (s->now - b->last_us) >= RBS_STRANGER_LIMIT)
			return true;
	}
	return false;
}

bool
__wrap_rbs_identity_is_believed(struct rbs_session *s, const struct rbs_hello *hello)
{
	struct rbs_stranger before[RBS_STRANGERS_MAX];
	bool believed;

	memcpy(before, s->identity.stranger, sizeof before);
	believed = __real_rbs_identity_is_believed(s, hello);
	if (asleep_counts && is_believed_asleep(s, before))
		return true;
	return believed || (any_device && hello->device != s->local.device);
}

WRAPS(ranges_is_unmet);

bool
__wrap_ranges_is_unmet(const struct pairs *all, const struct profile *p)
{
	return !unmet_forgotten && __real_ranges_is_unmet(all, p);
}

WRAPS(serve_links_changed);

void
__wrap_serve_links_changed(struct serve *sv)
{
	if (!silence_counts)
		__real_serve_links_changed(sv);
}

WRAPS(ranges_device);

uint64_t
__wrap_ranges_device(const struct pairs *all, unsigned service)
{
	const struct rbs_config *config = &all->service[service].config;

	if (!moved_is_any)
		return __real_ranges_device(all, service);
	return config->peer.set ? kept_device(all->bind, config->peer.peer) : 0;
}

WRAPS(guard_frames);

void
__wrap_guard_frames(struct guard *g, const struct vrrp_latest *latest, const struct node_input *in,
		    struct step *step)
{
	if (!unguarded)
		__real_guard_frames(g, latest, in, step);
}

WRAPS(lan_mend_broken);

const struct lan_loss *
__wrap_lan_mend_broken(const struct lan_mend *m, uint16_t vlan, uint8_t vrid)
{
	return robbed_stays ? NULL : __real_lan_mend_broken(m, vlan, vrid);
}

WRAPS(writer_tick);
WRAPS(writer_deadline);

void
__wrap_writer_tick(struct bind *b, struct step *step)
{
	if (!disk_unproved || !writer_works(b))
		__real_writer_tick(b, step);
}

uint64_t
__wrap_writer_deadline(const struct bind *b)
{
	return disk_unproved && writer_works(b) ? TIME_NEVER : __real_writer_deadline(b);
}

WRAPS(pair_lost);

void
__wrap_pair_lost(struct pairs *all, unsigned service, struct step *step)
{
	if (!lost_counts)
		__real_pair_lost(all, service, step);
}

/* ---- promises beside a record ---- */

static bool merged; /* two records were, and nothing was done about it yet */

WRAPS(lease_is_last);
WRAPS(lease_merge);
WRAPS(lease_note_acked);
WRAPS(lease_promise);

bool
__wrap_lease_is_last(const struct lease_record *r)
{
	return !lease_ends_soon && __real_lease_is_last(r);
}

struct lease_record
__wrap_lease_merge(const struct lease_record *mine, const struct lease_record *theirs)
{
	merged = true;
	return __real_lease_merge(mine, theirs);
}

void
__wrap_lease_note_acked(struct lease_table *t, struct ip4 address, uint64_t version)
{
	merged = false;
	__real_lease_note_acked(t, address, version);
}

void
__wrap_lease_promise(struct lease_record *r, uint64_t until_us, uint64_t to)
{
	if (!loser_forgotten || !merged)
		__real_lease_promise(r, until_us, to);
}
