/* test/rig/console.c -- command lines typed on a device of the rig. */
#include "test/rig/inside.h"

#include <string.h>

static void
say(struct rig *r, unsigned device, const struct node_input *in)
{
	struct rig_device *d = &r->device[device];
	struct node_input more = *in;

	d->console_len = 0;
	d->console[0] = '\0';
	d->quit = false;
	d->prompt_kind = NODE_PROMPT_READY;
	rig_step(r, device, in);
	more.u.cli.event = NODE_CLI_MORE;
	while (d->prompt_kind == NODE_PROMPT_MORE)
		rig_step(r, device, &more);
}

const char *
rig_type(struct rig *r, unsigned device, unsigned session, enum node_cli_event event,
	 const char *line)
{
	struct node_input in = {.kind = NODE_IN_CLI};

	in.u.cli.session = session;
	in.u.cli.event = event;
	in.u.cli.line = line;
	say(r, device, &in);
	return r->device[device].console;
}

const char *
rig_open(struct rig *r, unsigned device, unsigned session, bool interactive)
{
	return rig_open_as(r, device, session, interactive, NULL, NULL);
}

const char *
rig_open_as(struct rig *r, unsigned device, unsigned session, bool interactive, const char *user,
	    const char *groups)
{
	struct node_input in = {.kind = NODE_IN_CLI};

	in.u.cli.user = user;
	in.u.cli.groups = groups;
	in.u.cli.root = user && strcmp(user, "root") == 0;

	in.u.cli.session = session;
	in.u.cli.event = NODE_CLI_OPEN;
	in.u.cli.interactive = interactive;
	say(r, device, &in);
	return r->device[device].console;
}

const char *
rig_cli(struct rig *r, unsigned device, const char *line)
{
	if (r->device[device].prompt[0] == '\0')
		rig_open(r, device, 0, false);
	return rig_type(r, device, 0, NODE_CLI_LINE, line);
}
