/* vrrp/group_note.c -- see vrrp/group_note.h. */
#include "vrrp/group_note.h"

/* A new one takes the place of who was silent longest. */
static void
note_source(struct vrrp_group *g, struct ip4 source, uint64_t now)
{
	struct vrrp_source *to = &g->source[0];

	for (unsigned i = 0; i < VRRP_SOURCES_MAX; i++) {
		struct vrrp_source *s = &g->source[i];

		if (ip4_same(s->address, source)) {
			to = s;
			break;
		}
		if (s->heard_us < to->heard_us)
			to = s;
	}
	*to = (struct vrrp_source){source, now};
}

/* Who was taken for dead by BFD a moment ago advertises: within three intervals, or it is back. */
static void
note_alive(struct vrrp_group *g, const struct vrrp_input *in)
{
	enum { INTERVALS = 3 };
	uint64_t until_us = time_after(g->changed_us, INTERVALS * g->master_interval_ms * TIME_MS);

	if (g->state != VRRP_MASTER || g->reason != VRRP_REASON_PEER_BFD ||
	    in->advert->priority == 0 || !ip4_same(in->source, g->lost_master) ||
	    in->now >= until_us)
		return;
	g->lost_master = (struct ip4){0};
	vrrp_damp_note(&g->damp, in->now);
}

void
vrrp_group_note(struct vrrp_group *g, const struct vrrp_input *in)
{
	switch (in->kind) {
	case VRRP_IN_UP:
		if (g->up_since_us == TIME_NEVER)
			g->up_since_us = in->now;
		break;
	case VRRP_IN_DOWN:
	case VRRP_IN_STOP:
		g->up_since_us = TIME_NEVER;
		break;
	case VRRP_IN_ADVERT:
		g->counters.received++;
		note_source(g, in->source, in->now);
		note_alive(g, in);
		g->counters.zero_received += in->advert->priority == 0;
		g->bare |= in->advert->version == 3 && !in->advert->pseudo;
		if (in->advert->version == 3)
			g->newer = (struct vrrp_source){in->source, in->now};
		break;
	case VRRP_IN_HOLD:
		g->held = true;
		break;
	case VRRP_IN_RELEASE:
		g->held = false;
		break;
	case VRRP_IN_YIELD:
		g->yielding = true;
		g->left = in->left;
		g->deaf = in->deaf;
		break;
	case VRRP_IN_RESUME:
		g->yielding = false;
		break;
	case VRRP_IN_PEER_DEAD:
		g->lost_master = g->master;
		break;
	case VRRP_IN_TICK:
	case VRRP_IN_GIVE_UP:
	case VRRP_IN_SPOKEN:
	case VRRP_IN_SETTINGS:
		break;
	}
}
