/* Any bytes as the files of commit points and of a trial, as they are and with the hash that
 * belongs to them: one that is taken can be written, and reads as the same. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "cli/cli.h"
#include "cli/sealed.h"
#include "node/config/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 20 };

static const char *const title[] = {"!Twinlease commit point ", "!Twinlease trial "};
static const uint64_t number[] = {1000000001, CLI_POINT_TRIAL};

static struct cli *
device(const struct conf *running)
{
	struct cli *c = cli_new(
	    &(struct cli_setup){.schema = &schema, .version = "fuzz", .sysname = schema_sysname});

	cli_running(c, running, 0, 0);
	return c;
}

/* What a device says of itself that took the file; the news of a trial is its file again. */
static void
take(const char *file, uint64_t of, bool again)
{
	static char written[ROOM];
	struct conf_ports any = {.any = true};
	struct conf *running = conf_new(&schema, &any), *c = NULL;
	struct cli *cli = device(running);
	uint32_t news;
	size_t len;

	if (cli_point_read(cli, of, file)) {
		c = cli_trial_start(cli, running, 1, 0, 0);
		if (c != NULL)
			cli_running(cli, c, 0, 0);
		cli_saved(cli, running);
	}
	while (cli_point_news(cli, &news, &len)) {
		struct text t = text_of(written, sizeof written);

		if (len == 0 || len > sizeof written)
			continue;
		cli_point_write(cli, news, &t);
		assert(t.len <= len);
		if (again)
			take(written, news, false);
	}
	conf_free(cli_trial_deadline(cli) != TIME_NEVER ? cli_trial_back(cli) : NULL);
	cli_free(cli);
	conf_free(c);
	conf_free(running);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char file[ROOM];
	char *text = calloc(1, size + 1);

	if (size > 0)
		memcpy(text, data, size);
	for (unsigned i = 0; i < 2 && size < ROOM / 2; i++) {
		struct text t = text_of(file, sizeof file);
		size_t place = sealed_begin(&t, title[i]);

		text_add(&t, "%s", text);
		sealed_end(&t, place);
		take(text, number[i], true);
		take(file, number[i], true);
	}
	free(text);
	return 0;
}
