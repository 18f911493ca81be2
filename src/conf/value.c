/* conf/value.c -- words to values and back. A new kind of value is one case in each of the two
 * switches, its name in the table of conf/template.c, its storage in conf/row.c and
 * conf/row_text.c, and what
 * `?` calls it in conf/complete.c: the compiler names every switch. */
#include "conf/value.h"

#include <assert.h>
#include <string.h>

bool
value_number(const char *word, size_t len, uint32_t low, uint32_t high, uint32_t *ret)
{
	uint64_t v = 0;

	if (len == 0 || len > 10)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (word[i] < '0' || word[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(word[i] - '0');
	}
	if (v < low || v > high)
		return false;
	*ret = (uint32_t)v;
	return true;
}

static bool
ip_value(const char *word, size_t len, struct ip4 *ret)
{
	char copy[IP4_TEXT];

	if (len >= sizeof copy)
		return false;
	memcpy(copy, word, len);
	copy[len] = '\0';
	return ip4_parse(copy, ret);
}

static bool
mask_value(const char *word, size_t len, struct ip4 *ret)
{
	uint32_t length;
	struct ip4 mask;

	if (value_number(word, len, 0, 32, &length)) {
		*ret = ip4_mask(length);
		return true;
	}
	if (!ip_value(word, len, &mask) || ip4_mask_length(mask) < 0)
		return false;
	*ret = mask;
	return true;
}

static bool
mac_value(const char *word, size_t len, struct mac *ret)
{
	char copy[MAC_TEXT];

	if (len >= sizeof copy)
		return false;
	memcpy(copy, word, len);
	copy[len] = '\0';
	return mac_parse(copy, ret);
}

static bool
name_character(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
	       c == '-' || c == '.';
}

/* Printable ASCII, so that a saved file and a terminal show what was typed; free text may be of any
 * language: its bytes from 0x80 on stay as they are. */
static bool
characters(const struct template_element *e, const char *word, size_t len)
{
	if (len < e->low || len > e->high)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (e->kind == TEMPLATE_NAME && !name_character(word[i]))
			return false;
		if (e->kind == TEMPLATE_TEXT && (unsigned char)word[i] >= 0x80)
			continue;
		if (word[i] < ' ' || word[i] > '~')
			return false;
	}
	return true;
}

static bool
time_value(const char *word, size_t len, uint32_t *ret)
{
	uint32_t h, m, s;

	if (len != 8 || word[2] != ':' || word[5] != ':')
		return false;
	if (!value_number(word, 2, 0, 23, &h) || !value_number(word + 3, 2, 0, 59, &m) ||
	    !value_number(word + 6, 2, 0, 59, &s))
		return false;
	*ret = (h * 60 + m) * 60 + s;
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whole bytes; the range counts them. */
static bool
hex_value(const struct template_element *e, const char *word, size_t len)
{
	if (len % 2 != 0 || len / 2 < e->low || len / 2 > e->high)
		return false;
	for (size_t i = 0; i < len; i++)
		if (hex_digit(word[i]) < 0)
			return false;
	return true;
}

size_t
value_hex_bytes(const char *text, uint8_t *ret, size_t max)
{
	size_t n = strlen(text) / 2;

	assert(n <= max);
	for (size_t i = 0; i < n; i++)
		ret[i] = (uint8_t)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
	return n;
}

bool
value_parse(const struct template_element *e, const char *word, size_t len,
	    struct template_value *ret)
{
	bool ok = false;

	switch (e->kind) {
	case TEMPLATE_INT:
		ok = value_number(word, len, e->low, e->high, &ret->number);
		break;
	case TEMPLATE_IP:
		ok = ip_value(word, len, &ret->ip);
		break;
	case TEMPLATE_MASK:
		ok = mask_value(word, len, &ret->ip);
		break;
	case TEMPLATE_MAC:
		ok = mac_value(word, len, &ret->mac);
		break;
	case TEMPLATE_NAME:
	case TEMPLATE_WORD:
	case TEMPLATE_TEXT:
		ok = characters(e, word, len);
		break;
	case TEMPLATE_TIME:
		ok = time_value(word, len, &ret->number);
		break;
	case TEMPLATE_HEX:
		ok = hex_value(e, word, len);
		break;
	case TEMPLATE_LITERAL:
	case TEMPLATE_CHOICE:
	case TEMPLATE_ALTERNATIVES:
	case TEMPLATE_INTERFACE:
	case TEMPLATE_VLANS:
		assert(false); /* these take more than one word, or none */
	}
	if (ok)
		ret->kind = e->kind;
	return ok;
}

void
value_format(const struct template_value *v, const char *text, size_t len, struct text *out)
{
	char buffer[INTERFACE_TEXT];

	static_assert((int)INTERFACE_TEXT >= (int)MAC_TEXT && (int)INTERFACE_TEXT >= (int)IP4_TEXT,
		      "one buffer for all");
	switch (v->kind) {
	case TEMPLATE_INT:
		text_add(out, "%u", v->number);
		return;
	case TEMPLATE_IP:
	case TEMPLATE_MASK:
		text_add(out, "%s", ip4_format(v->ip, buffer));
		return;
	case TEMPLATE_MAC:
		text_add(out, "%s", mac_format(v->mac, buffer));
		return;
	case TEMPLATE_INTERFACE:
		text_add(out, "%s", interface_format(v->interface, buffer));
		return;
	case TEMPLATE_TIME:
		text_add(out, "%02u:%02u:%02u", v->number / 3600, v->number / 60 % 60,
			 v->number % 60);
		return;
	case TEMPLATE_VLANS:
		text_add(out, "%u", v->number);
		if (v->number != v->last)
			text_add(out, " to %u", v->last);
		return;
	case TEMPLATE_HEX:
		for (size_t i = 0; i < len; i++)
			text_add(out, "%x", (unsigned)hex_digit(text[i]));
		return;
	case TEMPLATE_LITERAL:
	case TEMPLATE_CHOICE:
	case TEMPLATE_NAME:
	case TEMPLATE_WORD:
	case TEMPLATE_TEXT:
	case TEMPLATE_ALTERNATIVES:
		text_bytes(out, text, len);
		return;
	}
}
