/* test/golden/schema.h -- what the JSON of every display holds, seen while transcripts are played.
 *
 * A device for transcripts that is another one, and asks it for the JSON of each display that is
 * typed. docs/displays.schema.json is what it prints (tools/manual). */
#ifndef TEST_GOLDEN_SCHEMA_H
#define TEST_GOLDEN_SCHEMA_H

#include <stdbool.h>
#include <stdio.h>

#include "test/golden/replay.h"

struct display_schema;

struct display_schema *schema_watch(void);
void schema_free(struct display_schema *s);

/* Typed in the device that is returned, lines go to *d. Both must outlive it. */
struct replay_device schema_device(struct display_schema *s, const struct replay_device *d);

/* Prints the schema of all that was seen. False: no transcript types a display that there is, which
 * is said on stderr, or one was no JSON. */
bool schema_print(const struct display_schema *s, FILE *to);

#endif
