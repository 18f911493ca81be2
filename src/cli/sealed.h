/* cli/sealed.h -- configurations as files of the state folder that say more than a configuration.
 *
 * The first line ends in the hash of all that follows, then come lines of one word each, all of
 * them comments, and then one configuration or several, as saved files. What does not have its
 * hash is not as it was written. Private to cli/. Tested in test/unit/cli/points.c,
 * test/unit/node/trial.c; fuzzed by test/fuzz/cli_sealed.c. */
#ifndef CLI_SEALED_H
#define CLI_SEALED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "conf/conf.h"

enum { SEALED_HASH_TEXT = 17 };

/* The whole configuration as a saved file, ended, for memory_free(), and its length. */
char *sealed_render(const struct conf *c, size_t *ret_len);

/* Hash of that. */
uint64_t sealed_hash(const struct conf *c);

/* The configuration of a text, for conf_free(), with the schema and ports of `like`; NULL and a
 * sentence when it does not load. */
struct conf *sealed_load(const struct conf *like, const char *text, struct text *message);

/* A file into t, which has room for it: begin, write, end. `title`: what the first line begins
 * with; the place that begin returns is for the end. */
size_t sealed_begin(struct text *t, const char *title);
void sealed_end(struct text *t, size_t place);

/* What follows the first line of a file that begins with the title and is as it was written, or
 * NULL. */
const char *sealed_open(const char *file, const char *title);

/* The rest of the line behind `word`, into ret; where the next line begins, or NULL: it is another
 * line, or too long. */
const char *sealed_line(const char *at, const char *word, char *ret, size_t cap);

/* The same of a line with decimal digits; more digits than a number has: another one. */
const char *sealed_number(const char *at, const char *word, uint64_t *ret);

#endif
