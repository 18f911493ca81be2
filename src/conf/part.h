/* conf/part.h -- a part of a configuration as a value: what its struct holds and the lists that
 * grow (conf/grown.h) are one. An assignment of the struct borrows the lists: enough for who reads
 * the copy while the original lives. Tested in test/unit/conf/part.c. */
#ifndef CONF_PART_H
#define CONF_PART_H

#include "conf/conf.h"

/* *ret becomes a copy of *value, with lists of its own; what it was is lost. */
void conf_part_copy(const struct conf_part *part, void *ret, const void *value);

/* Frees the lists: nothing is configured any more. */
void conf_part_free(const struct conf_part *part, void *value);

/* Equal values. */
bool conf_part_same(const struct conf_part *part, const void *a, const void *b);

#endif
