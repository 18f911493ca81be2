/* cli/dead.c -- see cli/dead.h.
 *
 * Texts of two kinds are pasted. In one the lines of a view stand further in than its header: there
 * the indentation says where the view ends. In the other all stand at the left and `quit` leaves a
 * view; views within the dead one are counted by their headers (conf/foreign.h), so that as many
 * `quit` leave it. cli->found is lost. */
#include "cli/dead.h"

#include <stdio.h>
#include <string.h>

#include "conf/foreign.h"
#include "conf/template_match.h"

void
dead_refused(struct cli_session *s, const char *line, unsigned known, bool row)
{
	size_t indent = strspn(line, " \t"), len = 0;
	const char *words = line + indent, *function = foreign_view(words, NULL);
	enum foreign_where where = session_foreign(s);
	unsigned view = conf_header_meant(s->cli->setup.schema, words, &len);
	bool header =
	    (function != NULL && (where == FOREIGN_SYSTEM || foreign_line(words, where) == NULL)) ||
	    (view != 0 && known < indent + len);

	s->dead = (struct session_dead){.set = header || !row,
					.header = header,
					.indent = (unsigned)indent,
					.depth = 1,
					.view = view,
					.function = function};
	snprintf(s->dead.name, sizeof s->dead.name, "%s", words);
	if (header)
		s->path = (struct conf_path){0};
}

void
dead_end(struct cli_session *s, struct text *out)
{
	const struct session_dead *d = &s->dead;

	if (d->lines > 0)
		text_add(out, "Info: %u line%s below `%s` %s not carried out.\n", d->lines,
			 d->lines == 1 ? "" : "s", d->name, d->lines == 1 ? "was" : "were");
	s->dead.set = false;
	foreign_count_end(&s->foreign);
}

void
dead_sum(struct cli_session *s, struct text *out)
{
	char sentence[FOREIGN_SENTENCE_MAX];
	struct text t = text_of(sentence, sizeof sentence);

	foreign_summary(&s->foreign, &t);
	if (t.len > 0)
		text_add(out, "Info: %s.\n", sentence);
	s->foreign = (struct foreign_count){0};
}

/* A row of the view that was to be entered is no header, although it may look like one. */
static bool
of_the_view(struct cli_session *s, const char *line)
{
	struct cli *c = s->cli;

	if (s->dead.view == 0)
		return false;
	template_begin(&c->matcher);
	conf_offer(c->setup.schema, s->dead.view, &c->matcher);
	template_match(&c->matcher, line, &c->found);
	return c->found.result == TEMPLATE_MATCH;
}

static bool
refuse(struct cli_session *s, const char *line)
{
	struct session_dead *d = &s->dead;

	if (d->function != NULL && foreign_view(line, d->function) != NULL)
		d->depth = 2; /* such views stand beside each other: none is deeper */
	d->lines++;
	if (d->function != NULL)
		foreign_count_add(&s->foreign, d->function);
	return false;
}

static bool
quits(struct cli_session *s, bool inside, struct text *out)
{
	if (s->dead.depth > 1 && (inside || !s->dead.indented))
		s->dead.depth--;
	else
		dead_end(s, out);
	return false;
}

/* A line of a dead view that stands where its header stood, or the view's lines stand nowhere else.
 */
static bool
beside(struct cli_session *s, const char *line, enum dead_line does, const struct cli_io *io)
{
	size_t len;
	bool header = foreign_view(line, NULL) != NULL ||
		      conf_header_meant(s->cli->setup.schema, line, &len) != 0;

	if (does == DEAD_QUITS)
		return quits(s, false, io->out);
	if (does == DEAD_DISPLAYS)
		return true;
	if (does == DEAD_RETURNS || s->dead.indented || (header && !of_the_view(s, line))) {
		dead_end(s, io->out);
		return true;
	}
	if (does == DEAD_COMMITS) {
		session_error(s, io->out,
			      "Nothing is committed in a view that could not be "
			      "entered. Leave it with quit.");
		return false;
	}
	return refuse(s, line);
}

bool
dead_lets(struct cli_session *s, const char *line, enum dead_line does, const struct cli_io *io)
{
	struct session_dead *d = &s->dead;
	size_t indent = strspn(line, " \t");
	bool inside = indent > d->indent;
	const char *words = line + indent;

	if (words[strspn(words, " \t\r")] == '\0' || words[0] == '!')
		return false;
	if (words[0] == '#') {
		if (!inside)
			dead_end(s, io->out);
		return false;
	}
	if (!d->header && !inside) {
		dead_end(s, io->out);
		return true;
	}
	if (!inside)
		return beside(s, words, does, io);
	d->indented = true;
	if (does == DEAD_QUITS && d->header)
		return quits(s, true, io->out);
	if (does == DEAD_QUITS || does == DEAD_RETURNS) {
		dead_end(s, io->out);
		return true;
	}
	return does == DEAD_DISPLAYS || refuse(s, words);
}
