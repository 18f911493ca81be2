/* node/brief.c -- see node/brief.h. */
#include "node/brief.h"
#include "node/state.h"

#include <inttypes.h>

#include "lease/count.h"
#include "node/pair/stall.h"
#include "node/step/standing.h"
#include "rbp/shown.h"
#include "rbs/status.h"

enum { WORD_LEFT = RBS_PAIRS, WORD_NONE, WORDS }; /* beside what a pair is */

struct tally { /* of all profiles */
	unsigned role[RBP_ROLE_COUNT];
	unsigned pair[WORDS];
};

static unsigned
pair_word(const struct rbp_shown_entry *e, const struct standing *p)
{
	if (e->left_us != 0)
		return WORD_LEFT;
	return p->service != NODE_NONE ? (unsigned)p->pair : WORD_NONE;
}

static const char *
word_name(unsigned word)
{
	if (word == WORD_LEFT)
		return "Left";
	return word == WORD_NONE ? "none" : rbs_pair_name((enum rbs_pair)word);
}

static void
add_one(const struct node *n, const struct rbp_shown_entry *e, const struct standing *p,
	struct text *out)
{
	char name[LAN_INTERFACE_TEXT];

	text_add(out, "%s", rbp_role_name(p->role));
	if (p->vlan != 0)
		text_add(out, " (%s vrid %u)", lan_heard_name(&n->lan, p->vlan, name), p->vrid);
	if (p->service == NODE_NONE)
		text_add(out, ", no remote backup service");
	else
		text_add(out, ", pair %s", word_name(pair_word(e, p)));
}

/* ", 2 Master": nothing of none. */
static void
add_count(unsigned count, const char *name, bool *first, struct text *out)
{
	if (count > 0)
		text_add(out, "%s%u %s", *first ? "" : ", ", count, name);
	*first = *first && count == 0;
}

static void
add_tally(const struct tally *t, struct text *out)
{
	bool first = true;

	for (unsigned r = RBP_ROLE_COUNT; r-- > 0;)
		add_count(t->role[r], rbp_role_name((enum rbp_role)r), &first, out);
	text_add(out, "; pairs: ");
	first = true;
	for (unsigned w = 0; w < WORDS; w++)
		add_count(t->pair[w], word_name(w), &first, out);
}

static void
add_profiles(const struct node *n, struct text *out)
{
	const struct rbp_shown *shown = pairs_rbp(n->pairs);
	const struct standings *standings = pairs_standings(n->pairs);
	struct tally t = {{0}, {0}};

	if (shown->count == 0)
		text_add(out, "no remote backup profile");
	else if (shown->count == 1)
		add_one(n, &shown->list[0], &standings->profile[shown->list[0].slot], out);
	for (unsigned i = 0; i < shown->count; i++) {
		const struct standing *p = &standings->profile[shown->list[i].slot];

		t.role[p->role]++;
		t.pair[pair_word(&shown->list[i], p)]++;
	}
	if (shown->count > 1)
		add_tally(&t, out);
}

static void
add_use(const struct node *n, struct text *out)
{
	uint64_t used = 0, total = 0;

	for (unsigned i = 0; i < n->shown.server->pools_count; i++) {
		struct lease_count c = lease_count_pool(n->shown.table, i);

		used += c.used;
		total += c.total - c.disable;
	}
	text_add(out, "; %" PRIu64 " of %" PRIu64 " addresses in use", used, total);
}

void
node_brief(const struct node *n, struct text *out)
{
	if (!n->running || n->commit.start) {
		text_add(out, "starting");
		return;
	}
	if (n->stopping) {
		text_add(out, "stopping");
		return;
	}
	if (!stall_disk_works(n->pairs)) {
		text_add(out, "the disk takes no leases, nobody is served");
		return;
	}
	if (n->shown.server->pools_count == 0) {
		text_add(out, "no ip pool is configured: nothing is served");
		return;
	}
	add_profiles(n, out);
	add_use(n, out);
}
