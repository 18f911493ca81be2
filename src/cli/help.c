/* cli/help.c -- what may come next, printed or completed.
 *
 * ask() finds out what the line speaks of: it fills the matcher with filters or commands and
 * leaves what they allow in cli->nexts. Tab adds what all keywords agree on, a blank only where
 * one is left, and writes the last word as the keyword has it; a line that it cannot complete
 * comes back as it was. Neither moves the session. */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/command.h"
#include "cli/pipe.h"

enum { HELP_COLUMN = 24, HELP_WORDS_A_LINE = 2, HELP_WIDE = 40 };

/* Where the filter begins that is being typed. */
static const char *
last_filter(const char *pipe)
{
	for (const char *p = pipe; (p = strstr(p, " |")) != NULL; p++)
		pipe = p + 1;
	return pipe + 1;
}

/* Fills cli->nexts; returns how many characters of the line stand before what it speaks of. */
static size_t
ask(struct cli_session *s, const char *line)
{
	struct cli *c = s->cli;
	const char *pipe = pipe_of(line);
	enum command_scope scope = s->user ? COMMAND_USER : COMMAND_VIEW;

	if (pipe != NULL) {
		const char *filter = last_filter(pipe);

		pipe_offer(c);
		template_complete(&c->matcher, filter, &c->nexts);
		return (size_t)(filter - line);
	}
	command_offer(c, scope, s->path.view);
	template_complete(&c->matcher, line, &c->nexts);
	if (scope == COMMAND_VIEW && s->path.view != 0 &&
	    (c->nexts.result == TEMPLATE_UNRECOGNIZED || c->nexts.count == 0)) {
		command_offer(c, scope, 0);
		template_complete(&c->matcher, line, &c->nexts);
	}
	return 0;
}

static void
print_words(const struct template_nexts *n, struct text *out)
{
	for (unsigned i = 0; i < n->count; i++) {
		bool last = i + 1 == n->count || i % HELP_WORDS_A_LINE == HELP_WORDS_A_LINE - 1;

		text_add(out, "  %-*s%s", last ? 0 : HELP_WIDE, n->list[i].word, last ? "\n" : "");
	}
}

static void
print_word(const struct template_next *n, struct text *out)
{
	if (n->help == NULL || n->help[0] == '\0')
		text_add(out, "  %s\n", n->word);
	else
		text_add(out, "  %-*s %s\n", HELP_COLUMN, n->word, n->help);
}

/* Where the last word of the line begins. */
static size_t
last_word(const char *line, size_t offset)
{
	size_t at = strlen(line);

	while (at > offset && line[at - 1] != ' ' && line[at - 1] != '\t')
		at--;
	return at;
}

void
help_print(struct cli_session *s, const char *line, const struct cli_io *io)
{
	const struct template_nexts *n = &s->cli->nexts;
	size_t offset = ask(s, line);

	if (n->result != TEMPLATE_MATCH) {
		command_caret(s, line, offset + n->column, n->result, io);
	} else if (n->count == 0) {
		command_caret(s, line, last_word(line, offset), TEMPLATE_UNRECOGNIZED, io);
	} else if (n->partial) {
		print_words(n, io->out);
	} else {
		for (unsigned i = 0; i < n->count; i++)
			print_word(&n->list[i], io->out);
	}
}

/* How many characters all keywords agree on. */
static size_t
agreed(const struct template_nexts *n, unsigned *ret_keywords, const char **ret_first)
{
	size_t len = 0;

	*ret_keywords = 0;
	*ret_first = NULL;
	for (unsigned i = 0; i < n->count; i++) {
		const char *word = n->list[i].word;

		if (!n->list[i].literal)
			continue;
		if ((*ret_keywords)++ == 0) {
			*ret_first = word;
			len = strlen(word);
		}
		while (strncasecmp(word, *ret_first, len) != 0)
			len--;
	}
	return len;
}

void
help_tab(struct cli_session *s, const char *line, const struct cli_io *io)
{
	const struct template_nexts *n = &s->cli->nexts;
	size_t offset = ask(s, line), kept = last_word(line, offset), len;
	unsigned keywords;
	const char *first;

	len = agreed(n, &keywords, &first);
	if (n->result != TEMPLATE_MATCH || keywords == 0 || len < strlen(line) - kept) {
		text_add(io->out, "%s", line);
		return;
	}
	text_add(io->out, "%.*s%.*s%s", (int)kept, line, (int)len, first, keywords == 1 ? " " : "");
}
