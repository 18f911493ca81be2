/* lease/search.c -- see lease/search.h. */
#include "lease/search.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { OPTION_HOSTNAME = 12, OPTION_AGENT = 82, AGENT_CIRCUIT = 1, AGENT_REMOTE = 2 };

enum lease_search
lease_search_of(const char *word)
{
	static const char *const name[LEASE_SEARCHES] = {
	    [LEASE_BY_ADDRESS] = "ip-address",
	    [LEASE_BY_MAC] = "mac-address",
	    [LEASE_BY_IDENTIFIER] = "client-identifier",
	    [LEASE_BY_HOSTNAME] = "host-name",
	    [LEASE_BY_OPTION82] = "option82",
	    [LEASE_BY_ASCII] = "ascii",
	    [LEASE_BY_HEX] = "hex",
	};
	unsigned by = 0;

	while (by < LEASE_SEARCHES && strcmp(word, name[by]) != 0)
		by++;
	assert(by < LEASE_SEARCHES);
	return (enum lease_search)by;
}

/* ---- values as text ---- */

static void
add_hex(struct text *t, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		text_add(t, "%02x", p[i]);
}

/* As text where all of it is visible, else in digits. */
static void
add_value(struct text *t, const uint8_t *p, size_t len)
{
	size_t visible = 0;

	while (visible < len && p[visible] > ' ' && p[visible] < 0x7f)
		visible++;
	if (visible == len)
		text_bytes(t, (const char *)p, len);
	else
		add_hex(t, p, len);
}

const char *
lease_text_identifier(const struct lease_record *r, char text[LEASE_TEXT_MAX])
{
	struct text t = text_of(text, LEASE_TEXT_MAX);
	uint8_t kind = r->key.len > 0 ? r->key.byte[0] : LEASE_KEY_HARDWARE;

	if (kind == LEASE_KEY_HARDWARE)
		return text;
	if (kind == LEASE_KEY_IDENTIFIER) {
		add_hex(&t, r->key.byte + 1, r->key.len - 1u);
	} else { /* its last 16 bytes are a hash */
		add_hex(&t, r->key.byte + 1, r->key.len > 17 ? r->key.len - 17u : 0);
		text_add(&t, "...");
	}
	return text;
}

const char *
lease_text_hostname(const struct lease_record *r, char text[LEASE_TEXT_MAX])
{
	struct text t = text_of(text, LEASE_TEXT_MAX);
	size_t len = 0;
	const uint8_t *p = lease_side_find(r, OPTION_HOSTNAME, &len);

	if (p)
		text_bytes(&t, (const char *)p, len);
	return text;
}

/* The bytes of a sub-option of option 82; NULL: it is not there. */
static const uint8_t *
agent_find(const struct lease_record *r, uint8_t code, size_t *ret_len)
{
	size_t len = 0;
	const uint8_t *p = lease_side_find(r, OPTION_AGENT, &len);
	struct rd agent = rd_of(p, p ? len : 0);

	while (agent.left > 1) {
		uint8_t sub = rd_u8(&agent);

		*ret_len = rd_u8(&agent);
		p = rd_bytes(&agent, *ret_len);
		if (!p || sub == code)
			return p;
	}
	return NULL;
}

const char *
lease_text_agent(const struct lease_record *r, uint8_t code, char text[LEASE_TEXT_MAX])
{
	struct text t = text_of(text, LEASE_TEXT_MAX);
	size_t len = 0;
	const uint8_t *p = agent_find(r, code, &len);

	if (p)
		add_value(&t, p, len);
	return text;
}

/* ---- matching ---- */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
same(char a, char b)
{
	return lower(a) == lower(b);
}

/* `*` is any run of characters. After a star that did not fit the last one is tried further on:
 * no other has to be. */
static bool
glob(const char *pattern, const char *value)
{
	const char *star = NULL, *behind = NULL;

	while (*value != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			behind = value;
		} else if (*pattern != '\0' && same(*pattern, *value)) {
			pattern++;
			value++;
		} else if (star) {
			pattern = star;
			value = ++behind;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

/* The pattern without what stands between digits. */
static bool
glob_hex(const char *pattern, const char *digits)
{
	char bare[LEASE_SEARCH_MAX + 1];
	size_t len = 0;

	for (; *pattern != '\0' && len < LEASE_SEARCH_MAX; pattern++)
		if (*pattern != '-' && *pattern != ':' && *pattern != '.')
			bare[len++] = *pattern;
	bare[len] = '\0';
	return glob(bare, digits);
}

static bool
matches_mac(const char *pattern, const struct lease_record *r)
{
	char digits[2 * LEASE_HARDWARE_MAX + 1];
	struct text t = text_of(digits, sizeof digits);

	add_hex(&t, r->hardware, r->hardware_len);
	return r->hardware_len > 0 && glob_hex(pattern, digits);
}

/* In digits; or as text, with or without the type in front of it. */
static bool
matches_identifier(const char *pattern, const struct lease_record *r)
{
	char value[LEASE_TEXT_MAX];
	struct text t;

	if (lease_text_identifier(r, value)[0] == '\0')
		return false;
	if (glob_hex(pattern, value))
		return true;
	t = text_of(value, sizeof value);
	add_value(&t, r->key.byte + 1, r->key.len - 1u);
	if (glob(pattern, value))
		return true;
	t = text_of(value, sizeof value);
	if (r->key.len > 2)
		add_value(&t, r->key.byte + 2, r->key.len - 2u);
	return t.len > 0 && glob(pattern, value);
}

/* What of an identifier is kept as it is, from its n-th byte on; what is no character fits a star
 * alone. */
static bool
glob_from(const char *pattern, const struct lease_record *r, size_t n)
{
	size_t len = r->key.len - 1u;
	char value[LEASE_KEY_MAX + 1];

	if (r->key.byte[0] == LEASE_KEY_LONG_IDENTIFIER)
		len = len > 16 ? len - 16 : 0;
	if (n >= len)
		return false;
	for (size_t i = n; i < len; i++) {
		char c = (char)r->key.byte[1 + i];

		value[i - n] = c >= ' ' && c < 0x7f ? c : '\1';
	}
	value[len - n] = '\0';
	return glob(pattern, value);
}

/* With or without the type in front of it. */
static bool
matches_ascii(const char *pattern, const struct lease_record *r)
{
	if (r->key.len < 2 || r->key.byte[0] == LEASE_KEY_HARDWARE)
		return false;
	return glob_from(pattern, r, 0) || glob_from(pattern, r, 1);
}

static bool
matches_hex(const char *pattern, const struct lease_record *r)
{
	char value[LEASE_TEXT_MAX];

	return lease_text_identifier(r, value)[0] != '\0' && glob_hex(pattern, value);
}

static bool
matches_agent(const char *pattern, const struct lease_record *r, uint8_t code)
{
	char value[LEASE_TEXT_MAX];
	size_t len = 0;
	const uint8_t *p = agent_find(r, code, &len);
	struct text t = text_of(value, sizeof value);

	if (!p)
		return false;
	if (glob(pattern, lease_text_agent(r, code, value)))
		return true;
	t.len = 0;
	add_hex(&t, p, len);
	return glob_hex(pattern, value);
}

bool
lease_search_matches(enum lease_search by, const char *text, const struct lease_record *r)
{
	char value[LEASE_TEXT_MAX];

	switch (by) {
	case LEASE_BY_ADDRESS:
		return glob(text, ip4_format(r->address, value));
	case LEASE_BY_MAC:
		return matches_mac(text, r);
	case LEASE_BY_IDENTIFIER:
		return matches_identifier(text, r);
	case LEASE_BY_HOSTNAME:
		return lease_text_hostname(r, value)[0] != '\0' && glob(text, value);
	case LEASE_BY_OPTION82:
		return matches_agent(text, r, AGENT_CIRCUIT) ||
		       matches_agent(text, r, AGENT_REMOTE);
	case LEASE_BY_ASCII:
		return matches_ascii(text, r);
	case LEASE_BY_HEX:
		return matches_hex(text, r);
	case LEASE_SEARCHES:
		break;
	}
	return false;
}
