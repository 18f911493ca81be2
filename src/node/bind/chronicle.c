/* node/bind/chronicle.c -- see node/bind/chronicle.h. */
#include "node/bind/chronicle.h"

#include <string.h>

#include "history/entry.h"
#include "node/bind/room.h"

void
chronicle_keep(struct bind *b, bool on)
{
	b->chronicle.on = on;
}

const struct lease_trail *
chronicle_trail(const struct bind *b)
{
	return &b->trail;
}

void
chronicle_flush(struct bind *b, struct step *step)
{
	struct chronicle *c = &b->chronicle;
	struct node_action *a;

	if (c->len == 0)
		return;
	a = out_add(step->out, NODE_ACT_HISTORY);
	a->bytes = out_room(step->out, c->len);
	memcpy(out_room(step->out, c->len), c->bytes, c->len);
	a->len = c->len;
	out_take(step->out, c->len);
	c->len = 0;
}

void
chronicle_note(struct bind *b, const struct lease_record *before, const struct lease_record *after,
	       bool learned, struct step *step)
{
	struct chronicle *c = &b->chronicle;
	enum history_event event;
	struct wr w;

	lease_trail_note(&b->trail, after->address);
	if (!c->on)
		return;
	event = history_event_of(before, after, step->now, step->wall_offset_us);
	if (event == HISTORY_NONE)
		return;
	if (sizeof c->bytes - c->len < HISTORY_ENTRY_MAX)
		chronicle_flush(b, step);
	w = wr_of(c->bytes + c->len, sizeof c->bytes - c->len);
	history_encode(&w, event, learned, after, step->now, step->wall_offset_us);
	c->len += w.len;
}
