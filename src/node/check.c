/* node/check.c -- see node/check.h. */
#include "node/check.h"

#include <string.h>

#include "base/memory.h"
#include "cli/cli.h"
#include "conf/foreign.h"
#include "conf/load.h"
#include "conf/locate.h"
#include "node/bind/pools.h"
#include "node/config/schema.h"
#include "node/config/validate.h"
#include "node/state.h"
#include "vrrp/config.h"

bool
check_room(const struct bind *b, const struct conf *candidate, struct conf_errors *e)
{
	uint64_t bytes;

	if (pools_have_room(b, candidate, &bytes))
		return true;
	conf_errors_in(e, conf_next_of(candidate, VIEW_SYSTEM, NULL), 0);
	conf_error_add(e, NULL,
		       "The IP pools need %llu MB of memory, and the system does not give it.",
		       (unsigned long long)(bytes >> 20));
	return false;
}

static void
say_load_errors(const struct load_errors *e, const char *file, struct text *out)
{
	for (unsigned i = 0; i < e->count; i++) {
		const struct load_error *one = &e->list[i];

		text_add(out, "%s:%u:%u: %s", file, one->line, one->column, one->message);
		if (one->times > 1)
			text_add(out, " (%u times)", one->times);
		text_add(out, "\n");
	}
}

static void
say_left_out(const struct foreign_count *foreign, const char *file, struct text *out)
{
	char text[CONF_MESSAGE_MAX] = "";
	struct text t = text_of(text, sizeof text);

	foreign_summary(foreign, &t);
	if (text[0] != '\0')
		text_add(out, "%s: Warning: Left out: %s.\n", file, text);
}

/* The device keeps neither line: not what was meant, or a leftover. */
static void
say_taken(const struct load_errors *e, const char *file, struct text *out)
{
	if (e->taken == 0)
		return;
	text_add(out, "%s:%u:1: Warning: The line takes away what a line above it says.", file,
		 e->taken_line);
	if (e->taken > 1)
		text_add(out, " (%u times)", e->taken);
	text_add(out, "\n");
}

/* A line of the view was refused: what another line lacks may be what that one says. */
static bool
lacks_a_line(const struct load_errors *load, const struct conf_error *e)
{
	for (unsigned i = 0; i < load->count && e->line[0] != '\0'; i++)
		if (load->list[i].view.view != 0 && conf_path_same(&load->list[i].view, &e->path))
			return true;
	return false;
}

/* What rules between lines say, of what could be read. */
static unsigned
check_rules(const struct conf *c, const struct bind *b, const struct load_errors *load,
	    const struct cli_file *file, struct text *out)
{
	struct conf_errors *e = memory_new(1, sizeof *e);
	struct locate_place place[CONF_ERRORS_MAX];
	unsigned count;

	if (validate_candidate(c, e))
		check_room(b, c, e);
	count = e->errors;
	locate_errors(&schema, conf_ports(c), file->text, e, place);
	for (unsigned i = 0; i < e->count; i++) {
		if (lacks_a_line(load, &e->list[i])) {
			count -= !e->list[i].warning;
			continue;
		}
		text_add(out, "%s:%u:%u: %s%s\n", file->name, place[i].line, place[i].column,
			 e->list[i].warning ? "Warning: " : "", e->list[i].message);
	}
	memory_free(e);
	return count;
}

/* What stands in a file is not for a terminal to carry out. */
static void
make_visible(char *text)
{
	for (; *text != '\0'; text++)
		if (((unsigned char)*text < ' ' && *text != '\n') || *text == 0x7f)
			*text = '.';
}

/* What could be read of it, and what is wrong with it. */
static struct conf *
load(const struct conf_ports *ports, const struct bind *b, struct cli_file *file, struct text *out)
{
	struct load_errors *load = memory_new(1, sizeof *load);
	const struct load_how how = {file->base, file->ignore_foreign};
	struct conf *c = load_what_can_be(&schema, ports, file->text, &how, load);
	size_t before = out->len;

	say_load_errors(load, file->name, out);
	if (file->ignore_foreign)
		say_left_out(&load->foreign, file->name, out);
	file->errors = load->errors;
	if (file->base == NULL) {
		say_taken(load, file->name, out);
		file->errors += check_rules(c, b, load, file, out);
	}
	make_visible(out->p + before);
	memory_free(load);
	return c;
}

bool
check_length(const char *config, const char *file, struct text *errors)
{
	unsigned lines = 0;

	for (const char *at = config; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	if (lines <= CHECK_LINES_MAX)
		return true;
	text_add(errors,
		 "%s: %u lines are too many for a device that serves clients meanwhile: %u at "
		 "most. A start reads more.",
		 file, lines, CHECK_LINES_MAX);
	return false;
}

/* True, and said: it is. */
static bool
is_too_long(struct cli_file *file, struct text *out)
{
	if (check_length(file->text, file->name, out))
		return false;
	file->errors = 1;
	text_add(out, "\n");
	return true;
}

static bool
has_group(const struct conf *c)
{
	const struct conf_object *o = NULL;

	while ((o = schema_next_link(c, o)))
		for (unsigned i = 0; i < VRRP_GROUPS_MAX; i++)
			if (schema_link_vrrp(o)->group[i].set)
				return true;
	return false;
}

/* A file of another device, or one that was never finished, would end the service. */
static void
say_lacks(const struct conf *running, const struct conf *c, const char *file, struct text *out)
{
	const char *lacks[3];
	unsigned count = 0;

	if (has_group(running) && !has_group(c))
		lacks[count++] = "VRRP group";
	if (conf_count(running, VIEW_POOL) > 0 && conf_count(c, VIEW_POOL) == 0)
		lacks[count++] = "IP pool";
	if (conf_count(running, VIEW_RBS) > 0 && conf_count(c, VIEW_RBS) == 0)
		lacks[count++] = "remote backup service";
	for (unsigned i = 0; i < count; i++)
		text_add(out, i == 0 ? "Warning: %s has no %s" : ", %s%s", i == 0 ? file : "no ",
			 lacks[i]);
	if (count > 0)
		text_add(out, "; the running configuration has.\n");
}

struct conf *
check_file(const struct conf *running, const struct bind *b, struct cli_file *file,
	   struct text *out)
{
	struct conf *c = is_too_long(file, out) ? NULL : load(conf_ports(running), b, file, out);

	if (file->errors > 0) {
		conf_free(c);
		return NULL;
	}
	if (file->replaces)
		say_lacks(running, c, file->name, out);
	return c;
}

unsigned
node_check(const char *config, const char *file, unsigned ports_count, const char *const *port,
	   bool foreign, struct text *errors)
{
	struct conf_ports ports = {.any = ports_count == 0};
	struct cli_file whole = {.name = file, .text = config, .ignore_foreign = foreign};

	if (ports_count > 0 && !conf_ports_parse(port, ports_count, &ports)) {
		text_add(errors, "The port map names a port that is none, or too many.\n");
		return 1;
	}
	conf_free(load(&ports, NULL, &whole, errors));
	return whole.errors;
}

bool
node_name(const char *config, char *ret, size_t cap)
{
	struct load_errors *load = memory_new(1, sizeof *load);
	struct conf_ports any = {.any = true};
	struct conf *c = load_text(&schema, &any, config, load);
	bool good = c != NULL;

	if (good) {
		struct text t = text_of(ret, cap);

		text_add(&t, "%s", schema_sysname(c));
	}
	memory_free(load);
	conf_free(c);
	return good;
}

void
check_candidate(void *node, const struct conf *candidate, struct conf_errors *e)
{
	const struct node *n = node;

	if (validate_candidate(candidate, e))
		check_room(n->bind, candidate, e);
}

struct conf *
check_load(void *node, struct cli_file *file, struct text *out)
{
	const struct node *n = node;

	return check_file(n->running, n->bind, file, out);
}
