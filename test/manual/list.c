/* test/manual/list.c -- prints the commands of a device as fields between tabs, for tools/manual.
 *
 *	view	NUMBER	NOUN	LINE THAT ENTERS IT
 *	VIEW	SORT	COMMAND	HELP	DEFAULT	ROW
 *
 * VIEW is the number of the view, `user`, or `|` for filters; SORT is enum manual_sort in words;
 * forms of one row have the same ROW. */
#include <stdio.h>

#include "cli/manual.h"
#include "conf/row_text.h"
#include "node/config/schema.h"
#include "node/console.h"
#include "test/rig/rig.h"

struct listing {
	char view[16];
	const void *row; /* of the command before */
	unsigned rows;
};

static void
print_command(void *context, const struct manual_command *c)
{
	static const char *const sort[] = {"line",    "undo", "enter", "delete",
					   "display", "act",  "filter"};
	struct listing *l = context;
	char text[120];
	struct text otherwise = text_of(text, sizeof text);

	l->rows += c->row != l->row;
	l->row = c->row;
	if (c->sort == MANUAL_LINE)
		row_render_default(c->row, &otherwise);
	printf("%s\t%s\t%s%s%.*s\t%s\t%s\t%u\n", l->view, sort[c->sort], c->prefix ? c->prefix : "",
	       c->prefix ? " " : "", (int)c->length, c->template, c->help, otherwise.p, l->rows);
}

static void
print_views(struct cli *c, struct listing *l)
{
	for (unsigned v = 0; v < schema.count; v++) {
		const struct conf_view *view = &schema.view[v];

		printf("view\t%u\t%s\t%s\n", v, view->noun, view->enter ? view->enter : "");
		snprintf(l->view, sizeof l->view, "%u", v);
		manual_each(c, (int)v, print_command, l);
	}
}

int
main(void)
{
	struct rig *r = rig_new();
	struct listing l = {"user", NULL, 0};
	struct cli *c;

	if (!rig_boot(r, 0, ""))
		return 1;
	c = console_cli(r->device[0].node);
	manual_each(c, MANUAL_USER_VIEW, print_command, &l);
	print_views(c, &l);
	snprintf(l.view, sizeof l.view, "|");
	manual_filters(c, print_command, &l);
	rig_free(r);
	return 0;
}
