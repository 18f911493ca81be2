/* test/golden/run.c -- replays transcripts: run [-u | -j] FILE ..., one `N passed, N failed` at the
 * end.
 *
 * -u writes what really came into the files; the difference is for a person to read. -j compares
 * nothing and prints what the JSON of the displays in them holds (test/golden/schema.h). */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/golden/pair.h"
#include "test/golden/replay.h"
#include "test/golden/schema.h"

enum { TRANSCRIPT_MAX = 1 << 20 };

static char wanted[TRANSCRIPT_MAX], got[TRANSCRIPT_MAX];

static bool
read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t n;

	if (f == NULL) {
		perror(path);
		return false;
	}
	n = fread(wanted, 1, sizeof wanted - 1, f);
	wanted[n] = '\0';
	fclose(f);
	return n > 0;
}

static bool
write_file(const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(got, f) < 0 || fclose(f) != 0) {
		perror(path);
		return false;
	}
	return true;
}

/* The first line that differs, with what was wanted and what came, a few lines of each. */
static void
explain(const char *path)
{
	const char *w = wanted, *g = got;
	unsigned line = 1;

	for (const char *p = w, *q = g; *p != '\0' && *p == *q; p++, q++)
		if (*p == '\n') {
			w = p + 1;
			g = q + 1;
			line++;
		}
	printf("%s:%u: differs\n", path, line);
	for (unsigned i = 0; i < 8 && *w != '\0'; i++) {
		printf("  wanted  %.*s\n", (int)strcspn(w, "\n"), w);
		w += strcspn(w, "\n");
		w += *w == '\n';
	}
	for (unsigned i = 0; i < 8 && *g != '\0'; i++) {
		printf("  came    %.*s\n", (int)strcspn(g, "\n"), g);
		g += strcspn(g, "\n");
		g += *g == '\n';
	}
}

static bool
play(const char *path, bool update)
{
	struct replay_device d;
	struct text t = text_of(got, sizeof got);

	if (!read_file(path))
		return false;
	d = pair_new();
	replay_play(&d, wanted, &t);
	pair_free(&d);
	if (!t.cut && strcmp(wanted, got) == 0)
		return true;
	if (update && !t.cut) {
		printf("%s: rewritten\n", path);
		return write_file(path);
	}
	explain(path);
	return false;
}

static int
print_schema(char **path)
{
	struct display_schema *s = schema_watch();
	bool ok = true;

	for (; ok && *path; path++) {
		struct replay_device pair, d;
		struct text t = text_of(got, sizeof got);

		ok = read_file(*path);
		pair = pair_new();
		d = schema_device(s, &pair);
		replay_play(&d, wanted, &t);
		pair_free(&pair);
	}
	ok &= schema_print(s, stdout);
	schema_free(s);
	return ok ? 0 : 1;
}

int
main(int argc, char **argv)
{
	bool update = argc > 1 && strcmp(argv[1], "-u") == 0;
	unsigned passed = 0, failed = 0;

	if (argc > 2 && strcmp(argv[1], "-j") == 0)
		return print_schema(argv + 2);
	for (int i = 1 + update; i < argc; i++) {
		if (play(argv[i], update))
			passed++;
		else
			failed++;
	}
	printf("%u passed, %u failed\n", passed, failed);
	return failed > 0 || passed == 0;
}
