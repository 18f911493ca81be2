/* test/golden/schema.c -- see test/golden/schema.h. Which display a line is, is asked of a device
 * of its own, so that none of those that play is looked into. */
#include "test/golden/schema.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/manual.h"
#include "node/console.h"
#include "test/golden/json.h"
#include "test/golden/shape.h"
#include "test/rig/rig.h"

enum { ROWS_MAX = 256, PRINTED_MAX = 1 << 20 };

struct display_schema {
	struct rig *rig;
	struct cli *tables;
	struct replay_device inner;
	unsigned count;
	struct seen_display {
		const char *template, *help;
		const void *row;
		struct shape *shape; /* NULL: not seen yet */
	} display[ROWS_MAX];
	bool flawed;
	char *printed;
};

static void
add_display(void *context, const struct manual_command *c)
{
	struct display_schema *s = context;

	if (c->sort != MANUAL_DISPLAY)
		return;
	assert(s->count < ROWS_MAX);
	s->display[s->count++] = (struct seen_display){c->template, c->help, c->row, NULL};
}

struct display_schema *
schema_watch(void)
{
	struct display_schema *s = calloc(1, sizeof *s);
	bool ok;

	assert(s);
	s->printed = malloc(PRINTED_MAX);
	s->rig = rig_new();
	ok = rig_boot(s->rig, 0, "");
	assert(ok && s->printed);
	(void)ok;
	s->tables = console_cli(s->rig->device[0].node);
	manual_each(s->tables, MANUAL_USER_VIEW, add_display, s);
	return s;
}

void
schema_free(struct display_schema *s)
{
	for (unsigned i = 0; i < s->count; i++)
		shape_free(s->display[i].shape);
	rig_free(s->rig);
	free(s->printed);
	free(s);
}

static struct seen_display *
seen(struct display_schema *s, const void *row)
{
	for (unsigned i = 0; i < s->count; i++)
		if (s->display[i].row == row)
			return &s->display[i];
	assert(false);
	return NULL;
}

/* What is printed only of what is not there says nothing of the display. */
static void
look(struct display_schema *s, struct seen_display *d, const char *json)
{
	if (strncmp(json, "{\n  \"error\":", 12) == 0 || json[0] != '{')
		return;
	if (!json_valid(json)) {
		fprintf(stderr, "`%s | json` is not JSON\n", d->template);
		s->flawed = true;
		return;
	}
	if (!d->shape)
		d->shape = shape_new();
	shape_merge(d->shape, json);
}

static void
open_session(void *self, unsigned session, bool interactive, struct replay_answer *ret)
{
	struct display_schema *s = self;

	s->inner.open(s->inner.self, session, interactive, ret);
}

static void
type_too(void *self, unsigned session, enum replay_key key, const char *line,
	 struct replay_answer *ret)
{
	struct display_schema *s = self;
	struct text printed = text_of(s->printed, PRINTED_MAX);
	bool answers = ret->question;
	struct replay_answer again;
	char asked[CLI_LINE_MAX + 16];
	const struct show_row *row;
	size_t len;

	s->inner.type(s->inner.self, session, key, line, ret);
	if (key != REPLAY_ENTER || answers || ret->closed)
		return;
	row = manual_display(s->tables, line, &len);
	if (!row)
		return;
	again = *ret;
	again.text = &printed;
	(void)snprintf(asked, sizeof asked, "%.*s | json", (int)len, line);
	s->inner.type(s->inner.self, session, REPLAY_ENTER, asked, &again);
	look(s, seen(s, row), s->printed);
}

static bool
order(void *self, const char *line, struct text *ret)
{
	struct display_schema *s = self;

	return s->inner.order(s->inner.self, line, ret);
}

struct replay_device
schema_device(struct display_schema *s, const struct replay_device *d)
{
	s->inner = *d;
	return (struct replay_device){s, open_session, type_too, order};
}

bool
schema_print(const struct display_schema *s, FILE *to)
{
	bool whole = !s->flawed, any = false;

	fprintf(to, "{\n \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
		    " \"title\": \"What `| json` of each display of Twinlease holds\",\n"
		    " \"$comment\": \"Written by `make manual UPDATE=1`. A display that cannot be "
		    "made has one member, error: a string.\",\n"
		    " \"$defs\": {");
	for (unsigned i = 0; i < s->count; i++) {
		const struct seen_display *d = &s->display[i];

		if (!d->shape) {
			fprintf(stderr, "no transcript of test/golden shows `%s`\n", d->template);
			whole = false;
			continue;
		}
		fprintf(to, "%s\n  \"%s\": {\n   \"description\": \"%s\",\n", any ? "," : "",
			d->template, d->help);
		shape_print(d->shape, 3, to);
		fprintf(to, "\n  }");
		any = true;
	}
	fprintf(to, "\n }\n}\n");
	return whole;
}
