/* show/fields.c -- rows and members turned into the events of show/show.c, which alone prints.
 *
 * A row knows a member by its offset and its type alone. Values are copied out by memcpy, which
 * asks for no alignment. What a row of a table may be is checked by the compiler (SHOW_KIND knows
 * no other types), so that here only our own bugs are left to assert. */
#include "show/fields.h"

#include <assert.h>
#include <string.h>

static uint64_t
number_at(enum show_kind kind, const void *at)
{
	union {
		uint8_t u8;
		uint16_t u16;
		uint32_t u32;
		uint64_t u64;
	} v;

	if (kind == SHOW_IS_U8)
		return *(const uint8_t *)at;
	if (kind == SHOW_IS_U16)
		return memcpy(&v, at, sizeof v.u16), v.u16;
	if (kind == SHOW_IS_U32)
		return memcpy(&v, at, sizeof v.u32), v.u32;
	assert(kind == SHOW_IS_U64);
	return memcpy(&v, at, sizeof v.u64), v.u64;
}

static void
show_string(struct show *s, const struct show_field *f, const void *at)
{
	const char *text;

	memcpy(&text, at, sizeof text);
	if (text)
		show_text(s, f->key, f->format, text);
	else
		show_none(s, f->key, f->format);
}

/* A row that names a member. */
static void
show_member(struct show *s, const struct show_field *f, const void *at)
{
	struct ip4 ip;
	struct mac mac;

	if (f->kind == SHOW_IS_STRING) {
		show_string(s, f, at);
	} else if (f->kind == SHOW_IS_CHARS) {
		show_text(s, f->key, f->format, at);
	} else if (f->kind == SHOW_IS_BOOL) {
		show_bool(s, f->key, f->format, *(const bool *)at);
	} else if (f->kind == SHOW_IS_IP) {
		memcpy(&ip, at, sizeof ip);
		show_ip(s, f->key, f->format, ip);
	} else if (f->kind == SHOW_IS_MAC) {
		memcpy(&mac, at, sizeof mac);
		show_mac(s, f->key, f->format, mac);
	} else {
		show_number(s, f->key, f->format, number_at(f->kind, at));
	}
}

void
show_fields(struct show *s, const struct show_field *table, size_t count, const void *from)
{
	for (const struct show_field *f = table; f < table + count; f++) {
		if (f->kind == SHOW_IS_LINE)
			show_say(s, "%s", f->word);
		else if (f->kind == SHOW_IS_WORD)
			show_text(s, f->key, f->format, f->word);
		else if (f->kind == SHOW_IS_COUNT)
			show_number(s, f->key, f->format, f->at);
		else if (f->kind == SHOW_IS_NONE || !from)
			show_none(s, f->key, f->format);
		else
			show_member(s, f, (const char *)from + f->at);
	}
}

bool
show_members(struct show *s, uint64_t *cursor, uint64_t count, unsigned most,
	     bool (*one)(const void *context, uint64_t i, struct show *s), const void *context)
{
	uint64_t i = *cursor;

	for (unsigned shown = 0; i < count && shown < most; i++)
		shown += one(context, i, s);
	*cursor = i;
	if (i < count)
		return true;
	show_list_end(s);
	show_end(s);
	return false;
}
