/* node/config/agreed.c -- runs at commit only, so it may use the heap.
 *
 * Both devices have to make the same lines of the same configuration: pools come in the order of
 * conf_next_of(), their lines as they are saved, and what may differ is left out here. The bag
 * moves while it grows, so line[] is made at the end, when it does not move any more. */
#include "node/config/agreed.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "conf/render.h"
#include "lease/rules.h"
#include "node/config/collect.h"
#include "node/config/schema.h"
#include "rbp/role.h"
#include "rbs/frame.h"

enum { CHUNK = 65536, HEAD_MAX = CONF_NAME_MAX + 16 };

static_assert(HEAD_MAX + ROW_LINE_MAX <= (int)RBS_LINE_MAX,
	      "the longest line of a pool is told to the peer whole");

struct bag { /* grows; lines end with '\0' */
	char *p;
	size_t len, cap;
	unsigned lines;
};

static void
bag_add(struct bag *b, const char *head, const char *line, size_t len)
{
	size_t need = strlen(head) + len + 1;

	if (b->cap - b->len < need) {
		size_t cap = (b->cap + need) * 2;
		char *p = memory_new(cap, 1);

		if (b->len > 0)
			memcpy(p, b->p, b->len);
		memory_free(b->p);
		b->p = p;
		b->cap = cap;
	}
	memcpy(b->p + b->len, head, strlen(head));
	memcpy(b->p + b->len + strlen(head), line, len);
	b->len += need;
	b->p[b->len - 1] = '\0';
	b->lines++;
}

static bool
begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

/* One piece of a rendered pool; whole lines. */
static void
bag_pool_lines(struct bag *b, const char *head, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		if (text[0] == ' ' && !begins(text, " remote-backup-profile "))
			bag_add(b, head, text, len);
		text += len + (text[len] == '\n');
	}
}

static void
bag_pool(struct bag *b, const struct conf *c, const struct conf_object *pool)
{
	char *chunk = memory_new(CHUNK, 1);
	char head[HEAD_MAX];
	uint64_t cursor = 0;
	bool more = true;

	snprintf(head, sizeof head, "ip pool %s:", conf_object_path(pool)->key.name);
	while (more) {
		struct text t = text_of(chunk, CHUNK);

		more = render_view(c, conf_object_path(pool), &cursor, &t);
		bag_pool_lines(b, head, chunk);
	}
	memory_free(chunk);
}

static bool
is_bound(const struct conf_object *pool, const char *profile)
{
	return schema_pool(pool)->profile.set &&
	       rbp_name_same(schema_pool(pool)->profile.name, profile);
}

/* Who speaks only what the other drops is Master beside it. The default makes no line. */
static void
bag_sends(struct bag *b, const struct vrrp_system_config *system)
{
	static const char *const line[] = {
	    [VRRP_SENDS_V2] = "vrrp version-3 send-packet-mode v2-only",
	    [VRRP_SENDS_BOTH] = "vrrp version-3 send-packet-mode v2v3-both",
	};

	if (system->version.version == 3 && system->sends.mode != VRRP_SENDS_V3)
		bag_add(b, "", line[system->sends.mode], strlen(line[system->sends.mode]));
}

/* The group clients see: who differs in it has another gateway, or is Master beside the other. */
static void
bag_group(struct bag *b, const struct conf *c, const struct rbp_config *rbp)
{
	struct vrrp_system_config system;
	const struct conf_object *o = schema_link(c, rbp->vrrp.interface);
	const struct vrrp_interface_config *v = o ? schema_link_vrrp(o) : NULL;
	char text[64], ip[IP4_TEXT];

	schema_system_vrrp_filled(c, &system);
	snprintf(text, sizeof text, "vrrp version %u, vrid %u", system.version.version,
		 rbp->vrrp.vrid);
	bag_add(b, "", text, strlen(text));
	bag_sends(b, &system);
	for (unsigned g = 0; v && g < VRRP_GROUPS_MAX; g++)
		for (unsigned i = 0; v->group[g].set && i < VRRP_VIPS_MAX; i++) {
			if (v->group[g].vrid != rbp->vrrp.vrid || !v->group[g].vip[i].set)
				continue;
			ip4_format(v->group[g].vip[i].address, ip);
			bag_add(b, "virtual-ip ", ip, strlen(ip));
		}
}

/* Pools that choose their clients by option 60 do so or not by a switch of the system view. */
static void
bag_switches(struct bag *b, const struct conf *c, const char *profile)
{
	static const char line[] = "dhcp server base-option60 enable";
	const struct conf_object *o = NULL;
	bool chosen = false;

	while (schema_system_dhcp(c)->base_option60.set && (o = conf_next_of(c, VIEW_POOL, o)))
		chosen |= is_bound(o, profile) && (schema_pool(o)->option60.count > 0 ||
						   schema_pool(o)->option60_prefix.count > 0);
	if (chosen)
		bag_add(b, "", line, strlen(line));
}

struct agreed
agreed_of_profile(const struct conf *c, const char *profile)
{
	struct conf_path path = conf_path_name(VIEW_RBP, profile);
	const struct conf_object *o = conf_find(c, &path), *pool = NULL;
	struct agreed l = {0};
	struct bag b = {0};
	char text[64];
	const char *p;

	if (!o)
		return l;
	snprintf(text, sizeof text, "backup-id %u", schema_rbp(o)->backup.id);
	bag_add(&b, "", text, strlen(text));
	if (rbp_mclt_us(schema_rbp(o)) != LEASE_MCLT_DEFAULT_US) {
		snprintf(text, sizeof text, "mclt %u", schema_rbp(o)->mclt.seconds);
		bag_add(&b, "", text, strlen(text));
	}
	if (schema_rbp(o)->vrrp.set)
		bag_group(&b, c, schema_rbp(o));
	bag_switches(&b, c, profile);
	while ((pool = conf_next_of(c, VIEW_POOL, pool)))
		if (is_bound(pool, profile))
			bag_pool(&b, c, pool);
	l.line = memory_new(b.lines, sizeof *l.line);
	l.text = b.p;
	p = b.p;
	for (; l.count < b.lines; p += strlen(p) + 1)
		l.line[l.count++] = p;
	return l;
}

void
agreed_free(struct agreed *l)
{
	memory_free(l->line);
	memory_free(l->text);
	*l = (struct agreed){0};
}

void
agreed_renew(struct agreed *l, const struct conf *c, const char *profile)
{
	agreed_free(l);
	*l = agreed_of_profile(c, profile);
}
