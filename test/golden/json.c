/* test/golden/json.c -- see test/golden/json.h. A reader for each rule of RFC 8259: it returns
 * the end of what it read, NULL when that is not there; NULL in gives NULL out. */
#include "test/golden/json.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

enum { DEPTH_MAX = 32, MEMBERS_MAX = 256 };

static const char *value(const char *p, unsigned depth);

static const char *
blanks(const char *p)
{
	return p ? p + strspn(p, " \t\r\n") : NULL;
}

static const char *
word(const char *p, const char *word)
{
	return p && strncmp(p, word, strlen(word)) == 0 ? p + strlen(word) : NULL;
}

static const char *
escape(const char *p)
{
	if (*p != 'u')
		return *p != '\0' && strchr("\"\\/bfnrt", *p) ? p + 1 : NULL;
	p++;
	for (unsigned i = 0; i < 4; i++, p++)
		if (!isxdigit((unsigned char)*p))
			return NULL;
	return p;
}

static const char *
string(const char *p)
{
	p = word(p, "\"");
	while (p && *p != '"') {
		if ((unsigned char)*p < ' ')
			return NULL;
		p = *p == '\\' ? escape(p + 1) : p + 1;
	}
	return word(p, "\"");
}

static const char *
digits(const char *p)
{
	size_t n = p ? strspn(p, "0123456789") : 0;

	return n > 0 ? p + n : NULL;
}

static const char *
number(const char *p)
{
	p += *p == '-';
	p = *p == '0' ? p + 1 : digits(p);
	if (p && *p == '.')
		p = digits(p + 1);
	if (p && (*p == 'e' || *p == 'E')) {
		p++;
		p = digits(p + (*p == '+' || *p == '-'));
	}
	return p;
}

static const char *
array(const char *p, unsigned depth)
{
	p = blanks(p + 1);
	if (*p == ']')
		return p + 1;
	while ((p = blanks(value(p, depth))) && *p == ',')
		p++;
	return word(p, "]");
}

static bool
seen(const char *const *name, unsigned count, size_t len)
{
	for (unsigned i = 0; i < count; i++)
		if (strncmp(name[i], name[count], len) == 0)
			return true;
	return false;
}

static const char *
object(const char *p, unsigned depth)
{
	const char *name[MEMBERS_MAX];

	p = blanks(p + 1);
	if (*p == '}')
		return p + 1;
	for (unsigned i = 0; i < MEMBERS_MAX; i++) {
		name[i] = p = blanks(p);
		p = string(p);
		if (!p || seen(name, i, (size_t)(p - name[i])))
			return NULL;
		p = blanks(value(word(blanks(p), ":"), depth));
		if (!p || *p != ',')
			return word(p, "}");
		p++;
	}
	return NULL;
}

static const char *
value(const char *p, unsigned depth)
{
	p = blanks(p);
	if (!p || depth == DEPTH_MAX)
		return NULL;
	switch (*p) {
	case '{':
		return object(p, depth + 1);
	case '[':
		return array(p, depth + 1);
	case '"':
		return string(p);
	case 't':
		return word(p, "true");
	case 'f':
		return word(p, "false");
	case 'n':
		return word(p, "null");
	default:
		return number(p);
	}
}

bool
json_valid(const char *text)
{
	const char *end = blanks(value(text, 0));

	return end && *end == '\0';
}
