/* node/points.c -- see node/points.h. */
#include "node/points.h"

#include <assert.h>
#include <string.h>

#include "node/node.h"
#include "node/state.h"
#include "node/step/step.h"

void
points_start(struct node *n, const struct node_input *in, struct step *step)
{
	const char *slash = strrchr(in->u.start.file, '/');

	static_assert(CLI_POINT_TRIAL == (int)NODE_POINT_TRIAL, "one value on both floors");
	cli_started_from(n->cli, slash ? slash + 1 : in->u.start.file);
	for (unsigned i = 0; i < in->u.start.points_count; i++) {
		const struct node_point *p = &in->u.start.point[i];

		if (cli_point_read(n->cli, p->number, p->text))
			continue;
		if (p->number == NODE_POINT_TRIAL)
			out_log(step->out, &event_trial_lost,
				"The file of a trial is not as it was written");
		else
			out_log(step->out, &event_point_damaged,
				"commit.%llu is not as it was written; it is left out.",
				(unsigned long long)p->number);
	}
}

void
points_say(struct node *n, struct step *step)
{
	uint32_t number;
	size_t len;

	while (cli_point_news(n->cli, &number, &len)) {
		struct text t = text_of((char *)out_room(step->out, len + 1), len + 1);
		struct node_action *a = out_add(step->out, NODE_ACT_POINT);

		a->number = number;
		if (len == 0)
			continue;
		cli_point_write(n->cli, number, &t);
		a->bytes = (const uint8_t *)t.p;
		a->len = t.len;
		out_take(step->out, t.len + 1);
	}
}
