/* rbs/farewell.c -- see rbs/farewell.h. */
#include "rbs/farewell.h"

void
rbs_farewell_send(struct rbs_session *s, int c, enum rbs_type type, uint64_t last, const char *text)
{
	struct rbs_outputs *out = s->out;
	struct rbs_conn *conn = &s->conn[c];
	size_t cap = RBS_BYTES_MAX - out->used;
	struct wr w = wr_of(out->bytes + out->used, conn->room < cap ? conn->room : cap);
	struct rbs_output *o;

	rbs_frame_begin(&w, type, 0, 0, conn->sent + 1);
	if (type == RBS_BYE)
		rbs_bye_write(&w, last, text);
	else
		rbs_error_write(&w, (enum rbs_error)last, text);
	if (!conn->open || !rbs_frame_end(&w, 0))
		return;
	o = rbs_emit(s, RBS_OUT_SEND);
	o->dialled = c == RBS_DIALLED;
	o->bytes = w.p;
	o->len = w.len;
	out->used += w.len;
	conn->room -= w.len;
	conn->sent++;
	s->counts.sent[type]++;
}
