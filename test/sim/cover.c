/* test/sim/cover.c -- which transitions of the machines were seen: the session (its state and how
 * the pair stands, by input), the VRRP group (state by input), the profile's role (from, to).
 * Every call of the two machines goes through this file. */
#include <stdio.h>

#include "test/sim/sim.h"
#include "test/sim/wrap.h"
#include "vrrp/group.h"

enum { SESSIONS = 64, RBS_CELLS = RBS_STATES * RBS_PAIRS * RBS_INPUTS };
enum { VRRP_INPUTS = VRRP_IN_STOP + 1, VRRP_CELLS = VRRP_STATES * VRRP_INPUTS };
enum { VRRP_FIRST = RBS_CELLS, ROLE_FIRST = VRRP_FIRST + VRRP_CELLS };
enum { ROLE_CELLS = RBP_ROLE_COUNT * RBP_ROLE_COUNT };

_Static_assert(ROLE_FIRST + ROLE_CELLS <= SIM_COVER_MAX, "SIM_COVER_MAX");

static uint8_t private_cover[SIM_COVER_MAX];
uint8_t *sim_cover = private_cover;
unsigned sim_sessions;

/* ---- sessions ---- */

static struct {
	const struct rbs_session *session;
	enum rbs_state state;
} known[SESSIONS];

static unsigned
place_of(const struct rbs_session *s)
{
	unsigned i = 0;

	while (i < SESSIONS - 1 && known[i].session && known[i].session != s)
		i++;
	known[i].session = s;
	return i;
}

WRAPS(rbs_session_new);
WRAPS(rbs_session_free);
WRAPS(rbs_session_step);

struct rbs_session *
__wrap_rbs_session_new(void)
{
	struct rbs_session *s = __real_rbs_session_new();

	known[place_of(s)].state = RBS_INITIAL;
	return s;
}

void
__wrap_rbs_session_free(struct rbs_session *s)
{
	if (s)
		known[place_of(s)].session = NULL;
	__real_rbs_session_free(s);
}

void
__wrap_rbs_session_step(struct rbs_session *s, const struct rbs_input *in, struct rbs_outputs *out)
{
	unsigned place = place_of(s);
	unsigned cell =
	    ((unsigned)known[place].state * RBS_PAIRS + (unsigned)rbs_session_pair(s, 1)) *
		RBS_INPUTS +
	    (unsigned)in->kind;

	sim_cover[cell] = 1;
	__real_rbs_session_step(s, in, out);
	for (unsigned i = 0; i < out->count; i++)
		if (out->list[i].kind == RBS_OUT_STATE) {
			known[place].state = out->list[i].state;
			sim_sessions += out->list[i].state == RBS_CONNECTED;
		}
}

/* ---- VRRP ---- */

WRAPS(vrrp_group_step);

struct vrrp_actions
__wrap_vrrp_group_step(struct vrrp_group *g, const struct vrrp_settings *cfg,
		       const struct vrrp_input *in)
{
	sim_cover[VRRP_FIRST + (unsigned)g->state * VRRP_INPUTS + (unsigned)in->kind] = 1;
	return __real_vrrp_group_step(g, cfg, in);
}

/* ---- roles ---- */

void
sim_cover_look(struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		enum rbp_role role = sim_role(s, i);

		sim_cover[ROLE_FIRST + (unsigned)s->role[i] * RBP_ROLE_COUNT + (unsigned)role] = 1;
		s->role[i] = role;
	}
}

/* ---- the figures ---- */

/* What node/ never hands in: it knows the state (session.h), and no operator can. Partner-down ends
 * with the handshake; updates need a pair that is Connected; a pause ends in Initial; more than one
 * call is full of (MORE) only where records flow; without a connection none is heard. */
static bool
rbs_can(enum rbs_state state, enum rbs_pair pair, enum rbs_input_kind in)
{
	if (in == RBS_IN_LEAVE || in == RBS_IN_JOIN) /* one that is Connected; one that left */
		return in == RBS_IN_LEAVE ? state == RBS_CONNECTED && pair == RBS_PAIRED
					  : state == RBS_INITIAL && pair != RBS_PAIRED;
	if (state == RBS_CONNECTED)
		return pair != RBS_PARTNER_DOWN && in != RBS_IN_DECLARE && in != RBS_IN_RESUME &&
		       (in != RBS_IN_UPDATE || pair == RBS_PAIRED);
	if (pair == RBS_PAIRED || in == RBS_IN_UPDATE || in == RBS_IN_BATCH || in == RBS_IN_MORE)
		return false;
	if (state == RBS_INITIAL)
		return in != RBS_IN_DATA && in != RBS_IN_ROOM;
	return in != RBS_IN_RESUME;
}

static void
count(unsigned cell, bool can, unsigned n[2])
{
	n[0] += can && sim_cover[cell];
	n[1] += can;
}

static const char *const inputs[RBS_INPUTS] = {
    [RBS_IN_CONFIG] = "CONFIG", [RBS_IN_LOCAL] = "LOCAL",   [RBS_IN_TICK] = "TICK",
    [RBS_IN_OPENED] = "OPENED", [RBS_IN_DATA] = "DATA",	    [RBS_IN_ROOM] = "ROOM",
    [RBS_IN_CLOSED] = "CLOSED", [RBS_IN_UPDATE] = "UPDATE", [RBS_IN_NOTE] = "NOTE",
    [RBS_IN_STORED] = "STORED", [RBS_IN_MORE] = "MORE",	    [RBS_IN_FLUSH] = "FLUSH",
    [RBS_IN_STOP] = "STOP",	[RBS_IN_PAUSE] = "PAUSE",   [RBS_IN_RESUME] = "RESUME",
    [RBS_IN_LEAVE] = "LEAVE",	[RBS_IN_JOIN] = "JOIN",	    [RBS_IN_DECLARE] = "DECLARE",
    [RBS_IN_BATCH] = "BATCH",
};

static void
count_sessions(bool missing, unsigned n[2])
{
	static const char *const states[] = {"Initial", "Listening", "Connecting", "Connected"};
	static const char *const pairs[] = {"Interrupted", "Connected", "Partner-down"};

	for (unsigned i = 0; i < RBS_CELLS; i++) {
		unsigned in = i % RBS_INPUTS, pair = i / RBS_INPUTS % RBS_PAIRS;
		unsigned state = i / RBS_INPUTS / RBS_PAIRS;
		bool can =
		    rbs_can((enum rbs_state)state, (enum rbs_pair)pair, (enum rbs_input_kind)in);

		count(i, can, n);
		if (missing && can && !sim_cover[i])
			printf("    not seen: %s, %s: %s\n", states[state], pairs[pair],
			       inputs[in] ? inputs[in] : "?");
	}
}

void
sim_cover_print(bool missing)
{
	unsigned rbs[2] = {0}, vrrp[2] = {0}, role[2] = {0};

	count_sessions(missing, rbs);
	for (unsigned i = 0; i < VRRP_CELLS; i++) {
		count(VRRP_FIRST + i, true, vrrp);
		if (missing && !sim_cover[VRRP_FIRST + i])
			printf("    not seen: VRRP state %u: input %u\n", i / VRRP_INPUTS,
			       i % VRRP_INPUTS);
	}
	for (unsigned i = 0; i < ROLE_CELLS; i++)
		if (i / RBP_ROLE_COUNT != i % RBP_ROLE_COUNT)
			count(ROLE_FIRST + i, true, role);
	printf(
	    "  transitions seen of those that can occur: session %u/%u, VRRP %u/%u, role %u/%u\n",
	    rbs[0], rbs[1], vrrp[0], vrrp[1], role[0], role[1]);
}
