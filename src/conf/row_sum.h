/* conf/row_sum.h -- rows whose only value adds up over lines: a list of addresses or a set of
 * VLANs. Tested in test/unit/conf/row.c. */
#ifndef CONF_ROW_SUM_H
#define CONF_ROW_SUM_H

#include "conf/row.h"

/* The row's only value adds up: lines are pieces of one set. */
bool row_adds_up(const struct row *r);

/* Takes out of the values that add up what `other` has as well: what is left is the difference.
 * A list of addresses is left whole unless it is the same. */
void row_subtract(const struct row *rows, unsigned count, void *part, const void *other);

/* row_set() and row_undo() of such a row: all or nothing; false with a sentence in error. An undo
 * without values takes all. */
bool row_sum_set(const struct row *r, void *part, const struct template_found *found,
		 struct text *error);
bool row_sum_undo(const struct row *r, void *part, const struct template_found *found,
		  struct text *error);

#endif
