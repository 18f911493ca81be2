/* history/moment.c -- see history/moment.h. */
#include "history/moment.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "history/entry.h"

#define DAY_MS	  UINT64_C(86400000)
#define MINUTE_MS UINT64_C(60000)
#define SECOND_MS UINT64_C(1000)

enum { YEAR_FIRST = 1970, YEAR_LAST = 9999, MONTHS = 12 };

static bool
is_leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned
days_of_month(unsigned year, unsigned month)
{
	static const uint8_t days[MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

static uint64_t
days_of_year(unsigned year)
{
	return is_leap(year) ? 366 : 365;
}

/* n digits at *at, moved past. */
static bool
digits(const char **at, unsigned n, unsigned *ret)
{
	unsigned value = 0;

	for (unsigned i = 0; i < n; i++) {
		char c = (*at)[i];

		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (unsigned)(c - '0');
	}
	*at += n;
	*ret = value;
	return true;
}

static bool
skip(const char **at, char c)
{
	if (**at != c)
		return false;
	++*at;
	return true;
}

static bool
parse_date(const char **at, uint64_t *ret_ms)
{
	unsigned year, month, day;
	uint64_t days = 0;

	if (!digits(at, 4, &year) || !skip(at, '-') || !digits(at, 2, &month) || !skip(at, '-') ||
	    !digits(at, 2, &day))
		return false;
	if (year < YEAR_FIRST || month < 1 || month > MONTHS || day < 1 ||
	    day > days_of_month(year, month))
		return false;
	for (unsigned y = YEAR_FIRST; y < year; y++)
		days += days_of_year(y);
	for (unsigned m = 1; m < month; m++)
		days += days_of_month(year, m);
	*ret_ms = (days + day - 1) * DAY_MS;
	return true;
}

/* ret_span: how long what was said lasts. */
static bool
parse_time(const char **at, uint64_t *ret_ms, uint64_t *ret_span)
{
	unsigned hour, minute, second = 0;
	bool precise;

	if (!digits(at, 2, &hour) || !skip(at, ':') || !digits(at, 2, &minute))
		return false;
	precise = skip(at, ':');
	if (precise && !digits(at, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*ret_ms = (hour * 60 + minute) * MINUTE_MS + second * SECOND_MS;
	*ret_span = precise ? SECOND_MS : MINUTE_MS;
	return true;
}

bool
history_moment_parse(const char *text, uint64_t now_ms, bool ends, uint64_t *ret_ms)
{
	const char *at = text;
	uint64_t day_ms = now_ms / DAY_MS * DAY_MS, time_ms = 0, span_ms = DAY_MS;
	bool dated = strchr(text, '-') != NULL;

	if (dated && !parse_date(&at, &day_ms))
		return false;
	if ((!dated || skip(&at, 'T')) && !parse_time(&at, &time_ms, &span_ms))
		return false;
	if (*at != '\0')
		return false;
	*ret_ms = day_ms + time_ms + (ends ? span_ms - 1 : 0);
	return true;
}

const char *
history_moment_format(uint64_t ms, char text[HISTORY_MOMENT_TEXT])
{
	struct text t = text_of(text, HISTORY_MOMENT_TEXT);
	uint64_t days = ms / DAY_MS, left_s = ms % DAY_MS / SECOND_MS;
	unsigned year = YEAR_FIRST, month = 1;

	if (ms == 0 || ms == HISTORY_NEVER_MS) {
		text_add(&t, "%s", ms == 0 ? "--" : "unlimited");
		return text;
	}
	while (days >= days_of_year(year) && year < YEAR_LAST)
		days -= days_of_year(year++);
	while (month < MONTHS && days >= days_of_month(year, month))
		days -= days_of_month(year, month++);
	if (days > 30)
		days = 30;
	text_add(&t, "%04u-%02u-%02u %02u:%02u:%02u", year, month, (unsigned)days + 1,
		 (unsigned)(left_s / 3600), (unsigned)(left_s / 60 % 60), (unsigned)(left_s % 60));
	return text;
}
