/* cli/display.c -- one step of a display is one piece.
 *
 * The generator writes into cli->scratch, and the filters send on to io->out what they let pass,
 * so that a display of any length needs no more room. Between two steps only the cursor and the
 * words of the command are kept. Each step looks at what is configured then: another session's
 * commit may come in between, and an interface that is gone ends its display. */
#include "cli/display.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "cli/level.h"
#include "cli/stuck.h"
#include "conf/render.h"
#include "show/fields.h"

#define STUCK_AT (UINT64_C(1) << 63)

enum { CLOCK_MINUTE_S = 60, CLOCK_HOUR_S = 3600, CLOCK_DAY_S = 86400 };

/* ---- running a display ---- */

/* The values outlive the match: they are copied behind each other. */
static void
keep_args(struct session_display *d, const struct template_found *found)
{
	size_t used = 0;

	d->args.count = 0;
	for (unsigned i = 0; i < found->count && d->args.count < SHOW_ARGS_MAX; i++) {
		size_t len = strlen(found->value[i].text) + 1;

		assert(used + len <= sizeof d->words);
		memcpy(d->words + used, found->value[i].text, len);
		d->args.word[d->args.count++] = d->words + used;
		used += len;
	}
}

void
display_keep(struct cli_session *s, const struct show_row *row, const void *subject,
	     const struct template_found *found)
{
	struct session_display *d = &s->display;

	d->row = row;
	d->subject = subject;
	d->cursor = 0;
	d->begun = false;
	keep_args(d, found);
	d->show = (struct show){.out = NULL, .json = d->filters.json};
}

void
display_begin(struct cli_session *s, const struct cli_io *io)
{
	session_go(s, SESSION_DISPLAYING);
	display_step(s, io);
}

void
display_start(struct cli_session *s, const struct show_row *row, const void *subject,
	      const struct template_found *found, const struct cli_io *io)
{
	display_keep(s, row, subject, found);
	display_begin(s, io);
}

void
display_step(struct cli_session *s, const struct cli_io *io)
{
	struct session_display *d = &s->display;
	struct text piece = text_of(s->cli->scratch, sizeof s->cli->scratch);
	bool more;

	d->show.out = &piece;
	d->show.wall_offset_us = io->wall_offset_us;
	if (!d->begun)
		show_open(&d->show);
	d->begun = true;
	d->show.waits = false;
	more = d->row->step(d->subject, &d->args, &d->cursor, io->now, &d->show);
	if (!more)
		show_close(&d->show);
	d->show.out = NULL;
	filter_feed(&d->filters, piece.p, piece.len, io->out);
	s->failed |= d->show.failed;
	if (more)
		return;
	filter_end(&d->filters, io->out);
	session_go(s, SESSION_IDLE);
}

/* ---- configurations ---- */

enum config_kind {
	CONFIG_RUNNING,
	CONFIG_THIS,
	CONFIG_PENDING,
	CONFIG_MERGED,
	CONFIG_CHANGES,
	CONFIG_SAVED,
	CONFIG_UNSAVED
};

static bool
render(const struct cli_session *s, enum config_kind kind, uint64_t *cursor, struct text *t)
{
	const struct conf *running = s->cli->running;

	switch (kind) {
	case CONFIG_RUNNING:
		return render_current(running, cursor, t);
	case CONFIG_THIS:
		return render_view(running, &s->path, cursor, t);
	case CONFIG_PENDING:
		return render_pending(running, session_conf(s), cursor, t);
	case CONFIG_MERGED:
		return render_current(session_conf(s), cursor, t);
	case CONFIG_CHANGES:
		return render_changes(running, session_conf(s), cursor, t);
	case CONFIG_SAVED:
		return render_current(s->cli->saved, cursor, t);
	case CONFIG_UNSAVED:
		return render_changes(s->cli->saved, running, cursor, t);
	}
	assert(false);
	return false;
}

static void
show_line(struct show *out, const char *line)
{
	show_begin(out, NULL);
	show_text(out, "text", "%s\n", line);
	show_end(out);
}

/* Text of whole lines, one event each. */
static void
show_lines(struct show *out, char *lines)
{
	for (char *line = lines, *end; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		assert(end != NULL);
		*end = '\0';
		show_line(out, line);
	}
}

/* Stuck lines follow those that can be carried out; their numbers are cursors from STUCK_AT on. */
static bool
render_stuck(const struct cli_session *s, uint64_t *cursor, struct text *t)
{
	uint64_t i = *cursor - STUCK_AT;

	for (; i < s->stuck.count && t->cap - t->len > 2 * RENDER_ROOM; i++)
		stuck_show(s, (unsigned)i, t);
	*cursor = STUCK_AT + i;
	return i < s->stuck.count;
}

static bool
render_all(const struct cli_session *s, enum config_kind kind, uint64_t *cursor, struct text *t)
{
	if (*cursor < STUCK_AT) {
		if (render(s, kind, cursor, t))
			return true;
		*cursor = STUCK_AT;
	}
	return (kind == CONFIG_PENDING || kind == CONFIG_CHANGES) && render_stuck(s, cursor, t);
}

static bool
show_config(const struct cli_session *s, enum config_kind kind, uint64_t *cursor, struct show *out)
{
	struct text t = text_of(s->cli->lines, sizeof s->cli->lines);
	bool more = render_all(s, kind, cursor, &t);

	show_lines(out, t.p);
	if (!more)
		show_list_end(out);
	return more;
}

static void
say_unsaved(const struct cli_session *s, struct show *out)
{
	char bytes[CLI_FILE_MAX + 64];
	struct text t = text_of(bytes, sizeof bytes);

	session_say_unsaved(s, &t);
	show_say(out, "!It is %s\n", t.p);
}

static bool
display_current(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	const struct cli_session *s = subject;
	char changed[SHOW_TIME_TEXT];

	(void)args;
	(void)now;
	if (*cursor == 0) {
		show_time_format(s->cli->changed_us, s->cli->changed_offset_us, changed);
		show_text(out, "version", "!Software Version %s\n", s->cli->setup.version);
		show_text(out, "updated", "!Last configuration was updated at %s+00:00\n", changed);
		show_bool(out, "saved", NULL, session_is_saved(s));
		if (!session_is_saved(s))
			say_unsaved(s, out);
		show_list(out, "line");
	}
	return show_config(s, CONFIG_RUNNING, cursor, out);
}

static bool
display_saved(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	const struct cli_session *s = subject;

	(void)args;
	(void)now;
	if (*cursor == 0) {
		show_bool(out, "same_as_running", NULL, session_is_saved(s));
		if (!session_is_saved(s))
			show_say(out, "!The running configuration is another one\n");
		show_list(out, "line");
	}
	return show_config(s, CONFIG_SAVED, cursor, out);
}

/* What a restart would undo. */
static bool
display_unsaved(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	(void)args;
	(void)now;
	if (*cursor == 0)
		show_list(out, "line");
	return show_config(subject, CONFIG_UNSAVED, cursor, out);
}

static bool
display_this(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	const struct cli_session *s = subject;

	(void)args;
	(void)now;
	if (*cursor == 0)
		show_list(out, "line");
	if (!s->user)
		return show_config(s, CONFIG_THIS, cursor, out);
	show_line(out, "#");
	show_line(out, "return");
	show_list_end(out);
	return false;
}

static bool
display_pending(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	(void)args;
	(void)now;
	if (*cursor == 0)
		show_list(out, "line");
	return show_config(subject, CONFIG_PENDING, cursor, out);
}

static bool
display_merged(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	       struct show *out)
{
	(void)args;
	(void)now;
	if (*cursor == 0)
		show_list(out, "line");
	return show_config(subject, CONFIG_MERGED, cursor, out);
}

static bool
display_changes(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	(void)args;
	(void)now;
	if (*cursor == 0)
		show_list(out, "line");
	return show_config(subject, CONFIG_CHANGES, cursor, out);
}

/* The view that holds interfaces of this kind, in the running configuration. */
static bool
interface_path(const struct cli_session *s, const char *name, struct conf_path *ret)
{
	const struct conf_schema *schema = s->cli->setup.schema;
	struct interface_name interface;
	struct conf_path path;

	if (!interface_parse(name, &interface))
		return false;
	for (unsigned v = 0; v < schema->count; v++) {
		const struct conf_view *view = &schema->view[v];

		if (view->key != CONF_KEY_INTERFACE || !interface_fits(view->type, interface))
			continue;
		path = conf_path_interface(v, interface);
		if (!conf_path_valid(s->cli->running, &path))
			return false;
		*ret = path;
		return true;
	}
	return false;
}

static bool
display_interface_config(const void *subject, const struct show_args *args, uint64_t *cursor,
			 uint64_t now, struct show *out)
{
	const struct cli_session *s = subject;
	struct text t = text_of(s->cli->lines, sizeof s->cli->lines);
	struct conf_path path;
	bool more;

	(void)now;
	if (!interface_path(s, args->word[0], &path)) {
		if (*cursor == 0)
			show_say(out, "Error: The interface does not exist.\n");
		else
			show_list_end(out);
		return false;
	}
	if (*cursor == 0)
		show_list(out, "line");
	more = render_view(s->cli->running, &path, cursor, &t);
	show_lines(out, t.p);
	if (!more)
		show_list_end(out);
	return more;
}

/* ---- the rest ---- */

static bool
display_history(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	const struct session_history *h = &((const struct cli_session *)subject)->history;

	(void)args;
	(void)now;
	if (*cursor == 0)
		show_list(out, "command");
	for (; *cursor < h->count && out->out->len < SHOW_STEP_MAX / 2; ++*cursor) {
		show_begin(out, NULL);
		show_text(out, "text", "  %s\n",
			  h->line[(h->next + SESSION_HISTORY_MAX - h->count + *cursor) %
				  SESSION_HISTORY_MAX]);
		show_end(out);
	}
	if (*cursor < h->count)
		return true;
	show_list_end(out);
	return false;
}

static bool
display_version(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	const struct cli *c = ((const struct cli_session *)subject)->cli;
	uint64_t up = (now - c->started_us) / TIME_SEC;
	char text[80];

	(void)args;
	(void)cursor;
	show_say(out,
		 "After the Huawei Versatile Routing Platform Software; not made by Huawei.\n");
	show_text(out, "version", "VRP (R) software, Version 8.180 (%s)\n", c->setup.version);
	show_text(out, "sysname", NULL, c->setup.sysname(c->running));
	snprintf(text, sizeof text, "%llu days, %llu hours, %llu minutes",
		 (unsigned long long)(up / CLOCK_DAY_S),
		 (unsigned long long)(up / CLOCK_HOUR_S % 24),
		 (unsigned long long)(up / CLOCK_MINUTE_S % 60));
	show_text(out, NULL, "HUAWEI Twinlease uptime is %s\n", text);
	show_number(out, "uptime_s", NULL, up);
	return false;
}

struct user_line {
	const char *own; /* "+" for the session that asks */
	unsigned number;
	const char *interface, *delay, *type;
};

static const struct show_field user_line[] = {
    SHOW_FIELD(struct user_line, own, NULL, "%s "),
    SHOW_FIELD(struct user_line, number, "session", "%-3s "),
    SHOW_FIELD(struct user_line, interface, "interface", "%-9s "),
    SHOW_FIELD(struct user_line, delay, "idle", "%s  "),
    SHOW_FIELD(struct user_line, type, "type", "%-6s "),
    SHOW_NONE("address", "%-19s "),
    SHOW_WORD("authentication", "%s\n", "pass"),
};

static void
show_user(const struct cli_session *s, unsigned number, bool own, uint64_t now, struct show *out)
{
	unsigned long long idle = (now - s->heard_us) / TIME_SEC;
	char interface[16], delay[16];
	struct user_line line = {own ? "+" : " ", number, interface, delay,
				 s->interactive ? "CLI" : "SCRIPT"};

	snprintf(interface, sizeof interface, "VTY %u", number);
	snprintf(delay, sizeof delay, "%02llu:%02llu:%02llu", idle / CLOCK_HOUR_S % 100,
		 idle / CLOCK_MINUTE_S % 60, idle % CLOCK_MINUTE_S);
	show_begin(out, NULL);
	SHOW_FIELDS(out, user_line, &line);
	show_bool(out, "own", NULL, own);
	show_text(out, "user", "  Username : %-20s", s->name[0] != '\0' ? s->name : "Unspecified");
	show_number(out, "level", "  Level : %s", level_of(s));
	show_text(out, "level_name", " (%s)\n", level_name(level_of(s)));
	show_end(out);
}

static bool
display_users(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	const struct cli_session *s = subject;

	(void)args;
	(void)cursor;
	show_say(out, "  User-Intf     Delay     Type   Network Address     AuthenStatus\n");
	show_list(out, "users");
	for (unsigned i = 0; i < CLI_SESSIONS_MAX; i++)
		if (s->cli->session[i] != NULL)
			show_user(s->cli->session[i], i, s->cli->session[i] == s, now, out);
	show_list_end(out);
	return false;
}

static bool
display_device(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	       struct show *out)
{
	(void)subject;
	(void)args;
	(void)cursor;
	(void)now;
	show_say(out, "Device status:\nSlot  Type       Online   Register    Status\n"
		      "--------------------------------------------------\n");
	show_list(out, "slots");
	show_begin(out, NULL);
	show_number(out, "slot", "%-5s ", 1);
	show_text(out, "type", "%-10s ", "Twinlease");
	show_text(out, "online", "%-8s ", "Present");
	show_text(out, "register", "%-11s ", "Registered");
	show_text(out, "status", "%s\n", "Normal");
	show_end(out);
	show_list_end(out);
	return false;
}

static bool
display_startup(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	const struct cli *c = ((const struct cli_session *)subject)->cli;

	(void)args;
	(void)cursor;
	(void)now;
	show_say(out, "MainBoard :\n");
	show_text(out, "startup", "  Startup saved-configuration file          : %s\n", c->startup);
	show_text(out, "next_startup", "  Next startup saved-configuration file     : %s\n",
		  c->next_startup);
	return false;
}

static bool
display_clock(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	static const char *const day[] = {"Thursday", "Friday",	 "Saturday", "Sunday",
					  "Monday",   "Tuesday", "Wednesday"};
	int64_t wall_s = ((int64_t)now + out->wall_offset_us) / (int64_t)TIME_SEC;

	(void)subject;
	(void)args;
	(void)cursor;
	show_time(out, "time", "%s+00:00\n", now);
	show_text(out, "weekday", "%s\n", day[wall_s < 0 ? 0 : wall_s / CLOCK_DAY_S % 7]);
	show_text(out, "zone", "Time Zone(DefaultZoneName) : %s\n", "UTC");
	return false;
}

const struct show_row display_rows[] = {
    {"display this", "Running configuration of the current view", display_this},
    {"display current-configuration", "Running configuration", display_current},
    {"display current-configuration interface <interface>",
     "Running configuration of one interface", display_interface_config},
    {"display saved-configuration", "Configuration that the device starts with", display_saved},
    {"display saved-configuration changes", "What of the running configuration is not saved",
     display_unsaved},
    {"display configuration candidate", "Changes that are not committed yet", display_pending},
    {"display configuration candidate merge", "What a commit would result in", display_merged},
    {"display configuration candidate changes", "The same as additions and deletions",
     display_changes},
    {"display history-command", "Commands typed in this session", display_history},
    {"display version", "Version and uptime", display_version},
    {"display startup", "Which file the device started with, and will", display_startup},
    {"display clock", "Date and time", display_clock},
    {"display users", "Sessions of the command line", display_users},
    {"display device", "The slots of the device: one", display_device},
};

bool
display_for_everyone(const struct show_row *row)
{
	return row->step == display_history || row->step == display_version ||
	       row->step == display_clock || row->step == display_users;
}

const unsigned display_rows_count = sizeof display_rows / sizeof *display_rows;
