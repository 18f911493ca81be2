/* conf/line.h -- the configuration commands of a view, and carrying one out.
 *
 * Offer them to a matcher, together with whatever else a session understands; hand what was found
 * back when its tag is one of ours. A line is carried out whole or not at all. Creating an object
 * is a change, entering one is not. Tested in test/unit/conf/conf.c and, with the real schema, in
 * test/unit/node/schema.c; fuzzed by test/fuzz/conf_line.c. */
#ifndef CONF_LINE_H
#define CONF_LINE_H

#include "conf/conf.h"

/* What the tags of offers made by conf_offer() mean. All others are the caller's. */
enum conf_tag {
	CONF_TAG_SET = 0x1000, /* row: struct row; low 8 bits: part */
	CONF_TAG_UNDO = 0x1100,
	CONF_TAG_ENTER = 0x1200, /* row: struct conf_view */
	CONF_TAG_AGAIN = 0x1300,
	CONF_TAG_DELETE = 0x1400,
	CONF_TAG_BATCH = 0x1500,
	CONF_TAG_BATCH_UNDO = 0x1600,
	CONF_TAG_END = 0x1700
};

static inline bool
conf_tag_ours(unsigned tag)
{
	return tag >= CONF_TAG_SET && tag < CONF_TAG_END;
}

/* Offers every configuration command of a view; in the system view also those that enter one. */
void conf_offer(const struct conf_schema *schema, unsigned view, struct template_matcher *m);

/* The view whose header a line means to be: its first keywords, and more (*ret_len: where that
 * begins); 0: none. The line need not match. */
unsigned conf_header_meant(const struct conf_schema *schema, const char *line, size_t *ret_len);

struct conf_reply {
	bool ok;	       /* else message says why, and nothing was changed */
	struct conf_path path; /* where the session stands now */
	bool incomplete;       /* refused as "Incomplete command", column in `column` */
	bool wrong;	       /* refused for one value alone: a caret below it helps */
	unsigned column;       /* where in the line: the offending value, or after the end */
	char message[CONF_MESSAGE_MAX]; /* "The VLAN does not exist." without "Error: " */
};

/* The object that a line enters or deletes; its tag must be one of those. */
struct conf_path conf_found_path(const struct conf_schema *schema,
				 const struct template_found *found);

/* Carries out a line that template_match() found for an offer of conf_offer() in view `at`.
 * Whether it changed anything is asked with conf_same(). */
void conf_apply(struct conf *c, const struct conf_path *at, const struct template_found *found,
		struct conf_reply *ret);

#endif
