/* conf/row_text.h -- from a part back to lines: saved files, undo lines, the same line elsewhere.
 *
 * An item is one line of a part: a row and, in lists, the elements. It stays good as long as the
 * part is not changed. Tested in test/unit/conf/conf.c and test/unit/node/schema.c. */
#ifndef CONF_ROW_TEXT_H
#define CONF_ROW_TEXT_H

#include "conf/row.h"

/* How lines print the interfaces they name: with a blank before the number, or joined. */
struct row_names {
	bool (*blank)(const void *owner, struct interface_name name);
	const void *owner;
};

/* One rendered line: where it stands. */
struct row_item {
	const struct row_names *names; /* row_first() sets NULL: with a blank */
	const struct row *row;
	unsigned outer, inner; /* element numbers, 0 without lists */
	unsigned piece;	       /* a long <vlans> list takes several lines */
};

/* Appends the values that hold when the line is missing, keywords whole: "3 0 0 days, hours,
 * minutes"; nothing when the row names none. */
void row_render_default(const struct row *r, struct text *out);

/* The length of the row's undo template and the template itself; NULL when it has none. */
const char *row_undo_template(const struct row *r, size_t *ret_length);

/* The first line of a part in saved order, and the next; false: no more. Rows of one list that
 * stand together come element by element. */
bool row_first(const struct row *rows, unsigned count, const void *part, struct row_item *ret);
bool row_next(const struct row *rows, unsigned count, const void *part, struct row_item *item);

/* The record of an item: the address says which line of a struct it is. */
const void *row_record(const struct row_item *item, const void *part);

/* Appends the line of an item. */
void row_render(const struct row_item *item, const void *part, struct text *out);

/* Appends the shortest line that takes the item away. */
void row_render_undo(const struct row_item *item, const void *part, struct text *out);

/* The same row and keys in another value of the part; false: not there. Then *ret is untouched
 * where no element of the row's list has its keys either. */
bool row_counterpart(const struct row_item *item, const void *part, const void *other,
		     struct row_item *ret);

#endif
