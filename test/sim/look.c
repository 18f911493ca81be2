/* test/sim/look.c -- the one file of the simulator that looks into a node: by what its rooms tell
 * each other. */
#include <string.h>

#include "lease/walk.h"
#include "node/bind/change.h"
#include "node/bind/pools.h"
#include "node/bind/writer.h"
#include "node/pair/leave.h"
#include "node/pair/pair.h"
#include "node/pair/ranges.h"
#include "node/pair/room.h"
#include "node/state.h"
#include "node/step/standing.h"
#include "test/sim/sim.h"

/* How the one profile stands. */
static const struct standing *
standing_of(const struct node *n)
{
	return &pairs_standings(n->pairs)->profile[0];
}

/* The rules of the one pool. */
static const struct lease_rules *
rules_of(const struct node *n)
{
	return &bind_server(n->bind)->pool[0].terms.rules;
}

static const struct node *
node_of(const struct sim *s, unsigned device)
{
	const struct rig_device *d = &s->rig->device[device];

	return d->alive && standing_of(d->node)->used ? d->node : NULL;
}

static const struct lease_record *
record_of(const struct node *n, struct ip4 address)
{
	return n ? lease_at(bind_leases(n->bind), address) : NULL;
}

/* What the pair says of the one pool, made anew. */
static struct lease_rules
rules_anew(const struct node *n)
{
	unsigned profile = pools_profile(n->bind, 0);
	const struct profile *p = profile == NODE_NONE ? NULL : &n->pairs->profile[profile];
	struct lease_rules rules = pair_rules(n->pairs, p);

	ranges_join(n->pairs, 0, p, &rules);
	return rules;
}

bool
sim_rules_are_stale(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);
	struct lease_rules is, was;

	if (!n || bind_server(n->bind)->pools_count == 0)
		return false;
	is = rules_anew(n);
	was = *rules_of(n);
	return is.pair != was.pair || is.home != was.home || is.careful != was.careful ||
	       is.fresh != was.fresh || is.forfeited != was.forfeited || is.alien != was.alien ||
	       is.down_since_us != was.down_since_us || is.lost_us != was.lost_us ||
	       is.mclt_us != was.mclt_us;
}

bool
sim_is_paired(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);

	return n && standing_of(n)->pair == RBS_PAIRED;
}

bool
sim_is_interrupted(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);

	return n && standing_of(n)->pair == RBS_INTERRUPTED;
}

bool
sim_disk_works(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);

	return n && writer_works(n->bind);
}

uint64_t
sim_written(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);

	return n ? writer_position(n->bind) : 0;
}

bool
sim_is_safe(const struct sim *s, unsigned device, uint64_t position)
{
	const struct node *n = node_of(s, device);

	return n && writer_works(n->bind) && writer_is_safe(n->bind, position);
}

bool
sim_has_left(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);

	return n && leave_is_out(n->pairs, 0);
}

bool
sim_keeps_apart(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);

	for (unsigned i = 0; n && i < bind_server(n->bind)->pools_count; i++) {
		unsigned profile = pools_profile(n->bind, i);

		if (ranges_left(n->pairs, i,
				profile == NODE_NONE ? NULL : &n->pairs->profile[profile]))
			return true;
	}
	return false;
}

bool
sim_is_declared(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);

	return n && standing_of(n)->pair == RBS_PARTNER_DOWN;
}

bool
sim_has_session(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);

	return n && standing_of(n)->connected;
}

enum rbp_role
sim_role(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);

	return n ? standing_of(n)->role : RBP_INITIALIZE;
}

uint64_t
sim_records(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);
	uint64_t count = 0, cursor = 0;

	while (n && lease_next(bind_leases(n->bind), &cursor))
		count++;
	return count;
}

uint64_t
sim_leases(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);
	const struct lease_record *r;
	uint64_t count = 0, cursor = 0;

	while (n && (r = lease_next(bind_leases(n->bind), &cursor)))
		count += r->state == LEASE_LEASED;
	return count;
}

/* R2, R5: by what the device knows for sure the lease is over; and an update of it is in doubt, or
 * the device said BYE, so the peer may have given the address away: it waits for the next batch. */
bool
sim_is_in_doubt(const struct sim *s, unsigned device, struct ip4 address)
{
	const struct node *n = node_of(s, device);
	const struct lease_record *r = record_of(n, address);
	uint64_t now = rig_now(s->rig, device);

	return r && (r->sent > r->version || rules_of(n)->forfeited || rules_of(n)->fresh) &&
	       (r->expiry_us <= now || (r->surely_us != 0 && r->surely_us <= now));
}

bool
sim_is_unacked(const struct sim *s, unsigned device, struct ip4 address)
{
	const struct lease_record *r = record_of(node_of(s, device), address);

	return r && r->acked.version < r->version;
}

bool
sim_lost_merge(const struct sim *s, unsigned device, unsigned client)
{
	const uint8_t key[] = {LEASE_KEY_HARDWARE, 1, 2, 1, 0, 0, (uint8_t)(client >> 8),
			       (uint8_t)client};
	const struct node *n = node_of(s, device);
	const struct sim_client *c = &s->client[client];
	const struct lease_record *r = record_of(n, c->address);
	bool own;

	if (!r || (!standing_of(n)->connected && sim_sessions == c->sessions))
		return false;
	own = r->key.len == sizeof key && memcmp(r->key.byte, key, sizeof key) == 0;
	if (r->state == LEASE_LEASED && own)
		return false;
	if (r->state == LEASE_FREE || own)
		return r->state != LEASE_FREE;
	/* To a lease that is over, or was given back, only one that may be over itself loses. */
	return (r->state == LEASE_LEASED && r->expiry_us > rig_now(s->rig, device)) ||
	       s->unpowered_us[c->giver] >= c->first_us;
}

unsigned
sim_client_of(const struct sim *s, unsigned device, struct ip4 address)
{
	const struct lease_record *r = record_of(node_of(s, device), address);

	if (!r || r->state != LEASE_LEASED || r->expiry_us <= rig_now(s->rig, device) ||
	    r->key.len != 8)
		return SIM_CLIENTS_MAX;
	return (unsigned)r->key.byte[6] << 8 | r->key.byte[7];
}

uint64_t
sim_lease_left(const struct sim *s, unsigned device, struct ip4 address)
{
	const struct lease_record *r = record_of(node_of(s, device), address);

	return r ? time_left(r->expiry_us, rig_now(s->rig, device)) : 0;
}

/* What the device knows of its end is over, and the one who lost is promised the address for
 * longer: it cannot tell which of the two has it still. */
bool
sim_is_outlasted(const struct sim *s, unsigned device, unsigned client)
{
	const struct ip4 address = s->client[client].address;
	const struct sim_holder *h = &s->holder[address.host & 0xff];
	const struct lease_record *r = record_of(node_of(s, device), address);
	uint64_t now = rig_now(s->rig, device);

	return r && h->client == client && h->rival != 0 && h->rival_us > s->rig->now &&
	       sim_kept_for(s, device, address) == client && r->surely_us != 0 &&
	       r->surely_us <= now && !lease_is_last(r) &&
	       lease_promised_elsewhere(r, &r->key, now) != 0;
}

bool
sim_is_forged(const struct sim *s, struct ip4 address)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		const struct lease_record *r = record_of(node_of(s, i), address);

		if (s->holder[address.host & 0xff].forged && r && r->key.len == 8 &&
		    r->key.byte[3] == 0xee)
			return true;
	}
	return false;
}

unsigned
sim_kept_for(const struct sim *s, unsigned device, struct ip4 address)
{
	const struct lease_record *r = record_of(node_of(s, device), address);

	if (!r || (r->state != LEASE_LEASED && r->state != LEASE_RELEASED) || r->key.len != 8)
		return SIM_CLIENTS_MAX;
	return (unsigned)r->key.byte[6] << 8 | r->key.byte[7];
}

enum sim_word
sim_word_of_peer(const struct sim *s, unsigned device)
{
	const struct node *n = node_of(s, device);
	const struct profile *p = n ? &n->pairs->profile[0] : NULL;
	uint8_t word;

	if (!p || p->service == NODE_NONE || !standing_of(n)->connected)
		return SIM_SAYS_NOTHING;
	word = rbs_session_peer_ready(n->pairs->service[p->service].session, p->config.backup.id);
	if (word == RBS_READY_NOT_SAID)
		return SIM_SAYS_NOTHING;
	return word == RBS_READY ? SIM_SAYS_YES : SIM_SAYS_NO;
}

static double
ahead(const struct sim *s, unsigned device, uint64_t at_us)
{
	return at_us == 0 ? 0 : ((double)at_us - (double)rig_now(s->rig, device)) / 1e6;
}

void
sim_tell_record(const struct sim *s, struct ip4 address)
{
	static const char *const pair[] = {"Interrupted", "Connected", "Partner-down"};
	static const char *const state[] = {"free", "leased", "declined", "released"};

	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		const struct node *n = node_of(s, i);
		const struct lease_record *r = record_of(n, address);

		if (!r)
			continue;
		sim_say(s,
			"%c: %s%s%s%s%s; %s version %llu, expires in %.3f (surely %.3f, promised "
			"%.3f %llx, others %.3f), acked %llu %s %.3f, sent %llu%s",
			'A' + (int)i, pair[standing_of(n)->pair],
			rules_of(n)->careful ? ", careful" : "",
			rules_of(n)->fresh ? ", fresh" : "",
			rules_of(n)->forfeited ? ", forfeited" : "",
			s->rig->device[i].owns ? ", Master" : "", state[r->state],
			(unsigned long long)r->version, ahead(s, i, r->expiry_us),
			ahead(s, i, r->surely_us), ahead(s, i, r->promised_until_us),
			(unsigned long long)r->promised_to, ahead(s, i, r->promised_others_us),
			(unsigned long long)r->acked.version, state[r->acked.state],
			ahead(s, i, r->acked.expiry_us), (unsigned long long)r->sent,
			lease_is_claimed(bind_leases(n->bind), address) ? ", claimed" : "");
	}
}

/* ---- I4 ---- */

static uint64_t
left(const struct sim *s, unsigned device, uint64_t at_us)
{
	return at_us == TIME_NEVER ? TIME_NEVER : time_left(at_us, rig_now(s->rig, device));
}

/* A session lives as long as something is heard of it every 3 s; so late a record may come. */
#define UNDER_WAY_US (3 * TIME_SEC + 500 * TIME_MS)

static bool
times_agree(const struct sim *s, const struct lease_record *x, const struct lease_record *y)
{
	uint64_t a = left(s, 0, x->expiry_us), b = left(s, 1, y->expiry_us);

	return (a > b ? a - b : b - a) <= UNDER_WAY_US;
}

static void
compare(struct sim *s, bool times, const struct lease_record *x, const struct lease_record *y)
{
	if (x->version != y->version || x->state != y->state || !lease_key_same(&x->key, &y->key))
		sim_wrong(s, "I4: the tables differ", 0, x->address);
	else if (times && x->state == LEASE_LEASED && x->surely_us == 0 && y->surely_us == 0 &&
		 !times_agree(s, x, y))
		sim_wrong(s, "I4: the times differ", 0, x->address);
}

/* Of one pool; given one after the other, and not this moment. */
static bool
are_two_of_one(const struct sim *s, const struct lease_record *x, const struct lease_record *y)
{
	uint64_t now = rig_now(s->rig, 0);

	return x && y && x->state == LEASE_LEASED && y->state == LEASE_LEASED &&
	       lease_key_same(&x->key, &y->key) && y->version > x->version && y->surely_us == 0 &&
	       y->start_us > x->start_us + SIM_LATE + 3 * TIME_SEC &&
	       time_left(now, y->start_us) > 5 * TIME_SEC && x->expiry_us > now;
}

/* In two pools of a shared network they end each by its time, when a crash came between (R3). */
static bool
are_of_one_pool(const struct sim *s, unsigned a, unsigned b)
{
	return !s->param[0].shared || (a <= SIM_SHARED_SPLIT) == (b <= SIM_SHARED_SPLIT);
}

void
sim_count_leases(struct sim *s)
{
	const struct lease_table *t = bind_leases(s->rig->device[0].node->bind);

	for (unsigned a = 1; a < SIM_POOL; a++)
		for (unsigned b = 1; b < SIM_POOL; b++) {
			struct ip4 address = IP4(10, 10, 10, a);

			if (are_of_one_pool(s, a, b) &&
			    are_two_of_one(s, lease_at(t, address),
					   lease_at(t, IP4(10, 10, 10, b))))
				sim_wrong(s, "R3: a client has two leases", 0, address);
		}
}

bool
sim_is_quiet(const struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		const struct node *n = node_of(s, i);

		if (!n || change_count(n->bind) != 0)
			return false;
	}
	return true;
}

void
sim_compare_tables(struct sim *s, bool times)
{
	const struct lease_table *t[RIG_DEVICES] = {bind_leases(s->rig->device[0].node->bind),
						    bind_leases(s->rig->device[1].node->bind)};

	for (unsigned a = 1; a < SIM_POOL && s->wrong[0] == '\0'; a++) {
		struct ip4 address = IP4(10, 10, 10, a);
		const struct lease_record *x = lease_at(t[0], address),
					  *y = lease_at(t[1], address);

		if (x && y)
			compare(s, times, x, y);
		if (x && y && (lease_is_claimed(t[0], address) || lease_is_claimed(t[1], address)))
			sim_wrong(s, "I7: a claim is left", 0, address);
	}
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (change_count(s->rig->device[i].node->bind) != 0)
			sim_wrong(s, "I7: a parked change is left", 0, (struct ip4){0});
}
