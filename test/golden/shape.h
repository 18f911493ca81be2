/* test/golden/shape.h -- what JSON values of one kind have in common: which types each member had,
 * in all that were merged. Printed as a JSON Schema (draft 2020-12). */
#ifndef TEST_GOLDEN_SHAPE_H
#define TEST_GOLDEN_SHAPE_H

#include <stdio.h>

struct shape;

struct shape *shape_new(void);
void shape_free(struct shape *s); /* accepts NULL */

/* Adds what a value has; it must be valid (test/golden/json.h). */
void shape_merge(struct shape *s, const char *json);

/* The keywords of its schema, without the braces around them, each line behind `indent` blanks. */
void shape_print(const struct shape *s, unsigned indent, FILE *to);

#endif
