/* node/pair/slots.c -- see node/pair/slots.h.
 *
 * A name is found in any case and stays as it was typed first; its index for displays is the lowest
 * free one. A new profile asks the journal how it stood (R5, R8), so that taking a line out and
 * putting it back forgets no declaration. */
#include "node/pair/slots.h"

#include <string.h>

#include "base/text.h"
#include "node/config/schema.h"
#include "node/pair/pair.h"
#include "node/pair/room.h"
#include "rbp/digest.h"

/* ---- finding ---- */

unsigned
slots_service(const struct pairs *all, const char *name)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used && rbp_name_same(all->service[i].name, name))
			return i;
	return NODE_NONE;
}

static struct service *
service_of(struct pairs *all, const char *name)
{
	unsigned slot = slots_service(all, name);

	return slot == NODE_NONE ? NULL : &all->service[slot];
}

struct profile *
slots_profile(struct pairs *all, unsigned service, uint16_t backup_id)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];

		if (p->used && p->service == service && p->config.backup.id == backup_id)
			return p;
	}
	return NULL;
}

/* ---- slots ---- */

/* Validation bounds names; what a key could hold beyond that is cut. */
static void
keep_name(char *p, size_t cap, const char *name)
{
	struct text t = text_of(p, cap);

	text_bytes(&t, name, strlen(name));
}

static struct service *
service_take(struct pairs *all, const char *name)
{
	bool taken[NODE_STREAMS_MAX + 1] = {false};
	struct service *s = NULL;

	for (unsigned i = NODE_STREAMS_MAX; i-- > 0;) {
		if (all->service[i].used)
			taken[all->service[i].index - RBS_INDEX_FIRST] = true;
		else
			s = &all->service[i];
	}
	if (!s)
		return NULL;
	memset(s, 0, sizeof *s);
	while (taken[s->index])
		s->index++;
	s->index += RBS_INDEX_FIRST;
	s->used = true;
	keep_name(s->name, sizeof s->name, name);
	return s;
}

static struct profile *
profile_named(struct pairs *all, const char *name)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (all->profile[i].used && rbp_name_same(all->profile[i].name, name))
			return &all->profile[i];
	return NULL;
}

static struct profile *
profile_take(struct pairs *all, const char *name)
{
	bool taken[NODE_PROFILES_MAX + 1] = {false};
	struct profile *p = NULL;

	for (unsigned i = NODE_PROFILES_MAX; i-- > 0;) {
		if (all->profile[i].used)
			taken[all->profile[i].index - RBP_INDEX_FIRST] = true;
		else
			p = &all->profile[i];
	}
	if (!p)
		return NULL;
	memset(p, 0, sizeof *p);
	while (taken[p->index])
		p->index++;
	p->index += RBP_INDEX_FIRST;
	p->used = true;
	keep_name(p->name, sizeof p->name, name);
	return p;
}

/* ---- configuration ---- */

static void
configure_services(struct pairs *all, const struct conf *running)
{
	const struct conf_object *o = NULL;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		memset(&all->service[i].config, 0, sizeof all->service[i].config);
	while ((o = conf_next_of(running, VIEW_RBS, o))) {
		const char *name = conf_object_path(o)->key.name;
		struct service *s = service_of(all, name);

		if (!s)
			s = service_take(all, name);
		if (s)
			s->config = *schema_rbs(o);
	}
}

static void
profile_configure(struct pairs *all, struct profile *p, const struct rbp_config *config,
		  const struct conf *running)
{
	const struct service *s = config->backup.set ? service_of(all, config->backup.rbs) : NULL;
	const struct conf_object *link =
	    config->vrrp.set ? schema_link(running, config->vrrp.interface) : NULL;
	uint64_t digest = rbp_digest(p->agreed.line, p->agreed.count);
	unsigned service = p->service;

	p->config = *config;
	p->vlan = link ? schema_link_vlan(link) : 0;
	p->service = s ? (unsigned)(s - all->service) : NODE_NONE;
	agreed_renew(&p->agreed, running, p->name);
	p->anew = p->service != service || rbp_digest(p->agreed.line, p->agreed.count) != digest;
}

static void
configure_profiles(struct pairs *all, const struct conf *running)
{
	const struct conf_object *o = NULL;

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];
		struct conf_path path = conf_path_name(VIEW_RBP, p->name);

		if (!p->used || conf_find(running, &path))
			continue;
		agreed_free(&p->agreed);
		memset(p, 0, sizeof *p);
	}
	while ((o = conf_next_of(running, VIEW_RBP, o))) {
		const char *name = conf_object_path(o)->key.name;
		struct profile *p = profile_named(all, name);

		if (!p && (p = profile_take(all, name)))
			pair_recall(all, p);
		if (p)
			profile_configure(all, p, schema_rbp(o), running);
	}
}

void
slots_configure(struct pairs *all, const struct conf *running)
{
	configure_services(all, running);
	configure_profiles(all, running);
	pair_publish(all);
}

void
slots_give_back(struct service *s)
{
	memset(s, 0, sizeof *s);
}

void
slots_free(struct pairs *all)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		agreed_free(&all->profile[i].agreed);
}
