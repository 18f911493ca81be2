/* Any line, in any view, after any other: it is refused and changes nothing, or taken, and then
 * what is printed loads back as the same. The completions of any beginning stay inside their
 * bounds. */
#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "conf/complete.h"
#include "conf/line.h"
#include "conf/load.h"
#include "conf/render.h"
#include "conf/template_match.h"
#include "node/config/schema.h"
#include "node/config/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_back(const struct conf *c)
{
	static char text[1 << 20];
	struct text t = text_of(text, sizeof text);
	struct load_errors *errors = memory_new(1, sizeof *errors);
	struct conf *again;
	uint64_t cursor = 0;

	if (render_current(c, &cursor, &t)) {
		memory_free(errors);
		return;
	}
	again = load_text(&schema, conf_ports(c), text, errors);
	assert(again && conf_same(c, again));
	conf_free(again);
	memory_free(errors);
}

static void
run(struct conf *c, struct conf_path *at, const char *line)
{
	static struct template_matcher m;
	static struct template_found found;
	static struct template_nexts nexts;
	struct conf_reply reply;
	struct conf *before;

	template_begin(&m);
	conf_offer(&schema, at->view, &m);
	template_complete(&m, line, &nexts);
	assert(nexts.count <= TEMPLATE_NEXT_MAX);
	template_match(&m, line, &found);
	assert(found.column <= strlen(line));
	if (found.result != TEMPLATE_MATCH) {
		if (found.result != TEMPLATE_EMPTY)
			*at = (struct conf_path){0};
		return;
	}
	before = conf_copy(c);
	conf_apply(c, at, &found, &reply);
	assert(reply.ok || conf_same(before, c));
	assert(reply.ok || reply.message[0] != '\0');
	*at = reply.path;
	conf_free(before);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_ports any = {.any = true};
	struct conf *c = conf_new(&schema, &any);
	struct conf_errors *errors = memory_new(1, sizeof *errors);
	struct conf_path at = {0};
	char *text = memory_new(1, size + 1);

	memcpy(text, data, size);
	for (char *line = text; line < text + size; line += strlen(line) + 1) {
		line[strcspn(line, "\n")] = '\0';
		run(c, &at, line);
	}
	check_back(c);
	validate_candidate(c, errors);
	memory_free(errors);
	memory_free(text);
	conf_free(c);
	return 0;
}
