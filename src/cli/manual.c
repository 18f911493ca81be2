/* cli/manual.c -- reads what cli/command.c offers, by its tags. */
#include "cli/manual.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/pipe.h"
#include "conf/template_match.h"

static enum manual_sort
sort_of(unsigned tag)
{
	switch (tag & COMMAND_TAG_KIND) {
	case CONF_TAG_SET:
		return MANUAL_LINE;
	case CONF_TAG_UNDO:
		return MANUAL_UNDO;
	case CONF_TAG_ENTER:
	case CONF_TAG_AGAIN:
	case CONF_TAG_BATCH:
		return MANUAL_ENTER;
	case CONF_TAG_DELETE:
	case CONF_TAG_BATCH_UNDO:
		return MANUAL_DELETE;
	case COMMAND_SHOW:
	case COMMAND_SHOW_OWN:
	case COMMAND_SHOW_FILE:
		return MANUAL_DISPLAY;
	case COMMAND_FILTER:
		return MANUAL_FILTER;
	default:
		return MANUAL_ACT;
	}
}

static void
hand_over(const struct template_matcher *m,
	  void (*one)(void *context, const struct manual_command *command), void *context)
{
	for (unsigned i = 0; i < m->count; i++) {
		const struct template_offer *o = &m->offer[i];

		one(context, &(struct manual_command){sort_of(o->tag), o->prefix, o->template,
						      o->length ? o->length : strlen(o->template),
						      o->help, o->row});
	}
}

void
manual_each(struct cli *c, int view,
	    void (*one)(void *context, const struct manual_command *command), void *context)
{
	if (view == MANUAL_USER_VIEW)
		command_offer(c, COMMAND_USER, 0);
	else
		command_offer(c, COMMAND_VIEW, (unsigned)view);
	hand_over(&c->matcher, one, context);
}

void
manual_filters(struct cli *c, void (*one)(void *context, const struct manual_command *command),
	       void *context)
{
	pipe_offer(c);
	hand_over(&c->matcher, one, context);
}

const struct show_row *
manual_display(struct cli *c, const char *line, size_t *ret_len)
{
	const char *pipe = pipe_of(line);
	char command[CLI_LINE_MAX + 1];

	*ret_len = pipe ? (size_t)(pipe - line) : strlen(line);
	snprintf(command, sizeof command, "%.*s", (int)*ret_len, line);
	command_offer(c, COMMAND_USER, 0);
	template_match(&c->matcher, command, &c->found);
	if (c->found.result != TEMPLATE_MATCH || sort_of(c->found.tag) != MANUAL_DISPLAY)
		return NULL;
	return c->found.row;
}
