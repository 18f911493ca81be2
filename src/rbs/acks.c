/* rbs/acks.c -- see rbs/acks.h.
 *
 * Acknowledgements are cumulative by frame number. A refusal names the update's sequence, may come
 * before the ACK of its frame, and hands node/ the newer record first. */
#include "rbs/acks.h"

#include "rbs/link.h"
#include "rbs/question.h"
#include "rbs/records.h"

static void
update_answer(struct rbs_session *s, struct rbs_flight *f, enum rbs_answer how)
{
	struct rbs_output *o = rbs_emit(s, RBS_OUT_ANSWERED);

	o->answer = how;
	o->ticket = f->ticket;
	o->backup_id = f->backup_id;
	o->record = &f->record;
	rbs_flight_answer(&s->flights, f);
}

/* Why the refusal cannot be, or NULL. */
static const char *
take_refusal(struct rbs_session *s, const struct rbs_refused *refused, struct lease_record *newer)
{
	struct rbs_flight *f = rbs_flight_sequence(&s->flights, refused->sequence);
	const char *wrong;

	if (f == NULL || f->number == 0)
		return "a refusal of no update in flight";
	s->counts.refusals_received++;
	if (refused->bytes.left > 0) {
		if (!rbs_records_read(s, refused->bytes, newer, &wrong))
			return wrong;
		if (!ip4_same(newer->address, f->record.address))
			return "the record of a refusal is malformed";
		(void)rbs_records_merge(s, rbs_group_find(s, f->backup_id), newer);
	}
	update_answer(s, f, RBS_REFUSED);
	return NULL;
}

static void
marks_acked(struct rbs_session *s)
{
	while (s->marks_count > 0 && s->mark[s->marks_head].number <= s->acked) {
		unsigned run = 0, most = RBS_MARKS_MAX - s->marks_head;
		struct rbs_output *o = rbs_emit(s, RBS_OUT_MARKED);

		while (run < s->marks_count && run < most &&
		       s->mark[s->marks_head + run].number <= s->acked)
			run++;
		o->mark = &s->mark[s->marks_head];
		o->marks_count = run;
		s->marks_head = (s->marks_head + run) % RBS_MARKS_MAX;
		s->marks_count -= run;
	}
}

static void
frames_acked(struct rbs_session *s)
{
	uint64_t passed = s->confirmed;
	struct rbs_flight *f;

	while ((f = rbs_flight_oldest(&s->flights)) != NULL && f->number != 0 &&
	       f->number <= s->acked)
		update_answer(s, f, RBS_SAFE);
	while (s->unacked_count > 0 && s->unacked[s->unacked_head].number <= s->acked) {
		uint16_t ends = s->unacked[s->unacked_head].ends;
		struct rbs_group *g = ends != 0 ? rbs_group_find(s, ends) : NULL;

		passed = s->unacked[s->unacked_head].passed;
		s->acked_sequence = s->unacked[s->unacked_head].sequence;
		rbs_question_took(s, s->now - s->unacked[s->unacked_head].at_us);
		s->unacked_head = (s->unacked_head + 1) % RBS_WINDOW_FRAMES;
		s->unacked_count--;
		if (g == NULL || g->out != RBS_BATCH_ENDING)
			continue;
		g->out = RBS_BATCH_DONE;
		rbs_records_review(s, g);
		if (g->again)
			rbs_alarm(s, RBS_ALARM_SENT, g->local.backup_id,
				  g->daily ? RBS_SENT_DAILY : RBS_SENT_ASKED);
		g->again = false;
	}
	if (s->ask == RBS_ASK_SENT && s->ask_number <= s->acked) {
		s->ask = RBS_ASK_NONE;
		rbs_question_heard(s);
		rbs_emit(s, RBS_OUT_HEARD);
	}
	if (rbs_batches_are_done(s)) /* else what left before may still be in one */
		s->confirmed = passed;
}

void
rbs_acks_take(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	uint64_t synced = rbs_ack_read(frame);
	struct rd body = frame->body;
	struct rbs_refused refused;
	unsigned count = 0;

	if (synced < s->acked || synced > s->conn[c].sent) {
		rbs_link_error(s, c, "an acknowledgement of what was not sent");
		return;
	}
	while (rbs_refused_next(&body, &refused)) {
		const char *wrong = take_refusal(s, &refused, &s->scratch[count++]);

		if (wrong != NULL) {
			rbs_link_error(s, c, wrong);
			return;
		}
	}
	s->acked = synced;
	frames_acked(s);
	marks_acked(s);
}
