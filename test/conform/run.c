/* test/conform/run.c -- plays the cases of tables: run [-c NAME] FILE ..; one `N passed, M failed`
 * at the end, a case counted once for each way it is played. Tables: docs/conformance.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/conform/play.h"

enum { TABLE_MAX = 1 << 18, NAME_MAX_ = 64 };

struct tally {
	const char *only; /* a name, or NULL */
	unsigned number, passed, failed;
};

static char table[TABLE_MAX];

static bool
is_played(const char *flags, enum way way)
{
	bool any = false;

	for (unsigned i = 0; i < WAYS; i++)
		any |= strstr(flags, way_name[i]) != NULL;
	return !any || strstr(flags, way_name[way]) != NULL;
}

static void
play_ways(struct tally *t, const char *file, unsigned line, char *text)
{
	char name[NAME_MAX_] = "", flags[80] = "";
	char *lines = text + strcspn(text, "\n");

	*lines++ = '\0';
	sscanf(text, "case %63s %79[^\n]", name, flags);
	t->number++;
	if (t->only && strcmp(t->only, name) != 0)
		return;
	for (enum way way = 0; way < WAYS; way++) {
		char why[2000] = "";
		struct text error = text_of(why, sizeof why);
		unsigned at = line + 1;

		if (!is_played(flags, way))
			continue;
		if (play_case(lines, t->number, way, &at, &error)) {
			t->passed++;
			continue;
		}
		t->failed++;
		printf("%s:%u: %s (%s): %s\n", file, at, name, way_name[way], why);
	}
}

static unsigned
lines_of(const char *from, const char *to)
{
	unsigned n = 0;

	for (; from < to; from++)
		n += *from == '\n';
	return n;
}

static bool
play_file(struct tally *t, const char *file)
{
	FILE *f = fopen(file, "r");
	char *at, *next;
	size_t n;

	if (!f)
		return false;
	n = fread(table, 1, sizeof table - 1, f);
	fclose(f);
	table[n] = '\0';
	at = strncmp(table, "case ", 5) == 0 ? table : strstr(table, "\ncase ");
	for (unsigned line = 1; at; at = next) {
		if (*at == '\n')
			at++;
		line = lines_of(table, at) + 1;
		next = strstr(at, "\ncase ");
		if (next)
			*next = '\0';
		play_ways(t, file, line, at);
		if (next)
			*next = '\n';
	}
	return n > 0 && n < sizeof table - 1;
}

int
main(int argc, char **argv)
{
	struct tally t = {0};

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc) {
			t.only = argv[++i];
		} else if (!play_file(&t, argv[i])) {
			printf("%s: cannot be read\n", argv[i]);
			t.failed++;
		}
	}
	printf("%u passed, %u failed\n", t.passed, t.failed);
	return t.failed > 0 || t.passed == 0;
}
