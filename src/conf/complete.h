/* conf/complete.h -- what may stand next in a line: for `?` and Tab.
 *
 * Keywords first, in order, then values, `<cr>` last when the line is complete. The help of a
 * keyword that begins one command is that command's; one that begins several has its own in the
 * glossary of conf/complete.c, unless the row says it itself (struct
 * template_offer, words). Tested in test/unit/conf/complete.c. */
#ifndef CONF_COMPLETE_H
#define CONF_COMPLETE_H

#include "conf/template.h"

enum {
	TEMPLATE_NEXT_MAX = 128, /* completions of one question; more are left out */
	TEMPLATE_WORD_MAX = 40	 /* characters of a completion with its end */
};

struct template_next {
	char word[TEMPLATE_WORD_MAX]; /* `vrid`, `INTEGER<1-255>`, `X.X.X.X`, `<cr>` */
	const char *help;
	bool literal; /* Tab may fill it in */
};

struct template_nexts {
	enum template_result result; /* MATCH, or why the finished words before fit nothing */
	unsigned column; /* of the offending word, or of the word being typed (its end) */
	bool partial;	 /* a word is being typed: `d?`, not `d ?` */
	unsigned count;
	struct template_next list[TEMPLATE_NEXT_MAX];
};

/* What may stand next. A partial word that nothing continues leaves the list empty. */
void template_complete(const struct template_matcher *m, const char *line,
		       struct template_nexts *ret);

#endif
