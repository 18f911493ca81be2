/* test/conform/value.c -- see test/conform/value.h. */
#include "test/conform/value.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

struct mac
client_mac(const struct world *w, unsigned client)
{
	return (struct mac){
	    {2, 0xcc, (uint8_t)(w->number >> 8), (uint8_t)w->number, 0, (uint8_t)(client + 1)}};
}

static bool
write_hex(const char *text, size_t len, struct wr *out)
{
	if (len % 2 != 0)
		return false;
	for (size_t i = 0; i < len; i += 2) {
		char digits[3] = {text[i], text[i + 1], '\0'}, *end;
		unsigned long byte = strtoul(digits, &end, 16);

		if (*end != '\0')
			return false;
		wr_u8(out, (uint8_t)byte);
	}
	return true;
}

static bool
write_number(const char *text, struct wr *out)
{
	char *end;
	unsigned long bits = strtoul(text, &end, 10), value;

	if (*end != ':')
		return false;
	value = strtoul(end + 1, &end, 10);
	for (; bits > 0; bits -= 8)
		wr_u8(out, (uint8_t)(value >> (bits - 8)));
	return *end == '\0';
}

/* One word that stands for an address. */
static bool
find_address(const struct world *w, unsigned client, const char *text, struct ip4 *ret)
{
	if (text[0] == '.') {
		*ret = (struct ip4){w->net.host + (uint32_t)strtoul(text + 1, NULL, 10)};
		return isdigit((unsigned char)text[1]);
	}
	if (strcmp(text, "ours") == 0)
		*ret = w->ours;
	else if (strcmp(text, "relay") == 0)
		*ret = w->relay;
	else if (strcmp(text, "yours") == 0)
		*ret = w->yours[client];
	else if (strncmp(text, "yours:", 6) == 0)
		*ret = w->yours[(unsigned)(text[6] - 'a') % CLIENTS_MAX];
	else
		return ip4_parse(text, ret);
	return true;
}

static bool
write_part(const struct world *w, unsigned client, const char *text, struct wr *out)
{
	size_t len = strlen(text);
	struct ip4 a;

	if (text[0] == '"') {
		wr_bytes(out, text + 1, len - 2);
		return len >= 2 && text[len - 1] == '"';
	}
	if (text[0] == 'x')
		return write_hex(text + 1, len - 1, out);
	if (text[0] == 'u')
		return write_number(text + 1, out);
	if (strcmp(text, "mac") == 0) {
		wr_bytes(out, client_mac(w, client).byte, 6);
		return true;
	}
	if (!find_address(w, client, text, &a))
		return false;
	wr_be32(out, a.host);
	return true;
}

bool
value_write(const struct world *w, unsigned client, const char *text, struct wr *out)
{
	while (*text) {
		char part[VALUE_MAX];
		size_t len = strcspn(text, "+");

		if (len >= sizeof part)
			return false;
		memcpy(part, text, len);
		part[len] = '\0';
		if (!write_part(w, client, part, out))
			return false;
		text += len + (text[len] == '+');
	}
	return !out->bad;
}

bool
value_as_number(const struct world *w, unsigned client, const char *text, uint32_t *ret)
{
	uint8_t bytes[4];
	struct wr out = wr_of(bytes, sizeof bytes);
	char *end;

	*ret = (uint32_t)strtoul(text, &end, 10);
	if (*end == '\0' && end != text)
		return true;
	if (!value_write(w, client, text, &out))
		return false;
	*ret = 0;
	for (size_t i = 0; i < out.len; i++)
		*ret = *ret << 8 | bytes[i];
	return true;
}

static void
add_word(const struct world *w, const char *word, size_t len, struct text *out)
{
	char address[IP4_TEXT], mac[MAC_TEXT];

	if (len > 1 && word[0] == '.' && isdigit((unsigned char)word[1])) {
		uint32_t last = (uint32_t)strtoul(word + 1, NULL, 10);

		text_add(out, "%s", ip4_format((struct ip4){w->net.host + last}, address));
	} else if (len >= 3 && len <= 4 && strncmp(word, "MAC", 3) == 0) {
		unsigned client = len == 4 ? (unsigned)(word[3] - 'a') % CLIENTS_MAX : 0;

		text_add(out, "%s", mac_format(client_mac(w, client), mac));
	} else {
		text_bytes(out, word, len);
	}
}

void
value_command(const struct world *w, const char *text, char *out, size_t cap)
{
	struct text t = text_of(out, cap);

	while (*text) {
		size_t len = strcspn(text, " ");

		add_word(w, text, len, &t);
		text += len;
		if (*text == ' ')
			text_add(&t, "%c", *text++);
	}
}
