/* node/step/out.c -- see node/step/out.h. */
#include "node/step/out.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

enum { LOG_MAX = 1536 };

struct node_action *
out_add(struct node_actions *out, enum node_action_kind kind)
{
	struct node_action *a;

	assert(out->count < NODE_ACTIONS_MAX);
	a = &out->list[out->count++];
	memset(a, 0, sizeof *a);
	a->kind = kind;
	return a;
}

uint8_t *
out_room(struct node_actions *out, size_t need)
{
	assert(need <= NODE_BYTES_MAX - out->used);
	return out->bytes + out->used;
}

void
out_take(struct node_actions *out, size_t len)
{
	assert(len <= NODE_BYTES_MAX - out->used);
	out->used += len;
}

void
out_frame(struct node_actions *out, uint16_t vlan, const struct wr *w)
{
	struct node_action *a = out_add(out, NODE_ACT_FRAME);

	a->vlan = vlan;
	a->bytes = w->p;
	a->len = w->len;
	out_take(out, w->len);
}

const char *
out_copy(struct node_actions *out, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = (char *)out_room(out, size);

	memcpy(copy, text, size);
	out_take(out, size);
	return copy;
}

void
out_log(struct node_actions *out, const struct event *event, const char *format, ...)
{
	char line[LOG_MAX];
	struct text t = text_of(line, sizeof line);
	struct node_action *a = out_add(out, NODE_ACT_LOG);
	va_list args;

	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	a->event = event;
	a->text = out_copy(out, line);
}
