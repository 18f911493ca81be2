/* cli/points.c -- see cli/points.h. */
#include "cli/points.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "conf/load.h"
#include "conf/render.h"

enum { TEXT_FIRST = 64 << 10 };

static const char head[] = "!Twinlease commit point ";

/* ---- texts ---- */

static char *
grow(char *old, size_t len, size_t room)
{
	char *text = memory_new(1, room);

	if (old != NULL)
		memcpy(text, old, len);
	memory_free(old);
	return text;
}

/* The whole configuration as a file. */
static char *
render_whole(const struct conf *c, size_t *ret_len)
{
	size_t room = TEXT_FIRST;
	struct text t = text_of(memory_new(1, room), room);
	uint64_t cursor = 0;

	while (render_current(c, &cursor, &t)) {
		t.p = grow(t.p, t.len + 1, room * 2);
		t.cap = room *= 2;
	}
	*ret_len = t.len;
	return t.p;
}

bool
point_is(const struct point *point, const struct conf *c)
{
	size_t len;
	char *text = render_whole(c, &len);
	bool same = len == point->len && memcmp(text, point->text, len) == 0;

	memory_free(text);
	return same;
}

struct conf *
points_load(const struct conf *like, const char *text, struct text *message)
{
	struct load_errors *e = memory_new(1, sizeof *e);
	struct conf *c = load_text(conf_schema(like), conf_ports(like), text, e);

	if (c == NULL && e->count > 0)
		text_add(message, "Line %u: %s", e->list[0].line, e->list[0].message);
	memory_free(e);
	return c;
}

/* ---- the list ---- */

static void
take_out(struct points *p, unsigned i)
{
	p->bytes -= p->list[i].len;
	memory_free(p->list[i].text);
	p->count--;
	memmove(&p->list[i], &p->list[i + 1], (p->count - i) * sizeof p->list[0]);
}

void
points_free(struct points *p)
{
	while (p->count > 0)
		take_out(p, p->count - 1);
}

/* The oldest without a label, or the oldest; its file is to go. */
static void
drop_one(struct points *p)
{
	unsigned i = 0;

	while (i < p->count - 1 && p->list[i].label[0] != '\0')
		i++;
	if (i == p->count - 1)
		i = 0;
	if (p->gone_count < POINTS_MAX)
		p->gone[p->gone_count++] = p->list[i].id;
	take_out(p, i);
}

static void
make_room(struct points *p, size_t len)
{
	while (p->count == POINTS_MAX || (p->count > 0 && p->bytes + len > POINTS_BYTES_MAX))
		drop_one(p);
}

void
points_add(struct points *p, const struct point *like, const struct conf *c)
{
	struct point new = *like;

	new.id = p->count > 0 ? p->list[p->count - 1].id + 1 : POINTS_FIRST;
	new.text = render_whole(c, &new.len);
	make_room(p, new.len);
	p->bytes += new.len;
	p->list[p->count++] = new;
	p->added = true;
}

const struct point *
points_find(const struct points *p, uint32_t id)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->list[i].id == id)
			return &p->list[i];
	return NULL;
}

const struct point *
points_labelled(const struct points *p, const char *label)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->list[i].label[0] != '\0' && strcmp(p->list[i].label, label) == 0)
			return &p->list[i];
	return NULL;
}

const struct point *
points_back(const struct points *p, unsigned back)
{
	return back < p->count ? &p->list[p->count - 1 - back] : NULL;
}

unsigned
points_labels(const struct points *p)
{
	unsigned count = 0;

	for (unsigned i = 0; i < p->count; i++)
		count += p->list[i].label[0] != '\0';
	return count;
}

const struct point *
points_before(const struct points *p, const struct point *of)
{
	return of > p->list ? of - 1 : NULL;
}

/* ---- files ---- */

static void
write_head(const struct point *point, struct text *t)
{
	text_add(t, "!Id %u\n!Time %" PRId64 "\n!Type %s\n!User %s\n!Label %s\n!Description %s\n",
		 point->id, point->wall_us, point->type, point->user, point->label,
		 point->description);
}

static uint64_t
hash_behind(const char *line)
{
	const char *behind = strchr(line, '\n');

	return behind == NULL ? 0 : hash_bytes(behind + 1, strlen(behind + 1), 0);
}

void
point_write(const struct point *point, struct text *t)
{
	size_t at = t->len + sizeof head - 1;
	char hash[17];

	text_add(t, "%s%016d\n", head, 0);
	write_head(point, t);
	text_bytes(t, point->text, point->len);
	assert(!t->cut);
	snprintf(hash, sizeof hash, "%016" PRIx64, hash_behind(t->p));
	memcpy(t->p + at, hash, 16);
}

uint64_t
points_number(const char *digits)
{
	uint64_t number = 0;

	for (; *digits >= '0' && *digits <= '9'; digits++)
		number = number * 10 + (uint64_t)(*digits - '0');
	return number;
}

/* The rest of the line behind `word`, into ret; where the next line begins, or NULL. */
static const char *
read_line(const char *at, const char *word, char *ret, size_t cap)
{
	size_t skip = strlen(word), len;

	if (at == NULL || strncmp(at, word, skip) != 0)
		return NULL;
	len = strcspn(at + skip, "\n");
	if (at[skip + len] == '\0' || len >= cap)
		return NULL;
	memcpy(ret, at + skip, len);
	ret[len] = '\0';
	return at + skip + len + 1;
}

static const char *
read_head(const char *at, struct point *ret)
{
	char number[24], hash[24];

	at = read_line(at, head, hash, sizeof hash);
	at = read_line(at, "!Id ", number, sizeof number);
	ret->id = at != NULL ? (uint32_t)points_number(number) : 0;
	at = read_line(at, "!Time ", number, sizeof number);
	ret->wall_us = at != NULL ? (int64_t)points_number(number) : 0;
	at = read_line(at, "!Type ", ret->type, sizeof ret->type);
	at = read_line(at, "!User ", ret->user, sizeof ret->user);
	at = read_line(at, "!Label ", ret->label, sizeof ret->label);
	return read_line(at, "!Description ", ret->description, sizeof ret->description);
}

static void
insert(struct points *p, const struct point *point)
{
	unsigned i = p->count;

	while (i > 0 && p->list[i - 1].id > point->id)
		i--;
	memmove(&p->list[i + 1], &p->list[i], (p->count - i) * sizeof p->list[0]);
	p->list[i] = *point;
	p->count++;
	p->bytes += point->len;
}

bool
points_read(struct points *p, uint64_t number, const char *file)
{
	struct point point = {0};
	const char *text = read_head(file, &point);
	char hash[17];

	if (text == NULL || point.id < POINTS_FIRST || point.id != number ||
	    points_find(p, point.id) != NULL)
		return false;
	snprintf(hash, sizeof hash, "%016" PRIx64, hash_behind(file));
	if (strncmp(file + sizeof head - 1, hash, 16) != 0)
		return false;
	point.len = strlen(text);
	make_room(p, point.len);
	point.text = grow(NULL, 0, point.len + 1);
	memcpy(point.text, text, point.len);
	insert(p, &point);
	return true;
}
