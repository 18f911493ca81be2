/* conf/line.c -- what a view offers, and what its lines do to a configuration.
 *
 * Every row is offered up to three times: its template, its undo, and the whole template behind
 * undo, so that a line of a saved file can be undone by putting a word in front. A port's object
 * exists while something is configured on it and goes with its last line. */
#include "conf/line.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "conf/object.h"
#include "conf/row_text.h"
#include "conf/template_match.h"

/* ---- offers ---- */

static void
offer_part(const struct conf_part *part, unsigned number, struct template_matcher *m)
{
	for (unsigned i = 0; i < part->count; i++) {
		const struct row *r = &part->rows[i];
		struct template_offer set = {.help = r->help, .words = r->words, .row = r},
				      undo = set;

		set.template = r->template;
		set.length = strlen(r->template);
		set.tag = CONF_TAG_SET | number;
		template_add(m, set);
		undo.prefix = "undo";
		undo.tag = CONF_TAG_UNDO | number;
		undo.template = row_undo_template(r, &undo.length);
		if (r->flags & ROW_NEGATED) {
			undo.template = r->template;
			undo.length = strlen(r->template);
		}
		if (!undo.template)
			continue;
		template_add(m, undo);
		if (r->undo || undo.length == strlen(r->template))
			continue;
		undo.length = strlen(r->template); /* the whole line pasted behind undo, too */
		template_add(m, undo);
	}
}

static void
offer_undo(const struct conf_view *v, const char *template, unsigned tag,
	   struct template_matcher *m)
{
	template_add(m, (struct template_offer){.prefix = "undo",
						.template = template,
						.length = strlen(template),
						.help = v->help,
						.row = v,
						.tag = tag});
}

static void
offer_view(const struct conf_view *v, struct template_matcher *m)
{
	template_offer(m, v->enter, v->help, v, CONF_TAG_ENTER);
	if (v->again)
		template_offer(m, v->again, v->help, v, CONF_TAG_AGAIN);
	if (v->undo)
		offer_undo(v, v->undo, CONF_TAG_DELETE, m);
	if (v->batch) {
		template_offer(m, v->batch, v->help, v, CONF_TAG_BATCH);
		offer_undo(v, v->batch, CONF_TAG_BATCH_UNDO, m);
	}
}

void
conf_offer(const struct conf_schema *schema, unsigned view, struct template_matcher *m)
{
	const struct conf_view *v = &schema->view[view];

	assert(view < schema->count);
	for (unsigned i = 0; i < v->parts_count; i++)
		offer_part(v->part[i], i, m);
	for (unsigned i = 1; view == 0 && i < schema->count; i++)
		offer_view(&schema->view[i], m);
}

/* ---- headers ---- */

/* How many characters of a template's first keywords the line has as its first words; 0: not all.
 */
static size_t
leading(const char *line, const char *template)
{
	const char *from = line;

	for (;;) {
		size_t len = strcspn(template, " ");

		if (template[0] == '<' || template[0] == '\0')
			return (size_t)(line - from);
		if (strncasecmp(line, template, len) != 0 ||
		    (line[len] != ' ' && line[len] != '\0'))
			return 0;
		line += len;
		line += strspn(line, " ");
		template += len + (template[len] == ' ');
	}
}

unsigned
conf_header_meant(const struct conf_schema *schema, const char *line, size_t *ret_len)
{
	for (unsigned v = 1; v < schema->count; v++) {
		const struct conf_view *view = &schema->view[v];
		size_t len = leading(line, view->enter);

		if (len > 0 && line[len] != '\0' &&
		    (view->batch == NULL || leading(line, view->batch) == 0)) {
			*ret_len = len;
			return v;
		}
	}
	return 0;
}

/* ---- carrying out ---- */

static void refuse(struct conf_reply *ret, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
refuse(struct conf_reply *ret, const char *format, ...)
{
	struct text t = text_of(ret->message, sizeof ret->message);
	va_list args;

	ret->ok = false;
	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
}

struct conf_path
conf_found_path(const struct conf_schema *schema, const struct template_found *found)
{
	const struct conf_view *v = found->row;
	const struct template_value *key = &found->value[0];
	unsigned view = (unsigned)(v - schema->view);
	struct conf_path path;

	assert(found->count > 0 || v->key == CONF_KEY_NONE);
	switch (v->key) {
	case CONF_KEY_NUMBER:
		return conf_path_number(view, key->number);
	case CONF_KEY_INTERFACE:
		path = conf_path_interface(view, key->interface);
		path.key.blank = key->blank;
		return path;
	case CONF_KEY_NAME:
		return conf_path_name(view, key->text);
	case CONF_KEY_NONE:
		return conf_path_number(view, 0);
	}
	assert(false);
	return (struct conf_path){0};
}

static void
refuse_missing(const struct template_found *found, struct conf_reply *ret)
{
	const struct conf_view *v = found->row;

	if (found->count == 0) {
		refuse(ret, "The %s does not exist.", v->noun);
		return;
	}
	ret->column = found->value[0].column;
	refuse(ret, "The %s %s does not exist.", v->noun, found->value[0].text);
}

/* The values of the line that enters. */
static void
write_line(const struct conf_view *v, struct conf_object *o, const struct template_found *found,
	   struct conf_reply *ret)
{
	struct row_refusal refusal = {.blames = false};

	if (!row_set(v->line, object_part(o, 0), found, &refusal))
		refuse(ret, "%s", refusal.why);
}

static void
enter(struct conf *c, const struct template_found *found, bool create, struct conf_reply *ret)
{
	const struct conf_view *v = found->row;
	struct conf_path path = conf_found_path(c->schema, found);
	struct conf_object *o = object_find(c, &path);

	if (o)
		path = o->path; /* a name keeps the case it was created with */
	if (v->physical) {
		if (!conf_path_valid(c, &path)) {
			refuse_missing(found, ret);
			return;
		}
	} else if (!o) {
		if (!create) {
			ret->incomplete = true;
			ret->column = found->column;
			refuse(ret, "Incomplete command");
			return;
		}
		if (conf_count(c, path.view) >= v->max) {
			refuse(ret, "The number of %ss exceeds the upper limit (%u).", v->noun,
			       v->max);
			return;
		}
		o = object_create(c, &path);
	}
	if (create && v->line)
		write_line(v, o, found, ret);
	if (ret->ok)
		ret->path = path;
}

static void delete (struct conf *c, const struct conf_path *at, const struct template_found *found,
		    struct conf_reply *ret)
{
	struct conf_path path = conf_found_path(c->schema, found);

	if (!object_find(c, &path)) {
		refuse_missing(found, ret);
		return;
	}
	object_delete(c, &path);
	if (conf_path_same(at, &path))
		ret->path = (struct conf_path){0};
}

static void
batch(struct conf *c, const struct conf_path *at, const struct template_found *found, bool create,
      struct conf_reply *ret)
{
	const struct conf_view *v = found->row;
	unsigned view = (unsigned)(v - c->schema->view);

	for (unsigned i = 0; i < found->count; i++) {
		for (uint32_t n = found->value[i].number; n <= found->value[i].last; n++) {
			struct conf_path path = conf_path_number(view, n);

			path.key.batch = true;
			if (create)
				object_create(c, &path);
			else
				object_delete(c, &path);
		}
	}
	if (!conf_path_valid(c, at))
		ret->path = (struct conf_path){0};
}

static void
rewritten_line(struct conf_object *o, const char *line, struct template_matcher *m,
	       struct conf_reply *ret)
{
	struct template_found *found = memory_new(1, sizeof *found);
	struct row_refusal refusal = {.blames = false};
	void *part;
	bool ok;

	template_match(m, line, found);
	assert(found->result == TEMPLATE_MATCH);
	part = object_part(o, found->tag & 0xffu);
	if ((found->tag & ~0xffu) == CONF_TAG_UNDO)
		ok = row_undo(found->row, part, found, &refusal);
	else
		ok = row_set(found->row, part, found, &refusal);
	if (!ok)
		refuse(ret, "%s", refusal.why);
	memory_free(found);
}

static void
rewritten(const struct conf_schema *schema, struct conf_object *o, char *lines,
	  struct conf_reply *ret)
{
	struct template_matcher *m = memory_new(1, sizeof *m);

	template_begin(m);
	conf_offer(schema, o->path.view, m);
	for (char *line = lines, *end; ret->ok && (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		rewritten_line(o, line, m, ret);
	}
	memory_free(m);
}

/* Another device's words become the view's own. Of its lines only the first may be refused. */
static void
rewrite(const struct conf_schema *schema, struct conf_object *o, struct conf_reply *ret)
{
	char bytes[CONF_REWRITE_MAX];
	struct text lines = text_of(bytes, sizeof bytes);

	o->view->rewrite(conf_object_part(o, 0), &lines);
	assert(!lines.cut);
	if (lines.len > 0)
		rewritten(schema, o, bytes, ret);
}

static void
apply_row(struct conf *c, const struct conf_path *at, const struct template_found *found, bool undo,
	  struct conf_reply *ret)
{
	const struct row *r = found->row;
	struct row_refusal refusal = {.blames = false};
	struct conf_object *o;
	void *part;

	if (!conf_path_valid(c, at)) {
		refuse(ret, "The current view has been deleted.");
		return;
	}
	o = object_create(c, at);
	part = object_part(o, found->tag & 0xffu);
	ret->ok = undo ? row_undo(r, part, found, &refusal) : row_set(r, part, found, &refusal);
	if (!ret->ok)
		refuse(ret, "%s", refusal.why);
	else if (o->view->rewrite != NULL && !undo)
		rewrite(c->schema, o, ret);
	if (!ret->ok && refusal.why[0] == '\0')
		row_undo(r, part, found, &refusal);
	if (refusal.blames) {
		ret->wrong = true;
		ret->column = refusal.column;
	}
	if (c->schema->view[at->view].physical && conf_object_empty(o))
		object_delete(c, at);
}

void
conf_apply(struct conf *c, const struct conf_path *at, const struct template_found *found,
	   struct conf_reply *ret)
{
	*ret = (struct conf_reply){.ok = true, .path = *at};
	ret->column = found->count > 0 ? found->value[0].column : 0;
	switch ((enum conf_tag)(found->tag & ~0xffu)) {
	case CONF_TAG_SET:
		apply_row(c, at, found, false, ret);
		return;
	case CONF_TAG_UNDO:
		apply_row(c, at, found, true, ret);
		return;
	case CONF_TAG_ENTER:
		enter(c, found, true, ret);
		return;
	case CONF_TAG_AGAIN:
		enter(c, found, false, ret);
		return;
	case CONF_TAG_DELETE:
		delete (c, at, found, ret);
		return;
	case CONF_TAG_BATCH:
		batch(c, at, found, true, ret);
		return;
	case CONF_TAG_BATCH_UNDO:
		batch(c, at, found, false, ret);
		return;
	case CONF_TAG_END:
		break;
	}
	assert(false);
}
