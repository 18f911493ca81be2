/* cli/sealed.c -- see cli/sealed.h. */
#include "cli/sealed.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "conf/load.h"
#include "conf/render.h"

enum { TEXT_FIRST = 64 << 10, HASH_DIGITS = SEALED_HASH_TEXT - 1, NUMBER_TEXT = 24 };

/* ---- configurations ---- */

static char *
grow(char *old, size_t len, size_t room)
{
	char *text = memory_new(1, room);

	memcpy(text, old, len);
	memory_free(old);
	return text;
}

char *
sealed_render(const struct conf *c, size_t *ret_len)
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

uint64_t
sealed_hash(const struct conf *c)
{
	size_t len;
	char *text = sealed_render(c, &len);
	uint64_t hash = hash_bytes(text, len, 0);

	memory_free(text);
	return hash;
}

struct conf *
sealed_load(const struct conf *like, const char *text, struct text *message)
{
	struct load_errors *e = memory_new(1, sizeof *e);
	struct conf *c = load_text(conf_schema(like), conf_ports(like), text, e);

	if (c == NULL && e->count > 0)
		text_add(message, "Line %u: %s", e->list[0].line, e->list[0].message);
	memory_free(e);
	return c;
}

/* ---- files ---- */

static void
hash_of(const char *bytes, size_t len, char ret[SEALED_HASH_TEXT])
{
	snprintf(ret, SEALED_HASH_TEXT, "%016" PRIx64, hash_bytes(bytes, len, 0));
}

size_t
sealed_begin(struct text *t, const char *title)
{
	size_t place;

	text_add(t, "%s", title);
	place = t->len;
	text_add(t, "%0*d\n", HASH_DIGITS, 0);
	return place;
}

void
sealed_end(struct text *t, size_t place)
{
	size_t from = place + HASH_DIGITS + 1;
	char hash[SEALED_HASH_TEXT];

	assert(!t->cut);
	hash_of(t->p + from, t->len - from, hash);
	memcpy(t->p + place, hash, HASH_DIGITS);
}

const char *
sealed_open(const char *file, const char *title)
{
	char said[SEALED_HASH_TEXT], hash[SEALED_HASH_TEXT];
	const char *at = sealed_line(file, title, said, sizeof said);

	if (at == NULL)
		return NULL;
	hash_of(at, strlen(at), hash);
	return strcmp(said, hash) == 0 ? at : NULL;
}

const char *
sealed_line(const char *at, const char *word, char *ret, size_t cap)
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

const char *
sealed_number(const char *at, const char *word, uint64_t *ret)
{
	char digits[NUMBER_TEXT];

	*ret = 0;
	at = sealed_line(at, word, digits, sizeof digits);
	for (unsigned i = 0; at != NULL && digits[i] >= '0' && digits[i] <= '9'; i++)
		*ret = *ret * 10 + (uint64_t)(digits[i] - '0');
	return at;
}
