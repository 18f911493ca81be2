/* show/show.c -- see show/show.h.
 *
 * JSON is printed one member a line, two blanks of indent a level, so that it reads well, can be
 * filtered by lines, and streams. The root object is opened by show_open() and closed by
 * show_close(); an object without a key directly below the root is the root itself, so a display
 * may begin with show_begin(s, NULL) or with a key, and the result is one object either way.
 *
 * Values come from clients and peers too: text replaces control characters, JSON escapes them
 * and replaces what is not UTF-8 (RFC 8259 7, 8.1). */
#include "show/show.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/printable.h"
enum {
	TIME_TEXT = 40,
	NUMBER_TEXT = 24,
	ERROR_TEXT = 512,
	US_PER_SECOND = 1000000,
	S_PER_DAY = 86400
};

static const char error_mark[] = "Error: ";

/* ---- text ---- */

static void
put_clean(struct text *t, const char *value, size_t len)
{
	bool control;

	for (size_t i = 0, n; i < len; i += n) {
		n = printable_next(value + i, &control);
		if (control)
			text_bytes(t, ".", 1);
		else
			text_bytes(t, value + i, n);
	}
}

static void
put_blanks(struct text *t, size_t n)
{
	while (n-- > 0)
		text_bytes(t, " ", 1);
}

/* One %s, with an optional '-' and width; everything else is copied. */
static void
put_format(struct text *t, const char *format, const char *value)
{
	const char *percent = strchr(format, '%');
	const char *p = percent;
	size_t len = strlen(value), width = 0;
	bool left = false;

	assert(percent != NULL);
	text_bytes(t, format, (size_t)(percent - format));
	p++;
	if (*p == '-') {
		left = true;
		p++;
	}
	for (; *p >= '0' && *p <= '9'; p++)
		width = width * 10 + (size_t)(*p - '0');
	assert(*p == 's');
	if (!left && width > len)
		put_blanks(t, width - len);
	put_clean(t, value, len);
	if (left && width > len)
		put_blanks(t, width - len);
	text_bytes(t, p + 1, strlen(p + 1));
}

/* ---- JSON ---- */

static void
put_json_string(struct text *t, const char *value)
{
	const unsigned char *p = (const unsigned char *)value;

	text_bytes(t, "\"", 1);
	while (*p != '\0') {
		size_t n = printable_utf8(p);

		if (n == 0)
			text_add(t, "\\ufffd");
		else if (*p == '"' || *p == '\\')
			text_add(t, "\\%c", *p);
		else if (*p < ' ' || *p == 0x7f)
			text_add(t, "\\u%04x", *p);
		else if (*p == 0xc2 && p[1] < 0xa0)
			text_add(t, "\\u%04x", p[1]);
		else
			text_bytes(t, (const char *)p, n);
		p += n == 0 ? 1 : n;
	}
	text_bytes(t, "\"", 1);
}

/* A comma when something stands before, a new line, the key. */
static void
put_member(struct show *s, const char *key)
{
	text_add(s->out, s->first[s->depth - 1] ? "\n" : ",\n");
	s->first[s->depth - 1] = false;
	put_blanks(s->out, 2 * (size_t)s->depth);
	if (key == NULL)
		return;
	put_json_string(s->out, key);
	text_add(s->out, ": ");
}

static void
enter(struct show *s, const char *bracket)
{
	assert(s->depth < SHOW_DEPTH_MAX);
	text_add(s->out, "%s", bracket);
	s->first[s->depth] = true;
	s->depth++;
}

static void
leave(struct show *s, const char *bracket)
{
	assert(s->depth > 0);
	s->depth--;
	if (!s->first[s->depth]) {
		text_add(s->out, "\n");
		put_blanks(s->out, 2 * (size_t)s->depth);
	}
	text_add(s->out, "%s", bracket);
}

/* ---- events ---- */

void
show_open(struct show *s)
{
	s->depth = 0;
	s->flat = false;
	s->failed = false;
	if (s->json)
		enter(s, "{");
}

void
show_close(struct show *s)
{
	assert(s->depth == (s->json ? 1 : 0));
	if (!s->json)
		return;
	leave(s, "}");
	text_add(s->out, "\n");
}

void
show_begin(struct show *s, const char *key)
{
	if (!s->json)
		return;
	if (key == NULL && s->depth == 1) {
		assert(!s->flat);
		s->flat = true;
		return;
	}
	put_member(s, key);
	enter(s, "{");
}

void
show_end(struct show *s)
{
	if (!s->json)
		return;
	if (s->flat && s->depth == 1)
		s->flat = false;
	else
		leave(s, "}");
}

void
show_list(struct show *s, const char *key)
{
	if (!s->json)
		return;
	put_member(s, key);
	enter(s, "[");
}

void
show_list_end(struct show *s)
{
	if (s->json)
		leave(s, "]");
}

static void
say_error(struct show *s, const char *format, va_list args)
{
	char sentence[ERROR_TEXT];
	struct text t = text_of(sentence, sizeof sentence);

	s->failed = true;
	if (!s->json) {
		text_vadd(s->out, format, args);
		return;
	}
	text_vadd(&t, format + sizeof error_mark - 1, args);
	t.p[strcspn(t.p, "\n")] = '\0';
	put_member(s, "error");
	put_json_string(s->out, t.p);
}

void
show_say(struct show *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (strncmp(format, error_mark, sizeof error_mark - 1) == 0)
		say_error(s, format, args);
	else if (!s->json)
		text_vadd(s->out, format, args);
	va_end(args);
}

/* text: what the text printer shows; json: a JSON value, NULL to quote `text`. */
static void
show_value(struct show *s, const char *key, const char *format, const char *text, const char *json)
{
	if (!s->json) {
		if (format != NULL)
			put_format(s->out, format, text);
		return;
	}
	if (key == NULL)
		return;
	put_member(s, key);
	if (json == NULL)
		put_json_string(s->out, text);
	else
		text_add(s->out, "%s", json);
}

void
show_text(struct show *s, const char *key, const char *format, const char *value)
{
	show_value(s, key, format, value, NULL);
}

void
show_number(struct show *s, const char *key, const char *format, uint64_t value)
{
	char number[NUMBER_TEXT];

	snprintf(number, sizeof number, "%llu", (unsigned long long)value);
	show_value(s, key, format, number, number);
}

void
show_bool(struct show *s, const char *key, const char *format, bool value)
{
	show_value(s, key, format, value ? "YES" : "NO", value ? "true" : "false");
}

void
show_ip(struct show *s, const char *key, const char *format, struct ip4 value)
{
	char ip[IP4_TEXT];

	show_value(s, key, format, ip4_format(value, ip), NULL);
}

void
show_mac(struct show *s, const char *key, const char *format, struct mac value)
{
	char mac[MAC_TEXT];

	show_value(s, key, format, mac_format(value, mac), NULL);
}

/* Day 0 is 1970-01-01; years are counted from March so that a leap day is the last of its year. */
static void
format_date(int64_t day, char *text, size_t size)
{
	int64_t era, of_era, year, of_year, month;

	day += 719468; /* 0000-03-01 */
	era = day / 146097;
	of_era = day % 146097;
	year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	snprintf(text, size, "%04lld-%02lld-%02lld", (long long)(year + era * 400 + (month > 9)),
		 (long long)(month > 9 ? month - 9 : month + 3),
		 (long long)(of_year - (153 * month + 2) / 5 + 1));
}

const char *
show_time_format(uint64_t when_us, int64_t wall_offset_us, char text[SHOW_TIME_TEXT])
{
	int64_t us = (int64_t)when_us + wall_offset_us;
	int64_t s = us / US_PER_SECOND, of_day;
	char date[TIME_TEXT];

	if (when_us == 0 || us < 0) {
		snprintf(text, SHOW_TIME_TEXT, "0000-00-00 00:00:00");
		return text;
	}
	of_day = s % S_PER_DAY;
	format_date(s / S_PER_DAY, date, sizeof date);
	snprintf(text, SHOW_TIME_TEXT, "%.12s %02d:%02d:%02d", date, (int)(of_day / 3600),
		 (int)(of_day / 60 % 60), (int)(of_day % 60));
	return text;
}

void
show_time(struct show *s, const char *key, const char *format, uint64_t when_us)
{
	char text[SHOW_TIME_TEXT];

	show_time_format(when_us, s->wall_offset_us, text);
	show_value(s, key, format, text, when_us == 0 ? "null" : NULL);
}

void
show_none(struct show *s, const char *key, const char *format)
{
	show_value(s, key, format, "--", "null");
}

void
show_text_given(struct show *s, const char *key, const char *format, const char *value)
{
	if (value && value[0] != '\0')
		show_text(s, key, format, value);
	else
		show_none(s, key, NULL);
}
