/* conf/dialect.c -- see conf/dialect.h. A row's words are matched whole and in any case; `*` stands
 * for one word, which goes where the `*` of the same place is in what is written instead; `...` at
 * the end is the rest of the line. */
#include "conf/dialect.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORDS_MAX = 6 };

static const struct {
	const char *theirs, *ours;
} rows[] = {
    {"dns-list ...", "dns-server ..."},
    {"nbns-list ...", "netbios-name-server ..."},
    {"domain-name *", "dns-suffix *"},
    {"lease unlimited", "lease 0 0 0"},
    {"lease day *", "lease *"},
    {"lease day * hour *", "lease * *"},
    {"lease day * hour * minute *", "lease * * *"},
    {"dhcp select global", "dhcp server enable"},
    {"ip pool *", "ip pool * server"},
};

struct word {
	const char *p;
	size_t len;
};

static struct word
next_word(const char **p)
{
	struct word w;

	*p += strspn(*p, " \t");
	w = (struct word){*p, strcspn(*p, " \t")};
	*p += w.len;
	return w;
}

static bool
same(struct word a, struct word b)
{
	return a.len == b.len && strncasecmp(a.p, b.p, a.len) == 0;
}

static bool
is(struct word w, const char *text)
{
	return w.len == strlen(text) && strncmp(w.p, text, w.len) == 0;
}

/* The words of the line that stand for `*` and `...`, in order. */
static bool
fits(const char *line, const char *theirs, struct word ret[WORDS_MAX])
{
	unsigned n = 0;

	for (;;) {
		struct word pattern = next_word(&theirs), have = next_word(&line);

		if (is(pattern, "..."))
			have.len = strlen(have.p);
		if (pattern.len == 0 || have.len == 0)
			return pattern.len == have.len;
		if (is(pattern, "...") || is(pattern, "*"))
			ret[n++] = have;
		else if (!same(pattern, have))
			return false;
		if (is(pattern, "..."))
			return true;
	}
}

static bool
add(char *ret, size_t room, size_t *len, struct word w)
{
	int n = snprintf(ret + *len, room - *len, "%s%.*s", *len > 0 ? " " : "", (int)w.len, w.p);

	if (n < 0 || (size_t)n >= room - *len)
		return false;
	*len += (size_t)n;
	return true;
}

static bool
spell(const char *ours, const struct word values[WORDS_MAX], bool undo, char *ret, size_t room)
{
	size_t len = 0;
	unsigned n = 0;

	if (undo && !add(ret, room, &len, (struct word){"undo", 4}))
		return false;
	for (struct word w = next_word(&ours); w.len > 0; w = next_word(&ours)) {
		if (is(w, "*") || is(w, "..."))
			w = values[n++];
		if (!add(ret, room, &len, w))
			return false;
	}
	return true;
}

bool
dialect_line(const char *line, char *ret, size_t room)
{
	const char *rest = line;
	bool undo = same(next_word(&rest), (struct word){"undo", 4});

	if (undo)
		line = rest;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct word values[WORDS_MAX];

		if (fits(line, rows[i].theirs, values))
			return spell(rows[i].ours, values, undo, ret, room);
	}
	return false;
}
