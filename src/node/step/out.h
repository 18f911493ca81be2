/* node/step/out.h -- writing the actions of one step. Bytes and texts are copied into the actions'
 * own buffer; both bounds of actions.h are asserted, they are sized so that no step reaches them.
 */
#ifndef NODE_STEP_OUT_H
#define NODE_STEP_OUT_H

#include "base/buf.h"
#include "node/step/actions.h"
#include "node/step/event.h"

/* A new action of this kind, everything else zero. */
struct node_action *out_add(struct node_actions *out, enum node_action_kind kind);

/* Free bytes to write into, at least `need` of them; out_take() keeps what was written. */
uint8_t *out_room(struct node_actions *out, size_t need);
void out_take(struct node_actions *out, size_t len);

/* The frame that w has written into out_room() leaves to this VLAN, 1..4094. */
void out_frame(struct node_actions *out, uint16_t vlan, const struct wr *w);

/* Copies a text with its end; the copy lives as long as the actions. */
const char *out_copy(struct node_actions *out, const char *text);

/* One log line. */
void out_log(struct node_actions *out, const struct event *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
