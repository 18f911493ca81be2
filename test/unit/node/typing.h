/* Types lines into a configuration as a session does, without the session: for tests of rows. */
#ifndef TEST_UNIT_NODE_TYPING_H
#define TEST_UNIT_NODE_TYPING_H

#include "test/check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "conf/line.h"
#include "conf/load.h"
#include "conf/render.h"
#include "conf/template_match.h"
#include "node/config/schema.h"
#include "node/config/validate.h"

enum { TEXT_MAX = 1 << 17 };

struct typing {
	struct conf *c;
	struct conf_path at;
	struct template_matcher matcher;
	struct template_found found;
	struct conf_reply reply;
};

static inline struct typing *
typing_new(void)
{
	struct typing *t = memory_new(1, sizeof *t);
	struct conf_ports any = {.any = true};

	t->c = conf_new(&schema, &any);
	return t;
}

static inline void
typing_free(struct typing *t)
{
	conf_free(t->c);
	memory_free(t);
}

/* One line in the view where typing stands; `quit` goes to the system view. The result: NULL, or
 * what is wrong with it. */
static inline const char *
type(struct typing *t, const char *line)
{
	static char error[CONF_MESSAGE_MAX];

	if (strcmp(line, "quit") == 0) {
		t->at = (struct conf_path){0};
		return NULL;
	}
	template_begin(&t->matcher);
	conf_offer(&schema, t->at.view, &t->matcher);
	template_match(&t->matcher, line, &t->found);
	if (t->found.result != TEMPLATE_MATCH) {
		snprintf(error, sizeof error, "%s at %u", template_result_text(t->found.result),
			 t->found.column);
		return error;
	}
	conf_apply(t->c, &t->at, &t->found, &t->reply);
	if (t->reply.wrong) {
		snprintf(error, sizeof error, "%.200s at %u", t->reply.message, t->reply.column);
		return error;
	}
	if (!t->reply.ok)
		return t->reply.message;
	t->at = t->reply.path;
	return NULL;
}

/* Several lines, parted by `\n`; all are taken. */
static inline void
type_all(struct typing *t, const char *lines)
{
	while (*lines) {
		char line[1024];
		size_t len = strcspn(lines, "\n");
		const char *wrong;

		assert_true(len < sizeof line);
		memcpy(line, lines, len);
		line[len] = '\0';
		wrong = type(t, line);
		if (wrong)
			fail_msg("%s: %s", line, wrong);
		lines += len + (lines[len] == '\n');
	}
}

/* What `display this` prints, without its frame. */
static inline const char *
this_view(const struct typing *t)
{
	static char text[TEXT_MAX];
	struct text out = text_of(text, sizeof text);
	uint64_t cursor = 0;
	char *end;

	assert_false(render_view(t->c, &t->at, &cursor, &out));
	end = text + strlen(text) - strlen("#\nreturn\n");
	assert_string_equal(end, "#\nreturn\n");
	*end = '\0';
	return text;
}

static inline struct conf *
load_all(const char *text)
{
	struct load_errors *errors = memory_new(1, sizeof *errors);
	struct conf_ports any = {.any = true};
	struct conf *c = load_text(&schema, &any, text, errors);

	if (!c)
		fail_msg("%u:%u: %s", errors->list[0].line, errors->list[0].column,
			 errors->list[0].message);
	memory_free(errors);
	return c;
}

static inline const char *
current(const struct conf *c, char text[TEXT_MAX])
{
	struct text t = text_of(text, TEXT_MAX);
	uint64_t cursor = 0;

	while (render_current(c, &cursor, &t))
		assert_true(t.len + 2048 < TEXT_MAX);
	return text;
}

static inline void
read_file(const char *name, char text[TEXT_MAX])
{
	FILE *f = fopen(name, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, TEXT_MAX - 1, f);
	text[n] = '\0';
	fclose(f);
}

#endif
