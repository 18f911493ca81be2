/* cli/points.h -- commit points: what the running configuration was after each commit.
 *
 * A point has a number, a moment, who made it and how, a label and a description if they were
 * given, and the configuration as text. POINTS_MAX are kept, and POINTS_BYTES_MAX of text: the
 * oldest goes first, one with a label only when all have one. As a file a point is a configuration
 * that can be loaded, with what else it says in comments above; its first line has the hash of all
 * that follows. Where files are, and when they are written, is the caller's. Private to cli/ but
 * for what cli/cli.h hands on. Tested in test/unit/cli/points.c. */
#ifndef CLI_POINTS_H
#define CLI_POINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "conf/conf.h"

enum {
	POINTS_MAX = 50,
	POINTS_LABELS_MAX = 20,
	POINTS_BYTES_MAX = 64 << 20,
	POINTS_FIRST = 1000000001, /* number of the first one */
	POINT_LABEL_MAX = 256,
	POINT_DESCRIPTION_MAX = 60,
	POINT_WORD_MAX = 15,
	POINT_USER_MAX = 47,  /* "root VTY 0" */
	POINT_HEAD_MAX = 1024 /* bytes of a file above the configuration */
};

struct point {
	uint32_t id;
	int64_t wall_us; /* since 1970, UTC */
	char type[POINT_WORD_MAX + 1], user[POINT_USER_MAX + 1];
	char label[POINT_LABEL_MAX + 1]; /* "": none */
	char description[POINT_DESCRIPTION_MAX + 1];
	char *text; /* the configuration as a saved file, ended; of the points */
	size_t len;
	bool unwritten; /* its file is not what it is */
};

struct points {
	unsigned count;
	struct point list[POINTS_MAX]; /* ascending */
	size_t bytes;		       /* of all texts */
	unsigned gone_count;	       /* files to be removed */
	uint32_t gone[POINTS_MAX];
};

void points_free(struct points *p);

/* A new point with this configuration; `like` says the rest but number and text. */
void points_add(struct points *p, const struct point *like, const struct conf *c);

/* The label of the point with that number, "": none. */
void points_label(struct points *p, uint32_t id, const char *label);

/* The oldest go; there are more of them. */
void points_drop_oldest(struct points *p, unsigned count);

/* A point whose file is to be written, or false. */
bool points_news(struct points *p, uint32_t *ret_number, size_t *ret_len);

/* NULL: there is none. back: 0 is the newest. */
const struct point *points_find(const struct points *p, uint32_t id);
const struct point *points_labelled(const struct points *p, const char *label);
const struct point *points_back(const struct points *p, unsigned back);
unsigned points_labels(const struct points *p);

/* The one before it, or NULL. */
const struct point *points_before(const struct points *p, const struct point *of);

/* Its text is what this configuration renders. */
bool point_is(const struct point *point, const struct conf *c);

/* What decimal digits mean, up to the first other character. */
uint64_t points_number(const char *digits);

/* The file of a point, into t, POINT_HEAD_MAX bytes longer than its text. */
void point_write(const struct point *point, struct text *t);

/* The file of the point with that number; false: it is none, or not as it was written. */
bool points_read(struct points *p, uint64_t number, const char *file);

#endif
