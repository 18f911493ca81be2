/* cli/pipe.c -- filters are rows of the matcher like any command.
 *
 * A blank and `|` end a filter only where at least three letters of another filter's word follow:
 * a regular expression may hold both characters. The first `|` of a line always begins the
 * filters, and only displays, also behind `run`, have any. */
#include "cli/pipe.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/command.h"
#include "cli/filter.h"
#include "conf/template_match.h"

enum filter_word {
	WORD_INCLUDE = FILTER_INCLUDE,
	WORD_EXCLUDE = FILTER_EXCLUDE,
	WORD_BEGIN = FILTER_BEGIN,
	WORD_COUNT = FILTER_COUNT,
	WORD_JSON,
	WORD_NO_MORE
};

struct filter_row {
	const char *template, *help;
	enum filter_word word;
	bool ignore_case;
};

static const struct filter_row filter_rows[] = {
    {"begin <text:1-255>", "From the first line that matches", WORD_BEGIN, false},
    {"begin ignore-case <text:1-255>", "Capitals and small letters alike", WORD_BEGIN, true},
    {"count", "Count the lines", WORD_COUNT, false},
    {"exclude <text:1-255>", "Only lines that do not match", WORD_EXCLUDE, false},
    {"exclude ignore-case <text:1-255>", "Capitals and small letters alike", WORD_EXCLUDE, true},
    {"include <text:1-255>", "Only lines that match", WORD_INCLUDE, false},
    {"include ignore-case <text:1-255>", "Capitals and small letters alike", WORD_INCLUDE, true},
    {"json", "As JSON", WORD_JSON, false},
    {"no-more", "Without stopping at pages", WORD_NO_MORE, false},
};

void
pipe_offer(struct cli *c)
{
	template_begin(&c->matcher);
	for (size_t i = 0; i < sizeof filter_rows / sizeof *filter_rows; i++)
		template_offer(&c->matcher, filter_rows[i].template, filter_rows[i].help,
			       &filter_rows[i], COMMAND_FILTER);
}

bool
pipe_begins_word(const char *line, const char *word, size_t least)
{
	size_t len;

	line += strspn(line, " \t");
	len = strcspn(line, " \t|");
	return len >= least && len <= strlen(word) && strncasecmp(line, word, len) == 0;
}

static const char *
next_word(const char *line)
{
	line += strspn(line, " \t");
	line += strcspn(line, " \t");
	return line + strspn(line, " \t");
}

const char *
pipe_of(const char *line)
{
	if (pipe_begins_word(line, "run", 3))
		line = next_word(line);
	if (!pipe_begins_word(line, "display", 1) && !pipe_begins_word(line, "dir", 3))
		return NULL;
	return strchr(line, '|');
}

/* The end of one filter: the blank before the `|` of the next, or the end of the line. */
static const char *
end_of_filter(const char *filter)
{
	const char *p = filter;

	while ((p = strstr(p, " |")) != NULL) {
		for (size_t i = 0; i < sizeof filter_rows / sizeof *filter_rows; i++) {
			char word[12];

			snprintf(word, sizeof word, "%.*s",
				 (int)strcspn(filter_rows[i].template, " "),
				 filter_rows[i].template);
			if (pipe_begins_word(p + 2, word, 3))
				return p;
		}
		p += 2;
	}
	return filter + strlen(filter);
}

/* One filter of the line, found in cli->found. */
static bool
add_filter(struct filter_chain *chain, const struct template_found *found)
{
	const struct filter_row *row = found->row;

	switch (row->word) {
	case WORD_JSON:
		chain->json = true;
		return true;
	case WORD_NO_MORE:
		chain->no_more = true;
		return true;
	case WORD_COUNT:
		return filter_add(chain, FILTER_COUNT, NULL, false);
	case WORD_INCLUDE:
	case WORD_EXCLUDE:
	case WORD_BEGIN:
		return filter_add(chain, (enum filter_kind)row->word, found->value[0].text,
				  row->ignore_case);
	}
	assert(false);
	return false;
}

bool
pipe_read(struct cli_session *s, const char *pipe, size_t *ret_column)
{
	struct template_found *found = &s->cli->found;
	const char *first = pipe;
	char text[CLI_LINE_MAX + 1];

	pipe_offer(s->cli);
	while (*pipe != '\0') {
		const char *end = end_of_filter(pipe + 1);

		snprintf(text, sizeof text, "%.*s", (int)(end - pipe - 1), pipe + 1);
		template_match(&s->cli->matcher, text, found);
		if (found->result == TEMPLATE_EMPTY)
			found->result = TEMPLATE_INCOMPLETE;
		if (found->result == TEMPLATE_MATCH && !add_filter(&s->display.filters, found)) {
			found->result = TEMPLATE_WRONG;
			found->column = found->count > 0 ? found->value[0].column : 0;
		}
		if (found->result != TEMPLATE_MATCH) {
			*ret_column = (size_t)(pipe + 1 - first) + found->column;
			return false;
		}
		pipe = end + strspn(end, " ");
	}
	return true;
}
