/* dhcp/class.c -- see dhcp/class.h. The lines of a pool become patterns of bytes, whatever they are
 * of; an architecture is the two bytes that option 93 has for it. */
#include "dhcp/class.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "conf/value.h"
#include "dhcp/agent.h"

enum kind { KIND_VENDOR, KIND_USER, KIND_ARCHITECTURE, KIND_CIRCUIT, KIND_REMOTE, KIND_MAC };

struct pattern {
	uint8_t kind; /* enum kind */
	bool prefix;
	uint8_t len;
	uint8_t byte[DHCP_OPTION_MAX];
};

struct dhcp_classes {
	unsigned kinds; /* a bit for each that has patterns */
	unsigned count;
	struct pattern *pattern;
};

/* ---- made at commit ---- */

static struct pattern *
add(struct dhcp_classes *s, enum kind kind, bool prefix)
{
	struct pattern *p = &s->pattern[s->count++];

	p->kind = (uint8_t)kind;
	p->prefix = prefix;
	s->kinds |= 1u << kind;
	return p;
}

static void
take_text(struct pattern *p, const char *text)
{
	size_t len = strlen(text);

	assert(len <= sizeof p->byte);
	memcpy(p->byte, text, len);
	p->len = (uint8_t)len;
}

static void
take_hex(struct pattern *p, const char *text)
{
	p->len = (uint8_t)value_hex_bytes(text, p->byte, sizeof p->byte);
}

static void
add_places(struct dhcp_classes *s, const struct dhcp_place *list, unsigned count, bool prefix)
{
	for (unsigned i = 0; i < count; i++) {
		enum kind kind = list[i].naming == DHCP_PLACE_CIRCUIT ? KIND_CIRCUIT : KIND_REMOTE;
		struct pattern *p = add(s, kind, prefix);

		if (list[i].kind == DHCP_OPTION_HEX)
			take_hex(p, list[i].text);
		else
			take_text(p, list[i].text);
	}
}

static void
add_vendors(struct dhcp_classes *s, const struct dhcp_pool_config *c)
{
	for (unsigned i = 0; i < c->option60.count; i++)
		take_text(add(s, KIND_VENDOR, false), c->option60.list[i].text);
	for (unsigned i = 0; i < c->option60_prefix.count; i++)
		take_text(add(s, KIND_VENDOR, true), c->option60_prefix.list[i].text);
}

static void
add_architecture(struct dhcp_classes *s, uint16_t number)
{
	struct pattern *p = add(s, KIND_ARCHITECTURE, false);

	p->byte[0] = (uint8_t)(number >> 8);
	p->byte[1] = (uint8_t)number;
	p->len = 2;
}

struct dhcp_classes *
dhcp_classes_new(const struct dhcp_pool_config *c, bool by_vendor)
{
	unsigned n = c->option77.count + c->option93.count + c->option82.count +
		     c->option82_prefix.count + c->mac_prefix.count;
	struct dhcp_classes *s;

	if (by_vendor)
		n += c->option60.count + c->option60_prefix.count;
	if (n == 0)
		return NULL;
	s = memory_new(1, sizeof *s);
	s->pattern = memory_new(n, sizeof *s->pattern);
	if (by_vendor)
		add_vendors(s, c);
	for (unsigned i = 0; i < c->option77.count; i++)
		take_text(add(s, KIND_USER, false), c->option77.list[i].text);
	for (unsigned i = 0; i < c->option93.count; i++)
		add_architecture(s, c->option93.list[i].number);
	add_places(s, c->option82.list, c->option82.count, false);
	add_places(s, c->option82_prefix.list, c->option82_prefix.count, true);
	for (unsigned i = 0; i < c->mac_prefix.count; i++)
		take_hex(add(s, KIND_MAC, true), c->mac_prefix.list[i].text);
	assert(s->count == n);
	return s;
}

void
dhcp_classes_free(struct dhcp_classes *classes)
{
	if (!classes)
		return;
	memory_free(classes->pattern);
	memory_free(classes);
}

/* ---- of a message ---- */

static bool
is_bytes(const struct pattern *p, const uint8_t *bytes, size_t len)
{
	return (p->prefix ? p->len <= len : p->len == len) && memcmp(p->byte, bytes, p->len) == 0;
}

/* All of option 77, or a class in it. */
static bool
is_user(const struct dhcp_message *m, const void *text, size_t len)
{
	struct rd all = rd_of(m->user_class, m->user_class_len);

	if (len == m->user_class_len)
		return len > 0 && memcmp(text, m->user_class, len) == 0;
	while (all.left > 0) {
		struct rd one = rd_sub(&all, rd_u8(&all));

		if (all.bad)
			return false;
		if (one.left == len && memcmp(text, one.p, len) == 0)
			return true;
	}
	return false;
}

static bool
is_architecture(const struct dhcp_message *m, unsigned number)
{
	for (unsigned i = 0; i < m->architectures; i++)
		if (m->architecture[i] == number)
			return true;
	return false;
}

static bool
is_place(const struct pattern *p, const struct dhcp_message *m, uint8_t code)
{
	struct rd bytes;

	return m->agent.set && dhcp_agent_find(rd_of(m->agent.byte, m->agent.len), code, &bytes) &&
	       is_bytes(p, bytes.p, bytes.left);
}

static bool
is_of(const struct pattern *p, const struct dhcp_message *m)
{
	switch ((enum kind)p->kind) {
	case KIND_VENDOR:
		return m->vendor.set && is_bytes(p, m->vendor.byte, m->vendor.len);
	case KIND_USER:
		return is_user(m, p->byte, p->len);
	case KIND_ARCHITECTURE:
		return is_architecture(m, (unsigned)p->byte[0] << 8 | p->byte[1]);
	case KIND_CIRCUIT:
		return is_place(p, m, DHCP_AGENT_CIRCUIT);
	case KIND_REMOTE:
		return is_place(p, m, DHCP_AGENT_REMOTE);
	case KIND_MAC:
		return is_bytes(p, m->hardware, m->hardware_len);
	}
	return false;
}

bool
dhcp_classes_fit(const struct dhcp_classes *classes, const struct dhcp_message *m)
{
	unsigned fits = 0;

	for (unsigned i = 0; i < classes->count; i++) {
		const struct pattern *p = &classes->pattern[i];

		if ((fits >> p->kind & 1u) == 0 && is_of(p, m))
			fits |= 1u << p->kind;
	}
	return fits == classes->kinds;
}

/* ---- boot files: 0 the pool's, then those by user class, then those by architecture ---- */

unsigned
dhcp_boot_of(const struct dhcp_pool_config *c, const struct dhcp_message *m)
{
	for (unsigned i = 0; m->user_class_len > 0 && i < c->boot_user.count; i++) {
		const char *class = c->boot_user.list[i].class;

		if (is_user(m, class, strlen(class)))
			return 1 + i;
	}
	for (unsigned k = 0; k < m->architectures; k++)
		for (unsigned i = 0; i < c->boot_architecture.count; i++)
			if (c->boot_architecture.list[i].architecture == m->architecture[k])
				return 1 + c->boot_user.count + i;
	return 0;
}

const char *
dhcp_boot_file(const struct dhcp_pool_config *c, unsigned boot)
{
	if (boot == 0)
		return c->boot_file.text;
	if (boot <= c->boot_user.count)
		return c->boot_user.list[boot - 1].file;
	assert(boot <= c->boot_user.count + c->boot_architecture.count);
	return c->boot_architecture.list[boot - 1 - c->boot_user.count].file;
}
