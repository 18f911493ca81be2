/* node/bind/slice.h -- what stands in a snapshot, slice by slice: what is known of the pair, the
 * bindings, those outside the pools, what is in doubt (docs/journal.md). Writes what struct writer
 * knows of how far it has come. Tested in test/unit/node/writer.c. */
#ifndef NODE_BIND_SLICE_H
#define NODE_BIND_SLICE_H

#include <stdbool.h>

#include "journal/block.h"

struct bind;
struct writer;

/* From the beginning. */
void slice_begin(struct writer *k);

/* Fills w, which begins with `file` when the snapshot does; true when there is more. */
bool slice_fill(struct bind *b, const struct journal_entry *file, struct journal_writer *w);

#endif
