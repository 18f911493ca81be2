/* conf/load.h -- a configuration file to a value, whole or not at all.
 *
 * Lines of the system view stand at the left, lines of a view one blank further in, under the line
 * that enters it; `#` at the left and every left line leave the view; `#` and `!` begin comments;
 * `return` alone ends the file. A text without it is refused: a copy that broke off or a full disk
 * left it, and its last line may be half of one. So are lines behind it, but for comments: they
 * would do nothing. Every error of the text is collected, equal ones once with their number. A
 * system view's line may stand one blank in behind a `#`, as routers print it. A text whose lines
 * all stand at the left, as documents print it, is taken as it would be typed: a line is that of
 * the view before it if that knows it, else of the system view; a header that is refused takes the
 * lines up to the next `#` or header along. A line that is refused takes those below it that stand
 * further in along: none of them is carried out. Lines of functions this device has not
 * (conf/foreign.h) are one error with their sum; what undoes lines above it is counted. References
 * are not looked at: that is validation (node/config/validate.h). Tested in test/unit/conf/conf.c;
 * fuzzed by test/fuzz/conf_load.c. */
#ifndef CONF_LOAD_H
#define CONF_LOAD_H

#include "conf/conf.h"
#include "conf/error.h"
#include "conf/foreign.h"

enum {
	LOAD_ERRORS_MAX = 64,	  /* kept; the rest is only counted */
	LOAD_TEXT_MAX = 32 << 20, /* bytes of a text: more than all rows at their bounds render */
	LOAD_BATCHED_MAX = 65536  /* objects that lines as `vlan batch` make and take away */
};

struct load_error {
	unsigned line, column; /* from 1; of the first line */
	unsigned times;	       /* lines with this message */
	struct conf_path view; /* the first of them stands in it */
	char message[CONF_MESSAGE_MAX];
};

struct load_errors {
	unsigned errors; /* all, equal ones too; foreign lines count as one */
	unsigned count;	 /* kept in list */
	struct load_error list[LOAD_ERRORS_MAX];
	unsigned taken, taken_line;   /* lines that undo what stands above them; the first */
	struct foreign_count foreign; /* conf/foreign.h */
};

struct load_how {
	const struct conf *base; /* a copy of it gets the lines; NULL: an empty configuration */
	bool leave_out; /* lines of functions that this device has not are only counted, no error */
};

/* A new configuration, to be freed by the caller, or NULL with at least one error. */
struct conf *load_text(const struct conf_schema *schema, const struct conf_ports *ports,
		       const char *text, struct load_errors *ret);

/* The same, with what could be read in spite of errors; never NULL. */
struct conf *load_what_can_be(const struct conf_schema *schema, const struct conf_ports *ports,
			      const char *text, const struct load_how *how,
			      struct load_errors *ret);

#endif
