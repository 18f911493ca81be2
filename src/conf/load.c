/* conf/load.c -- a file is lines typed in the views that its indentation names.
 *
 * The line that stands furthest left so far, comments apart, says how far the text is indented as
 * a whole, so a block copied with its margin loads as well. A view that cannot be entered swallows
 * its lines: one error with their number, not one per line. A text in which no line stands further
 * in than another (documents print them so) is taken as it would be typed: each line belongs to the
 * view before it if that knows it. */
#include "conf/load.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "base/memory.h"
#include "conf/dialect.h"
#include "conf/foreign.h"
#include "conf/line.h"
#include "conf/load_line.h"
#include "conf/loader.h"
#include "conf/object.h"
#include "conf/part.h"
#include "conf/template_match.h"

static void complain(struct loader *l, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
complain(struct loader *l, size_t column, const char *format, ...)
{
	struct load_error e = {.line = l->line,
			       .column = (unsigned)column + 1,
			       .times = 1,
			       .view = l->where == AT_OBJECT ? l->path : (struct conf_path){0}};
	struct text t = text_of(e.message, sizeof e.message);
	va_list args;

	l->mistake = 0;
	if (!l->errors)
		return;
	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	l->errors->errors++;
	for (unsigned i = 0; i < l->errors->count; i++) {
		if (strcmp(l->errors->list[i].message, e.message) != 0)
			continue;
		l->errors->list[i].times++;
		return;
	}
	if (l->errors->count == LOAD_ERRORS_MAX)
		return;
	l->errors->list[l->errors->count++] = e;
	l->mistake = l->errors->count;
}

static void
complain_syntax(struct loader *l, const char *line, size_t indent, enum template_result result,
		unsigned column)
{
	const char *word = line + strnlen(line, column);
	int len = (int)strcspn(word, " \t\r");

	if (foreign_here(line) != NULL)
		complain(l, indent + column, "%s found at '%.*s'. %s", template_result_text(result),
			 len > 64 ? 64 : len, word, foreign_here(line));
	else if (len == 0)
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

/* Whether a matched undo may take away what a line above it said. Deleting an object always does.
 */
static bool
may_take(const struct template_found *found)
{
	const struct row *r = found->row;

	return (found->tag & ~0xffu) == CONF_TAG_UNDO && !(r->flags & ROW_NEGATED);
}

/* conf_apply(), and a file that takes back what it says is told of. */
static void
apply(struct loader *l, const struct conf_path *at)
{
	unsigned tag = l->found.tag & ~0xffu, number = l->found.tag & 0xffu;
	struct conf_object *o = may_take(&l->found) ? object_find(l->c, at) : NULL;
	const struct conf_part *part = o ? o->view->part[number] : NULL;
	void *before = o ? memory_new(1, part->size) : NULL;
	bool took = tag == CONF_TAG_DELETE;

	if (o)
		conf_part_copy(part, before, object_part(o, number));
	conf_apply(l->c, at, &l->found, &l->reply);
	if (o) {
		o = object_find(l->c, at);
		took = o == NULL || !conf_part_same(part, before, object_part(o, number));
		conf_part_free(part, before);
		memory_free(before);
	}
	if (!took || !l->reply.ok || !l->errors)
		return;
	if (l->errors->taken++ == 0)
		l->errors->taken_line = l->line;
}

/* Matches a line in the view the loader stands in, or as another device says it. A pool of those is
 * made by the words that only enter one here. */
static void
match_here(struct loader *l, const char *line)
{
	char ours[TEMPLATE_LINE_MAX + 1];

	template_match(matcher(l), line, &l->found);
	if (l->found.result == TEMPLATE_MATCH && (l->found.tag & ~0xffu) != CONF_TAG_AGAIN)
		return;
	if (!dialect_line(line, ours, sizeof ours))
		return;
	template_match(matcher(l), ours, &l->found);
	if (l->found.result != TEMPLATE_MATCH)
		template_match(matcher(l), line, &l->found);
}

/* A line of many at once costs as much as all of them: a text is as short as its lines do. */
static bool
is_crowded(struct loader *l)
{
	unsigned tag = l->found.tag & ~0xffu;

	for (unsigned i = 0; i < l->found.count; i++)
		if (tag == CONF_TAG_BATCH || tag == CONF_TAG_BATCH_UNDO)
			l->batched += l->found.value[i].last - l->found.value[i].number + 1;
	return l->batched > LOAD_BATCHED_MAX;
}

/* A matched line in the view it belongs to; false: it was refused. */
static bool
execute(struct loader *l, const char *line, size_t indent)
{
	struct conf_path at = l->where == AT_OBJECT ? l->path : (struct conf_path){0};

	if (l->found.result != TEMPLATE_MATCH) {
		complain_syntax(l, line, indent, l->found.result, l->found.column);
		return false;
	}
	if (is_crowded(l)) {
		complain(l, indent,
			 "Lines of many at once in this text make and take away more than %u.",
			 (unsigned)LOAD_BATCHED_MAX);
		return false;
	}
	apply(l, &at);
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

/* The function of a line that was not known, NULL: it is a mistake. */
static const char *
function_of(const struct loader *l, const char *line)
{
	const struct conf_view *v = &conf_schema(l->c)->view[l->path.view];

	if (l->where == AT_SYSTEM)
		return foreign_line(line, FOREIGN_SYSTEM);
	return foreign_line(line, v->key == CONF_KEY_INTERFACE ? FOREIGN_INTERFACE : FOREIGN_OTHER);
}

static void
note_foreign(struct loader *l, const char *function)
{
	if (!l->errors)
		return;
	if (l->errors->foreign.lines == 0)
		l->foreign_line = l->line;
	foreign_count_add(&l->errors->foreign, function);
}

static bool
of_a_terminal(struct loader *l, const char *line, size_t indent)
{
	const char *why = load_line_captured(line);

	if (why != NULL)
		complain(l, indent, "%s", why);
	return why != NULL;
}

static bool
is_idle(const struct loader *l, const char *line)
{
	const char *idle = conf_schema(l->c)->view[l->path.view].idle;

	return l->where == AT_OBJECT && idle != NULL && strcmp(line, idle) == 0;
}

/* A line in the view the loader stands in; false: it was refused, whoever's it is. */
static bool
take_here(struct loader *l, const char *line, size_t indent)
{
	const char *function;

	l->function = NULL;
	l->refused = indent;
	if (of_a_terminal(l, line, indent))
		return false;
	if (is_idle(l, line)) {
		l->refused = SIZE_MAX;
		return true;
	}
	match_here(l, line);
	if (l->found.result != TEMPLATE_MATCH && (function = function_of(l, line)) != NULL) {
		l->function = function;
		note_foreign(l, function);
		return false;
	}
	if (l->errors)
		foreign_count_end(&l->errors->foreign);
	if (!execute(l, line, indent))
		return false;
	l->refused = SIZE_MAX;
	return true;
}

/* What stands below a header that was refused. */
static void
swallow(struct loader *l)
{
	if (l->function != NULL)
		note_foreign(l, l->function);
	else
		l->swallowed++;
}

/* The end of what was swallowed is told with its header. */
static void
end_swallowing(struct loader *l)
{
	struct load_error *e;
	struct text t;
	size_t len;

	if (l->swallowed > 0 && l->mistake > 0 && l->errors) {
		e = &l->errors->list[l->mistake - 1];
		len = strlen(e->message);
		t = text_of(e->message + len, sizeof e->message - len);
		text_add(&t, " %u line%s below it %s not looked at.", l->swallowed,
			 l->swallowed == 1 ? "" : "s", l->swallowed == 1 ? "was" : "were");
	}
	l->swallowed = 0;
	l->mistake = 0;
}

/* A line further in than the margin. */
static void
take_inside(struct loader *l, const char *line, size_t indent)
{
	if (l->where == AT_NOWHERE || (l->refused != SIZE_MAX && indent > l->refused)) {
		swallow(l);
	} else if (l->where == AT_OBJECT) {
		end_swallowing(l);
		take_here(l, line, indent);
	} else {
		template_match(&l->system, line, &l->found);
		if (l->fresh && (function_of(l, line) != NULL ||
				 (l->found.result == TEMPLATE_MATCH && !enters(&l->found))))
			take_here(l, line, indent);
		else if (!of_a_terminal(l, line, indent))
			complain(l, indent, "The line does not follow a line that enters a view.");
	}
}

/* Of a flat text: whether the line means to enter a view, ours (then *ret_view) or not. */
static bool
is_header(const struct loader *l, const char *line, unsigned *ret_view)
{
	size_t len;

	*ret_view = conf_header_meant(conf_schema(l->c), line, &len);
	return *ret_view != 0 || foreign_view(line, NULL) != NULL;
}

/* A line of a flat text below a header that was refused; false: it leaves that view. */
static bool
is_swallowed(struct loader *l, const char *line)
{
	unsigned view;

	if (l->function != NULL && foreign_view(line, l->function) != NULL)
		return true;
	if (!is_header(l, line, &view))
		return true;
	if (l->meant == 0)
		return false;
	template_begin(&l->inside);
	conf_offer(conf_schema(l->c), l->meant, &l->inside);
	l->matcher_view = l->meant;
	template_match(&l->inside, line, &l->found);
	return l->found.result == TEMPLATE_MATCH;
}

/* A line of a flat text that no view knows: a header ends the view before it. */
static void
refuse_flat(struct loader *l, const char *line, size_t indent)
{
	unsigned view;
	bool header =
	    is_header(l, line, &view) && (l->where == AT_SYSTEM || function_of(l, line) == NULL);

	if (header)
		l->where = AT_SYSTEM;
	take_here(l, line, indent);
	if (!header)
		return;
	l->where = AT_NOWHERE;
	l->meant = view;
}

/* A line of a flat text, which is not its end. */
static void
take_flat(struct loader *l, const char *line, size_t indent)
{
	if (l->where == AT_NOWHERE && is_swallowed(l, line)) {
		swallow(l);
		return;
	}
	end_swallowing(l);
	if (l->where == AT_NOWHERE)
		l->where = AT_SYSTEM;
	if (l->where == AT_OBJECT) {
		template_match(matcher(l), line, &l->found);
		if (l->found.result == TEMPLATE_MATCH || is_idle(l, line)) {
			take_here(l, line, indent);
			return;
		}
	}
	template_match(&l->system, line, &l->found);
	if (l->found.result != TEMPLATE_MATCH) {
		refuse_flat(l, line, indent);
		return;
	}
	l->where = AT_SYSTEM;
	if (!take_here(l, line, indent)) {
		if (is_header(l, line, &l->meant))
			l->where = AT_NOWHERE;
	} else if (enters(&l->found)) {
		l->where = AT_OBJECT;
		l->path = l->reply.path;
	}
}

/* A line at the left; false at the end of the configuration. */
static bool
take_left(struct loader *l, const char *line, size_t indent)
{
	bool inside = l->where == AT_OBJECT, theirs;

	end_swallowing(l);
	if (inside)
		template_match(matcher(l), line, &l->found);
	theirs = inside && l->found.result == TEMPLATE_MATCH;
	l->where = AT_SYSTEM;
	l->fresh = false;
	if (strcmp(line, "return") == 0)
		return false;
	template_match(&l->system, line, &l->found);
	if (theirs && l->found.result != TEMPLATE_MATCH) {
		complain(l, indent,
			 "A line of a view stands one blank further in than the line that "
			 "enters it.");
		l->where = AT_OBJECT;
	} else if (!take_here(l, line, indent)) {
		l->where = AT_NOWHERE;
	} else if (enters(&l->found)) {
		l->where = AT_OBJECT;
		l->path = l->reply.path;
	}
	return true;
}

static void
take_comment(struct loader *l, const char *line, size_t indent)
{
	if (indent > l->margin)
		return;
	end_swallowing(l);
	l->where = AT_SYSTEM;
	l->refused = SIZE_MAX;
	l->fresh = line[0] == '#' || l->fresh;
	if (line[0] == '#' && l->errors)
		foreign_count_end(&l->errors->foreign);
}

/* One line without its margin; false at the end of the configuration. */
static bool
take(struct loader *l, const char *line, size_t indent)
{
	if (line[0] == '#' || line[0] == '!') {
		take_comment(l, line, indent);
		return true;
	}
	if (!l->margin_known || indent < l->margin)
		l->margin = indent;
	l->margin_known = true;
	if (l->flat && strcmp(line, "return") != 0) {
		take_flat(l, line, indent);
		return true;
	}
	if (indent <= l->margin)
		return take_left(l, line, indent);
	take_inside(l, line, indent);
	return true;
}

bool
loader_run(struct loader *l, const char **text, loader_watch *watch, void *context)
{
	static const char bom[] = "\xef\xbb\xbf";
	char line[TEMPLATE_LINE_MAX + 2];

	template_begin(&l->system);
	conf_offer(conf_schema(l->c), 0, &l->system);
	l->refused = SIZE_MAX;
	l->fresh = true;
	if (strncmp(*text, bom, sizeof bom - 1) == 0)
		*text += sizeof bom - 1;
	l->flat = load_line_flat(*text);
	while (**text != '\0') {
		size_t indent = load_line_cut(text, line);

		l->line++;
		if (line[0] == '\0')
			continue;
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
	size_t column;

	end_swallowing(l);
	l->line = load_line_last(text, &column);
	complain(l, column, "The file is cut off: it does not end with `return`.");
}

/* A second file behind the first, or lines that somebody added at the end. Told once. */
static void
complain_behind(struct loader *l, const char *rest)
{
	size_t indent;
	unsigned lines = load_line_said(rest, &indent);

	if (lines == 0)
		return;
	l->line += lines;
	complain(l, indent, "The line stands behind `return`, which ends the file.");
}

struct loader *
loader_new(const struct conf_schema *schema, const struct conf_ports *ports,
	   const struct load_how *how)
{
	struct loader *l = memory_new(1, sizeof *l);

	l->c = how->base != NULL ? conf_copy(how->base) : conf_new(schema, ports);
	l->leave_out = how->leave_out;
	return l;
}

/* What is not left out is refused: nothing is dropped without a word. */
static void
complain_foreign(struct loader *l)
{
	char text[CONF_MESSAGE_MAX];
	struct text t = text_of(text, sizeof text);

	if (l->leave_out || l->errors->foreign.lines == 0)
		return;
	l->line = l->foreign_line;
	foreign_summary(&l->errors->foreign, &t);
	complain(l, 0, "%s.", text);
}

struct conf *
load_what_can_be(const struct conf_schema *schema, const struct conf_ports *ports, const char *text,
		 const struct load_how *how, struct load_errors *ret)
{
	struct loader *l = loader_new(schema, ports, how);
	const char *rest = text;
	struct conf *c = l->c;

	memset(ret, 0, sizeof *ret);
	l->errors = ret;
	if (loader_run(l, &rest, NULL, NULL))
		complain_behind(l, rest);
	else
		complain_cut_off(l, text);
	complain_foreign(l);
	memory_free(l);
	return c;
}

struct conf *
load_text(const struct conf_schema *schema, const struct conf_ports *ports, const char *text,
	  struct load_errors *ret)
{
	static const struct load_how how;
	struct conf *c = load_what_can_be(schema, ports, text, &how, ret);

	if (ret->errors == 0)
		return c;
	conf_free(c);
	return NULL;
}
