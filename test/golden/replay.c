/* test/golden/replay.c -- reads what was typed, plays it, writes the transcript anew.
 *
 * Nothing printed in the transcript is looked at, and of a prompt only where it ends: the one
 * that is written is the device's, of the session's answer before. A failure is compared with
 * what was printed, and a line that asked for JSON with what JSON is; what does not fit becomes a
 * line `!`. */
#include "test/golden/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/golden/json.h"

enum { LINE_MAX_BYTES = 4096, PRINTED_MAX = 1 << 20, NAME_MAX_BYTES = 32 };

struct player {
	const struct replay_device *device;
	struct text *out;
	unsigned sessions, at; /* opened; the one that is typed in */
	char name[REPLAY_SESSIONS_MAX][NAME_MAX_BYTES];
	struct replay_answer last[REPLAY_SESSIONS_MAX];
	char *printed;
};

/* What was typed in a line that begins with a prompt. */
static const char *
typed(const char *line)
{
	const char *end = NULL;

	if (line[0] == '<')
		end = strchr(line, '>');
	else if (line[0] == '[')
		end = strchr(line, ']');
	if (end != NULL)
		return end + 1;
	end = strrchr(line, ':');
	if (end == NULL)
		end = strrchr(line, ']');
	return end == NULL ? line : end + 1;
}

/* True when one of them says Error. */
static bool
add_lines(struct player *p, const struct text *text)
{
	const char *line = text->p;
	bool error = false;

	while (*line != '\0') {
		size_t len = strcspn(line, "\n");

		error |= strncmp(line, "Error:", 6) == 0 || strncmp(line, "  \"error\":", 10) == 0;
		text_add(p->out, len == 0 ? "|\n" : "| %.*s\n", (int)len, line);
		line += len;
		if (*line == '\n')
			line++;
		else
			text_add(p->out, "! no line end\n");
	}
	if (text->cut)
		text_add(p->out, "! cut\n");
	return error;
}

static void
print_lines(struct player *p, const struct text *text)
{
	bool error = add_lines(p, text);

	if (!p->last[p->at].question && error != p->last[p->at].failed)
		text_add(p->out, error ? "! not failed\n" : "! failed\n");
}

static bool
asks_for_json(const char *command)
{
	static const char ending[] = "| json";
	size_t len = strlen(command), n = sizeof ending - 1;

	return len >= n && strcmp(command + len - n, ending) == 0;
}

static void
type(struct player *p, enum replay_key key, char *line)
{
	struct replay_answer *a = &p->last[p->at];
	struct text printed = text_of(p->printed, PRINTED_MAX);
	const char *command = typed(line);
	size_t len = strlen(command);

	text_add(p->out, "%c %s%s\n", ">?t"[key], a -> prompt, command);
	if (a->closed)
		return;
	if (key == REPLAY_HELP && len > 0 && command[len - 1] == '?')
		line[command - line + (long)len - 1] = '\0';
	a->text = &printed;
	p->device->type(p->device->self, p->at, key, command, a);
	if (key == REPLAY_TAB)
		text_add(p->out, "| \"%s\"\n", printed.p);
	else if (key == REPLAY_HELP)
		a->failed = strstr(printed.p, "Error:") != NULL;
	if (key != REPLAY_TAB)
		print_lines(p, &printed);
	if (asks_for_json(command) && !a->question && !json_valid(printed.p))
		text_add(p->out, "! not JSON\n");
	if (a->closed)
		text_add(p->out, "! closed\n");
}

static void
go_to_session(struct player *p, const char *order)
{
	char name[NAME_MAX_BYTES] = "";
	struct text printed = text_of(p->printed, PRINTED_MAX);
	unsigned i = 0;

	snprintf(name, sizeof name, "%.*s", (int)strcspn(order, " "), order);
	while (i < p->sessions && strcmp(p->name[i], name) != 0)
		i++;
	p->at = i;
	if (i < p->sessions)
		return;
	if (i == REPLAY_SESSIONS_MAX) {
		text_add(p->out, "! too many sessions\n");
		p->at = 0;
		return;
	}
	p->sessions++;
	memcpy(p->name[i], name, sizeof name);
	p->last[i].text = &printed;
	p->device->open(p->device->self, i, strstr(order, " script") == NULL, &p->last[i]);
	print_lines(p, &printed);
}

static void
give_order(struct player *p, const char *order)
{
	struct text printed = text_of(p->printed, PRINTED_MAX);
	bool ok = p->device->order(p->device->self, order, &printed);

	add_lines(p, &printed);
	if (!ok)
		text_add(p->out, "! order failed\n");
}

static void
play_line(struct player *p, char *line)
{
	switch (line[0]) {
	case '>':
		type(p, REPLAY_ENTER, line + 2);
		break;
	case '?':
		type(p, REPLAY_HELP, line + 2);
		break;
	case 't':
		type(p, REPLAY_TAB, line + 2);
		break;
	case '|':
	case '!':
		break;
	case '@':
		text_add(p->out, "%s\n", line);
		if (strncmp(line, "@ session ", 10) == 0)
			go_to_session(p, line + 10);
		else
			give_order(p, line + 2);
		break;
	default:
		text_add(p->out, "%s\n", line);
	}
}

void
replay_play(const struct replay_device *d, const char *transcript, struct text *ret)
{
	struct player p = {.device = d, .out = ret, .printed = malloc(PRINTED_MAX)};
	char line[LINE_MAX_BYTES];

	go_to_session(&p, "main");
	while (*transcript != '\0') {
		size_t len = strcspn(transcript, "\n");

		snprintf(line, sizeof line, "%.*s", (int)len, transcript);
		if (line[0] != '\0' && line[1] == '\0')
			line[2] = '\0';
		play_line(&p, line);
		transcript += len + (transcript[len] == '\n');
	}
	free(p.printed);
}
