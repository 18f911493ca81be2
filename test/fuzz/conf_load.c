/* Any text as a configuration file, as it is and with an end: it is refused with at least one
 * error, or loads; what loaded prints to a text that loads as the same, and every validation error
 * has a line. */
#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "conf/load.h"
#include "conf/locate.h"
#include "conf/render.h"
#include "node/config/schema.h"
#include "node/config/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct conf *c, const char *text)
{
	static char saved[1 << 20];
	struct text t = text_of(saved, sizeof saved);
	struct load_errors *errors = memory_new(1, sizeof *errors);
	struct conf_errors *e = memory_new(1, sizeof *e);
	uint64_t cursor = 0;

	if (!validate_candidate(c, e)) {
		struct locate_place place[CONF_ERRORS_MAX];

		locate_errors(&schema, conf_ports(c), text, e, place);
		for (unsigned i = 0; i < e->count; i++)
			assert(place[i].line > 0 && place[i].column > 0);
	}
	if (!render_current(c, &cursor, &t)) {
		struct conf *again = load_text(&schema, conf_ports(c), saved, errors);

		assert(again && conf_same(c, again));
		conf_free(again);
	}
	memory_free(e);
	memory_free(errors);
}

static void
load(const char *text)
{
	struct conf_ports any = {.any = true};
	struct load_errors *errors = memory_new(1, sizeof *errors);
	struct conf *c = load_text(&schema, &any, text, errors);

	assert((c == NULL) == (errors->errors > 0));
	if (c)
		check(c, text);
	conf_free(c);
	memory_free(errors);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char end[] = "\nreturn\n";
	char *text = memory_new(1, size + sizeof end);

	memcpy(text, data, size);
	load(text);
	memcpy(text + strlen(text), end, sizeof end);
	load(text);
	memory_free(text);
	return 0;
}
