/* test/golden/shape.c -- see test/golden/shape.h. Each function reads one value, which is known to
 * be valid, and returns what stands behind it. Members keep the order in which they came first. */
#include "test/golden/shape.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum shape_type { OBJECT, ARRAY, STRING, INTEGER, BOOLEAN, NONE, TYPES };

struct shape {
	unsigned types; /* a bit for each */
	struct shape *item, *first, *next;
	char name[64];
};

struct shape *
shape_new(void)
{
	struct shape *s = calloc(1, sizeof *s);

	assert(s);
	return s;
}

void
shape_free(struct shape *s)
{
	if (!s)
		return;
	shape_free(s->item);
	for (struct shape *m = s->first, *next; m; m = next) {
		next = m->next;
		shape_free(m);
	}
	free(s);
}

static const char *
blanks(const char *p)
{
	return p + strspn(p, " \t\r\n,:");
}

static const char *
skip_string(const char *p)
{
	for (p++; *p != '"'; p++)
		p += *p == '\\';
	return p + 1;
}

static struct shape *
member(struct shape *s, const char *name, size_t len)
{
	struct shape **m = &s->first;

	assert(len < sizeof s->name);
	while (*m && (strncmp((*m)->name, name, len) != 0 || (*m)->name[len] != '\0'))
		m = &(*m)->next;
	if (!*m) {
		*m = shape_new();
		memcpy((*m)->name, name, len);
	}
	return *m;
}

static const char *merge(struct shape *s, const char *p);

static const char *
merge_object(struct shape *s, const char *p)
{
	s->types |= 1u << OBJECT;
	for (p = blanks(p + 1); *p != '}'; p = blanks(p)) {
		const char *end = skip_string(p);

		p = merge(member(s, p + 1, (size_t)(end - p) - 2), blanks(end));
	}
	return p + 1;
}

static const char *
merge_array(struct shape *s, const char *p)
{
	s->types |= 1u << ARRAY;
	for (p = blanks(p + 1); *p != ']'; p = blanks(p)) {
		if (!s->item)
			s->item = shape_new();
		p = merge(s->item, p);
	}
	return p + 1;
}

static const char *
merge(struct shape *s, const char *p)
{
	switch (*p) {
	case '{':
		return merge_object(s, p);
	case '[':
		return merge_array(s, p);
	case '"':
		s->types |= 1u << STRING;
		return skip_string(p);
	case 't':
	case 'f':
		s->types |= 1u << BOOLEAN;
		break;
	case 'n':
		s->types |= 1u << NONE;
		break;
	default:
		s->types |= 1u << INTEGER;
		assert(strcspn(p, ".eE") >= strcspn(p, ",}] \n")); /* displays print no others */
	}
	return p + strcspn(p, ",}] \n");
}

void
shape_merge(struct shape *s, const char *json)
{
	merge(s, blanks(json));
}

static void
print_types(unsigned types, FILE *to)
{
	static const char *const word[TYPES] = {"object",  "array",   "string",
						"integer", "boolean", "null"};
	bool several = (types & (types - 1)) != 0, any = false;

	fprintf(to, "\"type\": %s", several ? "[" : "");
	for (unsigned i = 0; i < TYPES; i++) {
		if (!(types >> i & 1))
			continue;
		fprintf(to, "%s\"%s\"", any ? ", " : "", word[i]);
		any = true;
	}
	fprintf(to, several ? "]" : "");
}

/* What has no inside stands in one line. */
static void
print_inside(const struct shape *s, unsigned indent, FILE *to)
{
	bool leaf = !s->first && !s->item;

	fprintf(to, leaf ? "{" : "{\n");
	if (leaf)
		print_types(s->types, to);
	else
		shape_print(s, indent + 1, to);
	if (!leaf)
		fprintf(to, "\n%*s", (int)indent, "");
	fprintf(to, "}");
}

static void
print_members(const struct shape *s, unsigned indent, FILE *to)
{
	fprintf(to, ",\n%*s\"properties\": {", (int)indent, "");
	for (const struct shape *m = s->first; m; m = m->next) {
		fprintf(to, "%s\n%*s\"%s\": ", m == s->first ? "" : ",", (int)indent + 1, "",
			m->name);
		print_inside(m, indent + 1, to);
	}
	fprintf(to, "\n%*s}", (int)indent, "");
}

void
shape_print(const struct shape *s, unsigned indent, FILE *to)
{
	fprintf(to, "%*s", (int)indent, "");
	print_types(s->types, to);
	if (s->first)
		print_members(s, indent, to);
	if (!s->item)
		return;
	fprintf(to, ",\n%*s\"items\": ", (int)indent, "");
	print_inside(s->item, indent, to);
}
