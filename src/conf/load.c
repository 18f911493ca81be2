/* conf/load.c -- a file is lines typed in the views that its indentation names.
 *
 * The first line that is not empty says how far the text is indented as a whole, so a block copied
 * with its margin loads as well. A view that cannot be entered swallows its lines: one error, not
 * one per line. */
#include "conf/load.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "base/memory.h"
#include "conf/line.h"
#include "conf/row_text.h"
#include "conf/template_match.h"

enum where { AT_SYSTEM, AT_OBJECT, AT_NOWHERE };

struct loader {
	struct conf *c;
	struct load_errors *errors; /* NULL: they do not matter */
	unsigned line;
	size_t margin;
	bool margin_known;
	enum where where;
	struct conf_path path; /* AT_OBJECT */
	unsigned matcher_view; /* that `inside` was filled for; 0: none yet */
	struct template_matcher system, inside;
	struct template_found found;
	struct conf_reply reply;
};

static void complain(struct loader *l, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
complain(struct loader *l, size_t column, const char *format, ...)
{
	struct load_error *e;
	struct text t;
	va_list args;

	if (!l->errors || l->errors->errors++ >= LOAD_ERRORS_MAX)
		return;
	e = &l->errors->list[l->errors->count++];
	e->line = l->line;
	e->column = (unsigned)column + 1;
	t = text_of(e->message, sizeof e->message);
	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
}

static void
complain_syntax(struct loader *l, const char *line, size_t indent, enum template_result result,
		unsigned column)
{
	const char *word = line + column;
	int len = (int)strcspn(word, " \t\r");

	if (len == 0)
		complain(l, indent + column, "%s.", template_result_text(result));
	else
		complain(l, indent + column, "%s found at '%.*s'.", template_result_text(result),
			 len > 64 ? 64 : len, word);
}

/* The matcher of the view the loader stands in. */
static const struct template_matcher *
matcher(struct loader *l)
{
	if (l->where == AT_SYSTEM)
		return &l->system;
	if (l->matcher_view != l->path.view) {
		template_begin(&l->inside);
		conf_offer(conf_schema(l->c), l->path.view, &l->inside);
		l->matcher_view = l->path.view;
	}
	return &l->inside;
}

/* A line in the view it belongs to; false: it was refused. */
static bool
execute(struct loader *l, const char *line, size_t indent)
{
	struct conf_path at = {0};

	if (l->where == AT_OBJECT)
		at = l->path;
	template_match(matcher(l), line, &l->found);
	if (l->found.result != TEMPLATE_MATCH) {
		complain_syntax(l, line, indent, l->found.result, l->found.column);
		return false;
	}
	conf_apply(l->c, &at, &l->found, &l->reply);
	if (l->reply.incomplete)
		complain_syntax(l, line, indent, TEMPLATE_INCOMPLETE, l->reply.column);
	else if (!l->reply.ok)
		complain(l, indent + l->reply.column, "%s", l->reply.message);
	return l->reply.ok;
}

static bool
enters(const struct template_found *found)
{
	unsigned tag = found->tag & ~0xffu;

	return found->result == TEMPLATE_MATCH && (tag == CONF_TAG_ENTER || tag == CONF_TAG_AGAIN);
}

/* One line without its margin; false at the end of the configuration. */
static bool
take(struct loader *l, const char *line, size_t indent)
{
	if (line[0] == '#' || line[0] == '!') {
		if (indent <= l->margin)
			l->where = AT_SYSTEM;
		return true;
	}
	if (indent > l->margin) {
		if (l->where == AT_SYSTEM)
			complain(l, indent, "The line does not follow a line that enters a view.");
		else if (l->where == AT_OBJECT)
			execute(l, line, indent);
		return true;
	}
	l->where = AT_SYSTEM;
	if (strcmp(line, "return") == 0)
		return false;
	if (!execute(l, line, indent)) {
		l->where = AT_NOWHERE;
	} else if (enters(&l->found)) {
		l->where = AT_OBJECT;
		l->path = l->reply.path;
	}
	return true;
}

/* Cuts the next line out of *text into buffer, without blanks around it; its indentation. */
static size_t
cut_line(const char **text, char buffer[TEMPLATE_LINE_MAX + 2])
{
	const char *begin = *text;
	size_t whole = strcspn(begin, "\n"), indent = 0, len;

	*text = begin + whole + (begin[whole] == '\n');
	while (indent < whole && (begin[indent] == ' ' || begin[indent] == '\t'))
		indent++;
	while (whole > indent && strchr(" \t\r", begin[whole - 1]))
		whole--;
	len = whole - indent;
	if (len > TEMPLATE_LINE_MAX + 1)
		len = TEMPLATE_LINE_MAX + 1;
	memcpy(buffer, begin + indent, len);
	buffer[len] = '\0';
	return indent;
}

/* Runs a text until its end, or until *watch says stop after a line; *text is what follows. False:
 * the text is over, and its last line was not `return`. */
static bool
run(struct loader *l, const char **text, bool (*watch)(const struct loader *l, void *context),
    void *context)
{
	char line[TEMPLATE_LINE_MAX + 2];

	template_begin(&l->system);
	conf_offer(conf_schema(l->c), 0, &l->system);
	while (**text != '\0') {
		size_t indent = cut_line(text, line);

		l->line++;
		if (line[0] == '\0')
			continue;
		if (!l->margin_known) {
			l->margin = indent;
			l->margin_known = true;
		}
		l->found.result = TEMPLATE_EMPTY;
		if (!take(l, line, indent) || (watch && watch(l, context)))
			return true;
	}
	return false;
}

/* Everything that is saved ends with `return`: what does not is a beginning, of which the last line
 * may be one too. Told at the last line that says something. */
static void
complain_cut_off(struct loader *l, const char *text)
{
	size_t len = strlen(text), begin;

	while (len > 0 && strchr(" \t\r\n", text[len - 1]))
		len--;
	begin = len;
	while (begin > 0 && text[begin - 1] != '\n')
		begin--;
	l->line = 1;
	for (size_t i = 0; i < begin; i++)
		l->line += text[i] == '\n';
	complain(l, len - begin, "The file is cut off: it does not end with `return`.");
}

/* A second file behind the first, or lines that somebody added at the end. Told once. */
static void
complain_behind(struct loader *l, const char *rest)
{
	char line[TEMPLATE_LINE_MAX + 2];

	while (*rest != '\0') {
		size_t indent = cut_line(&rest, line);

		l->line++;
		if (line[0] == '\0' || line[0] == '#' || line[0] == '!')
			continue;
		complain(l, indent, "The line stands behind `return`, which ends the file.");
		return;
	}
}

static struct loader *
loader_new(const struct conf_schema *schema, const struct conf_ports *ports)
{
	struct loader *l = memory_new(1, sizeof *l);

	l->c = conf_new(schema, ports);
	return l;
}

struct conf *
load_text(const struct conf_schema *schema, const struct conf_ports *ports, const char *text,
	  struct load_errors *ret)
{
	struct loader *l = loader_new(schema, ports);
	const char *rest = text;
	struct conf *c = l->c;

	ret->errors = ret->count = 0;
	l->errors = ret;
	if (run(l, &rest, NULL, NULL))
		complain_behind(l, rest);
	else
		complain_cut_off(l, text);
	memory_free(l);
	if (ret->errors == 0)
		return c;
	conf_free(c);
	return NULL;
}

/* ---- finding a line again ---- */

struct search {
	const struct conf_error *error;
	unsigned header; /* line that first entered the view */
	unsigned line;	 /* after which the wanted line was there */
};

static bool
has_line(const struct conf *c, const struct conf_path *path, const char *wanted)
{
	const struct conf_object *o = conf_find(c, path);
	const struct conf_view *v = &conf_schema(c)->view[path->view];

	for (unsigned p = 0; o && p < v->parts_count; p++) {
		const void *value = conf_object_part(o, p);
		struct row_item i;

		for (bool more = row_first(v->part[p]->rows, v->part[p]->count, value, &i); more;
		     more = row_next(v->part[p]->rows, v->part[p]->count, value, &i)) {
			char line[ROW_LINE_MAX];
			struct text t = text_of(line, sizeof line);

			row_render(&i, value, &t);
			if (strcmp(line, wanted) == 0)
				return true;
		}
	}
	return false;
}

static bool
watch_for(const struct loader *l, void *context)
{
	struct search *s = context;
	const struct conf_path *path = &s->error->path;
	bool here = l->where == AT_OBJECT ? conf_path_same(&l->path, path) : path->view == 0;

	if (!here || l->found.result != TEMPLATE_MATCH)
		return false;
	if (s->header == 0)
		s->header = l->line;
	if (s->error->line[0] != '\0' && has_line(l->c, path, s->error->line))
		s->line = l->line;
	return s->line != 0;
}

void
load_locate(const struct conf_schema *schema, const struct conf_ports *ports, const char *text,
	    const struct conf_error *error, unsigned *ret_line, unsigned *ret_column)
{
	struct loader *l = loader_new(schema, ports);
	struct search s = {.error = error};
	bool inside;

	run(l, &text, watch_for, &s);
	inside = s.line > 0 && error->path.view != 0;
	*ret_line = s.line ? s.line : s.header ? s.header : 1;
	*ret_column = (unsigned)l->margin + (inside ? 2 : 1);
	conf_free(l->c);
	memory_free(l);
}
