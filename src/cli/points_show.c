/* cli/points_show.c -- see cli/points_show.h.
 *
 * A cursor holds the number of a point and a place in it: points may come and go between two
 * steps. Changes are made anew for each step, from two texts; nothing is kept in between. */
#include "cli/points_show.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/sealed.h"
#include "cli/session.h"
#include "conf/render.h"

static const char *
moment(const struct point *p, char text[SHOW_TIME_TEXT])
{
	return show_time_format((uint64_t)p->wall_us, 0, text);
}

static void
show_word(struct show *out, const char *key, const char *format, const char *word)
{
	if (word[0] != '\0')
		show_text(out, key, format, word);
	else if (!out->json)
		show_text(out, NULL, format, "-");
	else
		show_none(out, key, NULL);
}

/* "root VTY 0": who, and from where; one that nobody named has the second alone. */
static void
show_user(struct show *out, const char *user)
{
	const char *place = strstr(user, "VTY ");
	char name[POINT_USER_MAX + 1];
	size_t len = place != NULL ? (size_t)(place - user) : strlen(user);

	snprintf(name, sizeof name, "%.*s", (int)(len > 0 && place != NULL ? len - 1 : len), user);
	show_word(out, "user", "        User: %s\n", name);
	show_word(out, "interface", "        User-Intf: %s\n", place != NULL ? place : "");
}

/* ---- the list ---- */

static void
show_line(struct show *out, unsigned place, const struct point *p)
{
	char text[SHOW_TIME_TEXT];

	show_begin(out, NULL);
	show_number(out, NULL, "%-5s", place);
	show_number(out, "id", "%-12s", p->id);
	show_word(out, "label", "%-20s", p->label);
	show_word(out, "user", "%-20s", p->user);
	show_text(out, "time", "%s\n", moment(p, text));
	show_end(out);
}

static void
show_verbose(struct show *out, unsigned place, const struct point *p)
{
	char text[SHOW_TIME_TEXT];

	show_begin(out, NULL);
	show_number(out, NULL, "%s) ", place);
	show_number(out, "id", "CommitId: %s\n", p->id);
	show_word(out, "label", "        Label: %s\n", p->label);
	show_user(out, p->user);
	show_word(out, "type", "        Type: %s\n", p->type);
	show_text(out, "time", "        TimeStamp: %s\n", moment(p, text));
	show_word(out, "description", "        Description: %s\n", p->description);
	show_end(out);
}

static bool
list(const void *subject, unsigned most, bool verbose, uint64_t *cursor, struct show *out)
{
	const struct points *points = &((const struct cli_session *)subject)->cli->points;
	static const char rule[] = "----------------------------------------"
				   "----------------------------------------\n";
	const struct point *p;

	if (*cursor == 0 && !verbose)
		show_say(out, "%s%-5s%-12s%-20s%-20s%s\n%s", rule, "No.", "CommitId", "Label",
			 "User", "TimeStamp", rule);
	if (*cursor == 0)
		show_list(out, "commits");
	for (; out->out->len < SHOW_STEP_MAX / 2; ++*cursor) {
		p = *cursor < most ? points_back(points, (unsigned)*cursor) : NULL;
		if (p == NULL)
			break;
		(verbose ? show_verbose : show_line)(out, (unsigned)*cursor + 1, p);
	}
	if (*cursor < most && points_back(points, (unsigned)*cursor) != NULL)
		return true;
	show_list_end(out);
	if (!verbose)
		show_say(out, "%s", rule);
	return false;
}

static unsigned
most_of(const struct show_args *args)
{
	return args->count > 0 ? (unsigned)points_number(args->word[0]) : POINTS_MAX;
}

static bool
display_list(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	(void)now;
	return list(subject, most_of(args), false, cursor, out);
}

static bool
display_list_verbose(const void *subject, const struct show_args *args, uint64_t *cursor,
		     uint64_t now, struct show *out)
{
	(void)now;
	return list(subject, most_of(args), true, cursor, out);
}

/* ---- what they changed ---- */

/* Text of whole lines, one event each. */
static void
show_lines(struct show *out, char *lines)
{
	for (char *line = lines, *end; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		assert(end != NULL);
		*end = '\0';
		show_begin(out, NULL);
		show_text(out, "text", "%s\n", line);
		show_end(out);
	}
}

static bool
begins_block(const struct point *p, size_t at)
{
	return p->text[at] == '#' && (at == 0 || p->text[at - 1] == '\n');
}

/* Where the blocks of a point begin and end that may not be the same as the other's: *from, *to. */
static void
blocks_apart(const struct point *p, const struct point *other, size_t *from, size_t *to)
{
	size_t least = p->len < other->len ? p->len : other->len, same = 0, tail = 1;

	*from = 0;
	*to = p->len;
	for (; same < least && p->text[same] == other->text[same]; same++)
		if (begins_block(p, same))
			*from = same;
	for (; tail <= least - *from && p->text[p->len - tail] == other->text[other->len - tail];
	     tail++)
		if (begins_block(p, p->len - tail) && begins_block(other, other->len - tail))
			*to = p->len - tail;
}

/* The point's configuration, and of views that the other point has the same, and in the same place,
 * only that they are there: most commits change little of much. */
static struct conf *
load_apart(const struct cli_session *s, const struct point *p, const struct point *other,
	   struct text *message)
{
	char *text = memory_new(1, p->len + 1);
	size_t from, to, len = 0, line;
	struct conf *c;

	blocks_apart(p, other, &from, &to);
	for (size_t at = 0; at < p->len; at += line) {
		line = strcspn(p->text + at, "\n") + 1;
		if (p->text[at] == ' ' && (at < from || at >= to))
			continue;
		memcpy(text + len, p->text + at, line);
		len += line;
	}
	c = sealed_load(s->cli->running, text, message);
	memory_free(text);
	return c;
}

/* The next lines of what the point changed; true: there are more. */
static bool
changes_of(const struct cli_session *s, const struct point *p, uint64_t *place, struct text *t)
{
	const struct point *before = points_before(&s->cli->points, p);
	char bytes[CONF_MESSAGE_MAX];
	struct text message = text_of(bytes, sizeof bytes);
	struct conf *was, *is;
	bool more = false;

	if (before == NULL) {
		text_add(t, "Info: What ran before it is not kept.\n");
		return false;
	}
	was = load_apart(s, before, p, &message);
	is = load_apart(s, p, before, &message);
	if (was != NULL && is != NULL)
		more = render_changes(was, is, place, t);
	else
		text_add(t, "Info: It cannot be read on this device. %s\n", bytes);
	conf_free(was);
	conf_free(is);
	return more;
}

static void
say_point(const struct point *p, struct text *t)
{
	char text[SHOW_TIME_TEXT];

	text_add(t, "Commit changes of commitId %u %s\n", p->id, moment(p, text));
}

/* From the newest to the one with number `last`; *cursor: 0, or number << 32 | place. */
static bool
changes(const struct cli_session *s, uint32_t first, uint32_t last, uint64_t *cursor,
	struct show *out)
{
	const struct points *points = &s->cli->points;
	uint32_t at = *cursor == 0 ? first : (uint32_t)(*cursor >> 32);
	const struct point *p = points_find(points, at);
	struct text t = text_of(s->cli->lines, sizeof s->cli->lines);
	uint64_t place = *cursor & UINT32_MAX;

	if (*cursor == 0)
		show_list(out, "line");
	if (p != NULL) {
		if (place == 0)
			say_point(p, &t);
		if (changes_of(s, p, &place, &t)) {
			*cursor = (uint64_t)at << 32 | place;
			show_lines(out, t.p);
			return true;
		}
		p = points_before(points, p);
	}
	show_lines(out, t.p);
	if (p != NULL && p->id >= last) {
		*cursor = (uint64_t)p->id << 32;
		return true;
	}
	show_list_end(out);
	return false;
}

static uint32_t
number_of(const struct point *p)
{
	return p != NULL ? p->id : 0;
}

static bool
display_changes(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	const struct cli_session *s = subject;
	const struct points *points = &s->cli->points;
	unsigned most = most_of(args);
	const struct point *last = points_back(points, most - 1);

	(void)now;
	return changes(s, number_of(points_back(points, 0)), number_of(last), cursor, out);
}

static bool
does_not_exist(const struct cli_session *s, const struct show_args *args, uint64_t *cursor,
	       struct show *out)
{
	if (points_find(&s->cli->points, most_of(args)) != NULL)
		return false;
	if (*cursor == 0)
		show_say(out, "Error: The commit point does not exist.\n");
	else
		show_list_end(out);
	return true;
}

static bool
display_changes_at(const void *subject, const struct show_args *args, uint64_t *cursor,
		   uint64_t now, struct show *out)
{
	uint32_t id = most_of(args);

	(void)now;
	return !does_not_exist(subject, args, cursor, out) && changes(subject, id, id, cursor, out);
}

static bool
display_changes_since(const void *subject, const struct show_args *args, uint64_t *cursor,
		      uint64_t now, struct show *out)
{
	const struct cli_session *s = subject;

	(void)now;
	return !does_not_exist(s, args, cursor, out) &&
	       changes(s, number_of(points_back(&s->cli->points, 0)), most_of(args), cursor, out);
}

/* What ran then; *cursor is where in the text. */
static bool
display_at(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	   struct show *out)
{
	const struct cli_session *s = subject;
	const struct point *p = points_find(&s->cli->points, most_of(args));
	struct text t = text_of(s->cli->lines, sizeof s->cli->lines);

	(void)now;
	if (does_not_exist(s, args, cursor, out))
		return false;
	if (*cursor == 0)
		show_list(out, "line");
	while (p->text[*cursor] != '\0' && t.cap - t.len > RENDER_ROOM) {
		size_t len = strcspn(p->text + *cursor, "\n") + 1;

		text_bytes(&t, p->text + *cursor, len);
		*cursor += len;
	}
	show_lines(out, t.p);
	if (p->text[*cursor] != '\0')
		return true;
	show_list_end(out);
	return false;
}

const struct show_row points_show_rows[] = {
    {"display configuration commit list", "Commits, the newest first", display_list},
    {"display configuration commit list <int:1-100>", "The newest commits", display_list},
    {"display configuration commit list verbose", "With all that is known of them",
     display_list_verbose},
    {"display configuration commit list verbose <int:1-100>", "The newest with all that is known",
     display_list_verbose},
    {"display configuration commit changes", "What each commit changed", display_changes},
    {"display configuration commit changes last <int:1-80>", "What the newest changed",
     display_changes},
    {"display configuration commit changes at <int:1-4294967295>", "What one commit changed",
     display_changes_at},
    {"display configuration commit changes since <int:1-4294967295>",
     "What a commit and the later ones changed", display_changes_since},
    {"display configuration commit at <int:1-4294967295>", "What ran after a commit", display_at},
};

const unsigned points_show_rows_count = sizeof points_show_rows / sizeof *points_show_rows;
