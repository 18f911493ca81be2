/* Every input in every state: where it leads, and that an update always has its answer. */
#include "test/unit/rbs/world.h"

enum place { /* where a session can stand */
	     UNCONFIGURED,
	     PAUSED,
	     STOPPED,
	     LEFT,
	     WAITING, /* LISTENING */
	     DIALLING,
	     GREETING, /* connected, HELLO not exchanged */
	     GATED,    /* CONNECTED, the first SYNC not answered */
	     COPYING,  /* CONNECTED, Interrupted */
	     PAIRED,
	     PLACES
};

enum what {
	CONFIGURE, /* the same again */
	ANOTHER,   /* another port */
	DELETE,
	LOCAL,
	TICK, /* much later */
	OPENED_DIALLED,
	OPENED_ACCEPTED,
	GARBAGE,
	NOTHING, /* DATA without bytes */
	ROOM_DIALLED,
	CLOSED_DIALLED,
	CLOSED_ACCEPTED,
	UPDATE,
	NOTE,
	STORED,
	MORE,
	FLUSH,
	STOP,
	PAUSE,
	RESUME,
	DECLARE,
	BATCH,
	LEAVE,
	JOIN,
	WHATS
};

/* One letter an input, in the order of `enum what`. */
static const char *const leads[PLACES] = {
    [UNCONFIGURED] = "GGIIIIIIIIIIIIIIIIIIIIII", [PAUSED] = "IIIIIIIIIIIIIIIIIIIGIIII",
    [STOPPED] = "GGIIIIIIIIIIIIIIIIIIIIII",	 [LEFT] = "IIIIIIIIIIIIIIIIIIIIIIIG",
    [WAITING] = "LGILGLGLLLLLLLLLLIILLLIL",	 [DIALLING] = "GGIGLGGGGGLGGGGGGIIGGGIG",
    [GREETING] = "GGIGLGGLGGLGGGGGGIIGGGIG",	 [GATED] = "CGICGCCGCCGCCCCCCIICCCIC",
    [COPYING] = "CGICGCCGCCGCCCCCCIICCCIC",	 [PAIRED] = "CGICGCCGCCGCCCCCCIICCCIC",
};

static enum rbs_state
state_of(char letter)
{
	return letter == 'I'   ? RBS_INITIAL
	       : letter == 'L' ? RBS_LISTENING
	       : letter == 'G' ? RBS_CONNECTING
			       : RBS_CONNECTED;
}

/* A world in which side 0 stands there; side 1 is what it needs to be. */
static struct world *
world_at(enum place place)
{
	struct world *w = world_new();
	struct side *d = &w->side[0];

	if (place == UNCONFIGURED) {
		side_start(w, 0);
		side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG});
		w->tcp[0].syn = false;
		return w;
	}
	if (place == DIALLING || place == GREETING)
		w->filtered[0] = true;
	if (place == GATED)
		w->disk_us = 3600 * TIME_SEC;
	side_start(w, 0);
	if (place == GREETING) {
		w->tcp[0].syn = false;
		w->tcp[0].mute = w->tcp[0].open[0] = true;
		side_input(w, 0,
			   (struct rbs_input){.kind = RBS_IN_OPENED, .dialled = true, .len = ROOM});
	}
	if (place == WAITING)
		world_run(w, 100 * TIME_MS);
	if (place == COPYING)
		d->local.group[0].digest = 43;
	if (place == COPYING)
		side_local(w, 0);
	if (place >= GATED) {
		side_start(w, 1);
		world_run(w, 500 * TIME_MS);
		assert_true(w->tcp[0].open[0]); /* the one it dialled */
	}
	if (place == PAUSED)
		side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	if (place == STOPPED)
		side_input(w, 0, (struct rbs_input){.kind = RBS_IN_STOP});
	if (place == LEFT)
		side_input(w, 0, (struct rbs_input){.kind = RBS_IN_LEAVE});
	return w;
}

static void
close_one(struct world *w, bool dialled)
{
	struct tcp *t = &w->tcp[dialled ? 0 : 1];

	if (!t->open[0] && !(dialled && t->syn) && w->side[0].state != RBS_INITIAL)
		return; /* no CLOSED without a connection */
	if (w->side[0].state == RBS_INITIAL)
		return;
	t->syn = t->open[0] = false;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CLOSED, .dialled = dialled});
}

static const enum rbs_input_kind plain[WHATS] = {
    [STORED] = RBS_IN_STORED,	[MORE] = RBS_IN_MORE,	[FLUSH] = RBS_IN_FLUSH,
    [STOP] = RBS_IN_STOP,	[PAUSE] = RBS_IN_PAUSE, [RESUME] = RBS_IN_RESUME,
    [DECLARE] = RBS_IN_DECLARE, [BATCH] = RBS_IN_BATCH, [LEAVE] = RBS_IN_LEAVE,
    [JOIN] = RBS_IN_JOIN,
};

static void
happens(struct world *w, enum what what)
{
	static const uint8_t zeros[64];
	struct side *d = &w->side[0];
	struct rbs_input data = {.kind = RBS_IN_DATA, .dialled = true, .bytes = zeros};
	unsigned n = w->side[0].claimed[3] ? 4 : 3; /* one in flight per address */

	switch (what) {
	case ANOTHER:
	case CONFIGURE:
		d->config.peer.port = what == ANOTHER ? 10001 : 10000;
		side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &d->config});
		break;
	case DELETE:
		side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG});
		break;
	case LOCAL:
		side_local(w, 0);
		break;
	case TICK:
		w->now += 60 * TIME_SEC;
		side_input(w, 0, (struct rbs_input){.kind = RBS_IN_TICK});
		break;
	case OPENED_DIALLED:
		if (w->tcp[0].syn)
			world_open_mute(w, true);
		break;
	case OPENED_ACCEPTED:
		world_open_mute(w, false);
		break;
	case GARBAGE:
	case NOTHING:
		data.len = what == GARBAGE ? sizeof zeros : 0;
		side_input(w, 0, data);
		break;
	case ROOM_DIALLED:
		side_input(w, 0,
			   (struct rbs_input){.kind = RBS_IN_ROOM, .dialled = true, .len = 4096});
		break;
	case CLOSED_DIALLED:
	case CLOSED_ACCEPTED:
		close_one(w, what == CLOSED_DIALLED);
		break;
	case UPDATE:
		side_update(w, 0, n, version_at(w, 0, n));
		side_flush(w, 0);
		break;
	case NOTE:
		side_note(w, 0, 5);
		side_flush(w, 0);
		break;
	case STORED:
	case MORE:
	case FLUSH:
	case STOP:
	case PAUSE:
	case RESUME:
	case DECLARE:
	case BATCH:
	case LEAVE:
	case JOIN:
		side_input(w, 0, (struct rbs_input){.kind = plain[what]});
		break;
	case WHATS:
		fail();
	}
}

static void
every_input_in_every_state(void **state)
{
	(void)state;
	for (enum place p = 0; p < PLACES; p++)
		for (enum what k = 0; k < WHATS; k++) {
			struct world *w = world_at(p);
			enum rbs_pair pair = w->side[0].pair;

			happens(w, k);
			if (w->side[0].state != state_of(leads[p][k]))
				fail_msg("place %d, input %d: state %d, not %c", p, k,
					 w->side[0].state, leads[p][k]);
			if (k == UPDATE && p != PAIRED)
				assert_int_equal(w->side[0].parked[1].answer, RBS_FULL);
			if (k == DECLARE && p < GATED)
				assert_int_equal(w->side[0].pair, RBS_PARTNER_DOWN);
			else if (w->side[0].state == RBS_CONNECTED)
				assert_int_equal(w->side[0].pair, pair);
			world_free(w);
		}
}

/* Two in a row, from everywhere: nothing asserts, and what was asked for is answered. */
static void
every_two_inputs(void **state)
{
	(void)state;
	for (enum place p = 0; p < PLACES; p++)
		for (enum what a = 0; a < WHATS; a++)
			for (enum what b = 0; b < WHATS; b++) {
				struct world *w = world_at(p);

				happens(w, a);
				happens(w, b);
				world_run(w, 700 * TIME_MS);
				tickets_answered(w);
				world_free(w);
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_input_in_every_state),
	    cmocka_unit_test(every_two_inputs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
