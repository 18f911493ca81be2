/* linux/pager.c -- see linux/pager.h.
 *
 * Runs in the shell client. It counts screen lines, not lines: a long one takes several. `tail`
 * holds the last line as long as its end has not come, since what follows may make a question of
 * it; the terminal itself is behind the two callbacks, so this file needs none. */
#include "linux/pager.h"

#include <string.h>

static const char more[] = "  ---- More ----";
static const char wipe[] = "\r\033[K";

void
pager_begin(struct pager *p)
{
	p->used = 0;
	p->stopped = false;
	p->tail_len = 0;
	p->tail[0] = '\0';
}

static void
pause_for_key(struct pager *p)
{
	int key;

	p->write(p->owner, more, sizeof more - 1);
	key = p->key(p->owner);
	p->write(p->owner, wipe, sizeof wipe - 1);
	if (key == ' ')
		p->used = 0;
	else if (key == '\n' || key == '\r')
		p->used = p->page - 1;
	else
		p->stopped = true;
}

/* How many screen lines a line takes. */
static unsigned
height(const struct pager *p, size_t len)
{
	return p->columns == 0 || len == 0 ? 1 : (unsigned)((len - 1) / p->columns) + 1;
}

static void
print_line(struct pager *p, const char *text, size_t len)
{
	unsigned lines = height(p, len);

	if (p->page > 0 && p->used > 0 && p->used + lines > p->page)
		pause_for_key(p);
	if (p->stopped)
		return;
	p->write(p->owner, text, len);
	p->write(p->owner, "\n", 1);
	p->used += lines;
}

static void
hold(struct pager *p, const char *text, size_t len)
{
	size_t room = PAGER_TAIL_MAX - p->tail_len;

	if (len > room)
		len = room;
	memcpy(p->tail + p->tail_len, text, len);
	p->tail_len += len;
	p->tail[p->tail_len] = '\0';
}

bool
pager_print(struct pager *p, const char *text, size_t len)
{
	while (len > 0 && !p->stopped) {
		const char *end = memchr(text, '\n', len);
		size_t part = end != NULL ? (size_t)(end - text) : len;

		if (end == NULL || p->tail_len > 0)
			hold(p, text, part);
		if (end == NULL)
			break;
		if (p->tail_len > 0)
			print_line(p, p->tail, p->tail_len);
		else
			print_line(p, text, part);
		p->tail_len = 0;
		p->tail[0] = '\0';
		text += part + 1;
		len -= part + 1;
	}
	return !p->stopped;
}

void
pager_end(struct pager *p)
{
	if (p->tail_len > 0)
		print_line(p, p->tail, p->tail_len);
	p->tail_len = 0;
	p->tail[0] = '\0';
}
