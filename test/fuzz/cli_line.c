/* Lines, `?`, Tab and the rest of what a client may send, in two sessions of one device: the first
 * byte of a line says which. Commits are refused now and then. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "conf/load.h"
#include "node/config/schema.h"
#include "node/config/validate.h"

static char room[CLI_TEXT_MIN];
static struct text out;
static struct conf_errors errors;

static struct conf *
load(void *subject, struct cli_file *file, struct text *to)
{
	static struct load_errors e;
	const struct load_how how = {file->base, file->ignore_foreign};
	const struct conf_ports any = {.any = true};

	(void)subject;
	(void)to;
	return load_what_can_be(&schema, &any, file->text, &how, &e);
}

static struct conf *
finish(struct cli *c, struct cli_session *s, struct cli_io *io, struct conf *running)
{
	struct conf *candidate;

	if (io->verdict == CLI_READ) {
		out = text_of(room, sizeof room);
		cli_read_done(s, &(struct cli_read){.text = "sysname A\nvlan 7\nreturn\n"}, io);
	}
	if (io->verdict == CLI_LIST) {
		static const struct conf_files files = {1, 3, {{"a.cfg", 7, 9}}};

		out = text_of(room, sizeof room);
		cli_read_done(s, &(struct cli_read){.files = &files}, io);
	}
	if (io->verdict == CLI_STARTUP)
		cli_save_done(s, true, NULL, io);
	for (unsigned i = 0; i < 4 && io->verdict == CLI_MORE; i++) {
		out = text_of(room, sizeof room);
		cli_more(s, io);
	}
	if (io->verdict == CLI_SAVE) {
		static char file[1 << 16];
		struct text t = text_of(file, sizeof file);

		cli_save_text(s, &t);
		cli_save_done(s, !t.cut, "It is too long.", io);
	}
	if (io->verdict != CLI_COMMIT)
		return running;
	candidate = cli_commit_take(s);
	if (!validate_candidate(candidate, &errors)) {
		cli_commit_done(s, candidate, &errors, io);
		return running;
	}
	cli_running(c, candidate, 0, 0);
	conf_free(running);
	cli_commit_done(s, NULL, &errors, io);
	return candidate;
}

static void
type(struct cli_session *s, char *line, struct cli_io *io)
{
	*io = (struct cli_io){.now = 5, .out = &out};
	out = text_of(room, sizeof room);
	if (line[0] == '?')
		cli_help(s, line + 1, io);
	else if (line[0] == '\t')
		cli_tab(s, line + 1, io);
	else if (line[0] == '\r')
		cli_stop(s, io);
	else
		cli_line(s, line + (line[0] == '@'), io);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const port[] = {"GigabitEthernet0/1/1"};
	char *text = calloc(1, len + 1), *end;
	struct cli *c = cli_new(&(struct cli_setup){
	    .schema = &schema, .version = "fuzz", .sysname = schema_sysname, .load = load});
	struct cli_session *session[2];
	struct conf_ports ports;
	struct conf *running;
	struct cli_io io = {.out = &out};

	conf_ports_parse(port, 1, &ports);
	running = conf_new(&schema, &ports);
	cli_running(c, running, 0, 0);
	session[0] = cli_open(c, true, &io);
	session[1] = cli_open(c, false, &io);
	if (len > 0)
		memcpy(text, bytes, len);
	for (char *line = text; line < text + len; line = end + 1) {
		struct cli_session **s = &session[line[0] == '@'];

		end = line + strcspn(line, "\n");
		*end = '\0';
		type(*s, line, &io);
		running = finish(c, *s, &io, running);
		if (io.verdict == CLI_QUIT) {
			cli_close(*s);
			*s = cli_open(c, true, &io);
		}
	}
	cli_free(c);
	conf_free(running);
	free(text);
	return 0;
}
