/* conf/locate.c -- see conf/locate.h. */
#include "conf/locate.h"

#include <string.h>

#include "base/memory.h"
#include "conf/loader.h"
#include "conf/render.h"

struct search {
	const struct conf_errors *errors;
	unsigned left; /* that were not found */
	struct locate_place *place;
	unsigned header[CONF_ERRORS_MAX]; /* line that first entered the view */
	bool found[CONF_ERRORS_MAX];
};

/* A line of a list names what it says: another address, another line of the list. So a long list is
 * not printed for each of its lines. */
static bool
is_another(const struct template_found *found, const char *wanted)
{
	const struct row *r = found->row;
	unsigned tag = found->tag & ~0xffu;

	if ((tag != CONF_TAG_SET && tag != CONF_TAG_UNDO) || !r->list.grows)
		return false;
	for (unsigned i = 0; i < found->count; i++)
		if ((found->value[i].kind == TEMPLATE_IP || found->value[i].kind == TEMPLATE_MAC) &&
		    strstr(wanted, found->value[i].text) == NULL)
			return true;
	return false;
}

/* Whether this line put the one there that the error blames. */
static bool
looks_for(const struct loader *l, struct search *s, unsigned n)
{
	const struct conf_error *e = &s->errors->list[n];
	bool here = l->where == AT_OBJECT ? conf_path_same(&l->path, &e->path) : e->path.view == 0;

	if (!here || s->found[n])
		return false;
	if (s->header[n] == 0)
		s->header[n] = l->line;
	return e->line[0] != '\0' && !is_another(&l->found, e->line) &&
	       render_has_line(l->c, &e->path, e->line);
}

static bool
watch_for(const struct loader *l, void *context)
{
	struct search *s = context;

	for (unsigned n = 0; n < s->errors->count && l->found.result == TEMPLATE_MATCH; n++) {
		if (!looks_for(l, s, n))
			continue;
		s->found[n] = true;
		s->place[n].line = l->line;
		s->left--;
	}
	return s->left == 0;
}

void
locate_errors(const struct conf_schema *schema, const struct conf_ports *ports, const char *text,
	      const struct conf_errors *errors, struct locate_place ret[CONF_ERRORS_MAX])
{
	struct search s = {.errors = errors, .left = errors->count, .place = ret};
	struct loader *l;

	if (errors->count == 0)
		return;
	l = loader_new(schema, ports, &(struct load_how){.base = NULL});
	loader_run(l, &text, watch_for, &s);
	for (unsigned n = 0; n < errors->count; n++) {
		bool inside = s.found[n] && errors->list[n].path.view != 0;

		if (!s.found[n])
			ret[n].line = s.header[n] > 0 ? s.header[n] : 1;
		ret[n].column = (unsigned)l->margin + (inside ? 2 : 1);
	}
	conf_free(l->c);
	memory_free(l);
}
