/* test/golden/double.c -- see test/golden/double.h. */
#include "test/golden/double.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "cli/cli.h"
#include "node/schema.h"

enum { FIRST_SECOND = 1000, SENTENCE_MAX = 200 };

#define WALL_AT_START ((int64_t)1767225600 * 1000000) /* 2026-01-01 00:00:00 */

struct device {
	struct cli *cli;
	struct cli_session *session[REPLAY_SESSIONS_MAX];
	struct conf *running;
	uint64_t now;
	char role[16];
	char refuse[SENTENCE_MAX];
	bool disk_full;
	unsigned resets;
	struct show_table shows;
	struct cli_action_table actions;
	struct conf_errors errors;
	char room[CLI_TEXT_MIN];
};

/* ---- displays, as huawei.md 3.1 and 3.2 print them ---- */

static const struct conf_object *
find(const struct device *d, unsigned view, const char *name)
{
	struct conf_path path = conf_path_name(view, name);

	return conf_find(d->running, &path);
}

static bool
display_profile(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	const struct device *d = subject;
	const struct conf_object *o = find(d, VIEW_RBP, args->word[0]);
	const struct rbp_config *p;
	char vlanif[20];

	(void)cursor;
	(void)now;
	if (o == NULL) {
		show_say(out, "Error: The remote backup profile does not exist.\n");
		return false;
	}
	p = schema_rbp(o);
	snprintf(vlanif, sizeof vlanif, "Vlanif%u", p->vrrp.vlan);
	show_begin(out, "profile");
	show_say(out, " -----------------------------------------------\n");
	show_text(out, "index", " Profile-Index        : %s\n", "0x1000");
	show_text(out, "name", " Profile-Name         : %s\n", conf_object_path(o)->key.name);
	show_text(out, "service", " Service              : %s\n",
		  p->dhcp_server.set ? "dhcp-server " : "");
	show_text(out, "remote_backup_service", " Remote-backup-service: %s\n", p->backup.rbs);
	show_number(out, "backup_id", " Backup-ID            : %s\n", p->backup.id);
	show_text(out, "track_protocol", " track protocol       : %s\n", "VRRP");
	show_number(out, "vrrp_id", " VRRP-ID              : %s\n", p->vrrp.vrid);
	show_text(out, "vrrp_interface", " VRRP-Interface       : %s\n", vlanif);
	show_none(out, "access_control", " Access-Control       : %s\n");
	show_text(out, "state", " State                : %s\n", d->role);
	show_none(out, "peer_state", " Peer State           : %s\n");
	show_say(out, " Interface            :\n");
	show_text(out, "backup_mode", " Backup mode          : %s\n", "hot");
	show_none(out, "slot", " Slot-Number          : %s\n");
	show_none(out, "card", " Card-Number          : %s\n");
	show_none(out, "port", " Port-Number          : %s\n");
	show_end(out);
	return false;
}

static bool
display_service(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	static const char rule[] = "----------------------------------------------------------\n";
	const struct device *d = subject;
	const struct conf_object *o = find(d, VIEW_RBS, args->word[0]);
	const struct rbs_config *c;

	(void)cursor;
	(void)now;
	if (o == NULL) {
		show_say(out, "Error: The remote backup service does not exist.\n");
		return false;
	}
	c = schema_rbs(o);
	show_begin(out, "service");
	show_say(out, "%s", rule);
	show_number(out, "index", " Service-Index    : %s\n", 1);
	show_text(out, "name", " Service-Name     : %s\n", conf_object_path(o)->key.name);
	show_text(out, "tcp_state", " TCP-State        : %s\n", "Connected");
	show_ip(out, "peer", " Peer-ip          : %s\n", c->peer.peer);
	show_ip(out, "source", " Source-ip        : %s\n", c->peer.source);
	show_number(out, "port", " TCP-Port         : %s\n", c->peer.port);
	show_none(out, "track_bfd", " Track-BFD        : %s\n");
	show_none(out, "ssl_policy", " SSL-Policy-Name  : %s\n");
	show_none(out, "ssl_state", " SSL-State        : %s\n");
	show_say(out, "%s", rule);
	show_end(out);
	return false;
}

static const struct show_row show_rows[] = {
    {"display remote-backup-profile <name:1-128>", "One remote backup profile", display_profile},
    {"display remote-backup-service <name:1-32>", "One remote backup service", display_service},
};

static void
reset_statistics(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct device *d = subject;

	(void)args;
	(void)now;
	if (d->resets++ > 0)
		text_add(out, "Error: There is nothing to reset.\n");
}

static const struct cli_action_row action_rows[] = {
    {"reset dhcp server statistics", "Clear the counters of the DHCP server", reset_statistics},
};

/* ---- what a node does ---- */

static bool
refused(struct device *d, const struct conf *candidate)
{
	schema_validate(candidate, &d->errors);
	if (d->refuse[0] != '\0') {
		d->errors.at = (struct conf_path){0};
		conf_error_add(&d->errors, NULL, "%s", d->refuse);
		d->refuse[0] = '\0';
	}
	return d->errors.errors > 0;
}

static void
commit(struct device *d, struct cli_session *s, struct cli_io *io)
{
	struct conf *candidate = cli_commit_take(s), *old = d->running;

	if (refused(d, candidate)) {
		cli_commit_done(s, candidate, &d->errors, io);
		return;
	}
	d->running = candidate;
	cli_running(d->cli, candidate, io->now, io->wall_offset_us);
	conf_free(old);
	cli_commit_done(s, NULL, &d->errors, io);
}

/* Text goes on into one buffer, whatever its length. */
static void
take(struct replay_answer *ret, struct cli_io *io)
{
	text_bytes(ret->text, io->out->p, io->out->len);
	ret->text->cut |= io->out->cut;
	*io->out = text_of(io->out->p, io->out->cap);
}

static void
finish(struct device *d, unsigned session, struct cli_io *io, struct replay_answer *ret)
{
	struct cli_session *s = d->session[session];

	for (;;) {
		take(ret, io);
		if (io->verdict == CLI_MORE)
			cli_more(s, io);
		else if (io->verdict == CLI_COMMIT)
			commit(d, s, io);
		else if (io->verdict == CLI_SAVE)
			cli_save_done(s, !d->disk_full, "No space left on device.", io);
		else
			break;
	}
	ret->question = io->verdict == CLI_QUESTION;
	ret->failed = io->failed;
	ret->closed = io->verdict == CLI_QUIT;
	snprintf(ret->prompt, sizeof ret->prompt, "%s", io->prompt);
	if (!ret->closed)
		return;
	cli_close(s);
	d->session[session] = NULL;
}

static struct cli_io
io_of(struct device *d, struct text *t)
{
	*t = text_of(d->room, sizeof d->room);
	return (struct cli_io){.now = d->now,
			       .wall_offset_us = WALL_AT_START - (int64_t)(FIRST_SECOND * TIME_SEC),
			       .out = t};
}

static void
double_open(void *self, unsigned session, bool interactive, struct replay_answer *ret)
{
	struct device *d = self;
	struct text t;
	struct cli_io io = io_of(d, &t);

	d->session[session] = cli_open(d->cli, interactive, &io);
	finish(d, session, &io, ret);
}

static void
double_type(void *self, unsigned session, enum replay_key key, const char *line,
	    struct replay_answer *ret)
{
	struct device *d = self;
	struct text t;
	struct cli_io io = io_of(d, &t);

	if (key == REPLAY_HELP)
		cli_help(d->session[session], line, &io);
	else if (key == REPLAY_TAB)
		cli_tab(d->session[session], line, &io);
	else
		cli_line(d->session[session], line, &io);
	finish(d, session, &io, ret);
}

static bool
double_order(void *self, const char *order)
{
	struct device *d = self;
	unsigned seconds;

	if (sscanf(order, "wait %u", &seconds) == 1)
		d->now += seconds * TIME_SEC;
	else if (strncmp(order, "role ", 5) == 0)
		snprintf(d->role, sizeof d->role, "%s", order + 5);
	else if (strncmp(order, "refuse ", 7) == 0)
		snprintf(d->refuse, sizeof d->refuse, "%s", order + 7);
	else if (strcmp(order, "disk full") == 0)
		d->disk_full = true;
	else
		return false;
	return true;
}

struct replay_device
double_new(void)
{
	static const char *const port[] = {"GigabitEthernet0/1/1", "GigabitEthernet0/1/2"};
	struct device *d = memory_new(1, sizeof *d);
	struct conf_ports ports;

	assert(conf_ports_parse(port, 2, &ports));
	d->now = FIRST_SECOND * TIME_SEC;
	d->running = conf_new(&schema, &ports);
	snprintf(d->role, sizeof d->role, "Master");
	d->shows = (struct show_table){show_rows, sizeof show_rows / sizeof *show_rows, d};
	d->actions = (struct cli_action_table){action_rows, 1, d};
	d->cli = cli_new(&(struct cli_setup){.schema = &schema,
					     .shows = &d->shows,
					     .shows_count = 1,
					     .actions = &d->actions,
					     .actions_count = 1,
					     .version = "Twinlease 0.1",
					     .sysname = schema_sysname});
	cli_running(d->cli, d->running, d->now, WALL_AT_START - (int64_t)d->now);
	return (struct replay_device){d, double_open, double_type, double_order};
}

void
double_free(struct replay_device *r)
{
	struct device *d = r->self;

	cli_free(d->cli);
	conf_free(d->running);
	memory_free(d);
}
