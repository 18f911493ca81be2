/* cli/points.c -- see cli/points.h. */
#include "cli/points.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/sealed.h"

static const char title[] = "!Twinlease commit point ";

bool
point_is(const struct point *point, const struct conf *c)
{
	size_t len;
	char *text = sealed_render(c, &len);
	bool same = len == point->len && memcmp(text, point->text, len) == 0;

	memory_free(text);
	return same;
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

/* Its file is to go. */
static void
drop(struct points *p, unsigned i)
{
	if (p->gone_count < POINTS_MAX)
		p->gone[p->gone_count++] = p->list[i].id;
	take_out(p, i);
}

/* The oldest without a label, or the oldest. */
static void
drop_one(struct points *p)
{
	unsigned i = 0;

	while (i < p->count - 1 && p->list[i].label[0] != '\0')
		i++;
	drop(p, i == p->count - 1 ? 0 : i);
}

void
points_drop_oldest(struct points *p, unsigned count)
{
	assert(count < p->count);
	while (count-- > 0)
		drop(p, 0);
}

void
points_label(struct points *p, uint32_t id, const char *label)
{
	for (unsigned i = 0; i < p->count; i++) {
		if (p->list[i].id != id)
			continue;
		snprintf(p->list[i].label, sizeof p->list[i].label, "%s", label);
		p->list[i].unwritten = true;
	}
}

bool
points_news(struct points *p, uint32_t *ret_number, size_t *ret_len)
{
	for (unsigned i = 0; i < p->count; i++) {
		if (!p->list[i].unwritten)
			continue;
		p->list[i].unwritten = false;
		*ret_number = p->list[i].id;
		*ret_len = p->list[i].len + POINT_HEAD_MAX;
		return true;
	}
	return false;
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
	new.unwritten = true;
	new.text = sealed_render(c, &new.len);
	make_room(p, new.len);
	p->bytes += new.len;
	p->list[p->count++] = new;
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

void
point_write(const struct point *point, struct text *t)
{
	size_t place = sealed_begin(t, title);

	write_head(point, t);
	text_bytes(t, point->text, point->len);
	sealed_end(t, place);
}

uint64_t
points_number(const char *digits)
{
	uint64_t number = 0;

	for (; *digits >= '0' && *digits <= '9'; digits++)
		number = number * 10 + (uint64_t)(*digits - '0');
	return number;
}

static const char *
read_head(const char *at, struct point *ret)
{
	uint64_t id, time;

	at = sealed_number(at, "!Id ", &id);
	at = sealed_number(at, "!Time ", &time);
	ret->id = (uint32_t)id;
	ret->wall_us = (int64_t)time;
	at = sealed_line(at, "!Type ", ret->type, sizeof ret->type);
	at = sealed_line(at, "!User ", ret->user, sizeof ret->user);
	at = sealed_line(at, "!Label ", ret->label, sizeof ret->label);
	return sealed_line(at, "!Description ", ret->description, sizeof ret->description);
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
	const char *text = read_head(sealed_open(file, title), &point);

	if (text == NULL || point.id < POINTS_FIRST || point.id != number ||
	    points_find(p, point.id) != NULL)
		return false;
	point.len = strlen(text);
	make_room(p, point.len);
	point.text = memory_new(1, point.len + 1);
	memcpy(point.text, text, point.len);
	insert(p, &point);
	return true;
}
