/* history/line.c -- see history/line.h. */
#include "history/line.h"

#include <string.h>

#include "history/moment.h"

const char *
history_mac(const struct history_entry *e, char text[MAC_TEXT])
{
	struct mac mac;

	text[0] = '\0';
	if (e->client.hardware_len != sizeof mac.byte)
		return text;
	memcpy(mac.byte, e->client.hardware, sizeof mac.byte);
	return mac_format(mac, text);
}

/* "name=value" behind what stands there; nothing without a value. */
static void
add_name(struct text *to, unsigned *count, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	text_add(to, "%s%s=%s", (*count)++ == 0 ? " (" : ", ", name, value);
}

static void
add_names(struct text *to, const struct history_entry *e)
{
	char value[LEASE_TEXT_MAX];
	unsigned count = 0;

	add_name(to, &count, "host", lease_text_hostname(&e->client, value));
	add_name(to, &count, "id", lease_text_identifier(&e->client, value));
	add_name(to, &count, "circuit", lease_text_agent(&e->client, 1, value));
	add_name(to, &count, "remote", lease_text_agent(&e->client, 2, value));
	if (e->learned)
		add_name(to, &count, "by", "peer");
	if (count > 0)
		text_add(to, ")");
}

static const char *
preposition(enum history_event event)
{
	switch (event) {
	case HISTORY_GRANTED:
		return "to";
	case HISTORY_RENEWED:
	case HISTORY_EXPIRED:
		return "for";
	case HISTORY_RELEASED:
	case HISTORY_DECLINED:
		return "by";
	case HISTORY_CONFLICTED:
	case HISTORY_FREED:
		return "last of";
	case HISTORY_NONE:
	case HISTORY_EVENTS:
		break;
	}
	return "of";
}

void
history_line(const struct history_entry *e, struct text *to)
{
	char address[IP4_TEXT], mac[MAC_TEXT], until[HISTORY_MOMENT_TEXT];

	text_add(to, "%s %s", ip4_format(e->client.address, address), history_event_name(e->event));
	if (history_mac(e, mac)[0] != '\0')
		text_add(to, ", %s %s", preposition(e->event), mac);
	if (e->until_ms != 0)
		text_add(to, ", until %s", history_moment_format(e->until_ms, until));
	add_names(to, e);
}
