/* node/bind/standby.c -- see node/bind/standby.h.
 *
 * The slots are a ring in the order in which messages were heard, with holes where one was taken,
 * settled or replaced; each that is used stands in the chain of its client's bucket. */
#include "node/bind/standby.h"

#include <assert.h>

/* ---- chains ---- */

static uint16_t *
bucket_of(struct standby *s, const struct lease_key *key)
{
	return &s->bucket[lease_key_hash(key, 0) % STANDBY_MAX];
}

/* Takes a slot out of its chain; its place in the ring stays, unused. */
static void
slot_drop(struct standby *s, struct standby_slot *slot)
{
	uint16_t index1 = (uint16_t)(slot - s->slot + 1), *at = bucket_of(s, &slot->key);

	assert(slot->used);
	while (*at != index1)
		at = &s->slot[*at - 1].next;
	*at = slot->next;
	slot->used = false;
	s->of_pool[slot->pool]--;
	slot->next = 0;
	slot->settled_us = 0;
}

/* The next slot of the client's from *at on; NULL at the end. It may be dropped. */
static struct standby_slot *
next_of(struct standby *s, const struct lease_key *key, uint16_t *at)
{
	while (*at != 0) {
		struct standby_slot *slot = &s->slot[*at - 1];

		*at = slot->next;
		if (lease_key_same(&slot->key, key))
			return slot;
	}
	return NULL;
}

/* ---- the ring ---- */

static struct standby_slot *
slot_at(struct standby *s, uint32_t index)
{
	return &s->slot[index % STANDBY_MAX];
}

static void
pass_head(struct standby *s, uint64_t now)
{
	while (s->head != s->tail) {
		struct standby_slot *slot = slot_at(s, s->head);

		if (slot->used && now < time_after(slot->heard_us, STANDBY_KEEP_US))
			return;
		if (slot->used)
			slot_drop(s, slot);
		s->head++;
	}
}

static struct standby_slot *
slot_push(struct standby *s, uint64_t now)
{
	pass_head(s, now);
	if (s->tail - s->head == STANDBY_MAX) {
		slot_drop(s, slot_at(s, s->head));
		s->head++;
	}
	return slot_at(s, s->tail++);
}

/* ---- what node/ calls ---- */

/* Of the client: what it said in this transaction, and what it was perhaps told before. */
static void
drop_earlier(struct standby *s, const struct lease_key *key, const struct dhcp_request *request)
{
	uint16_t at = *bucket_of(s, key);
	struct standby_slot *slot;

	while ((slot = next_of(s, key, &at)) != NULL)
		if (slot->settled_us != 0 || (slot->request.vlan == request->vlan &&
					      slot->request.message.xid == request->message.xid))
			slot_drop(s, slot);
}

void
standby_keep(struct standby *s, const struct dhcp_request *request, const struct lease_key *key,
	     unsigned pool, uint64_t now)
{
	struct standby_slot *slot;
	uint16_t *bucket;

	if (request->message.type != DHCP_DISCOVER && request->message.type != DHCP_REQUEST)
		return;
	drop_earlier(s, key, request);
	slot = slot_push(s, now);
	bucket = bucket_of(s, key);
	slot->used = true;
	slot->pool = (uint16_t)pool;
	s->of_pool[pool]++;
	slot->heard_us = now;
	slot->key = *key;
	slot->request = *request;
	slot->next = *bucket;
	*bucket = (uint16_t)(slot - s->slot + 1);
}

static bool
is_settled(const struct dhcp_message *m, struct ip4 address)
{
	if (m->type == DHCP_DISCOVER)
		return true;
	return ip4_same(ip4_set(m->ciaddr) ? m->ciaddr : m->requested, address);
}

static bool
was_told(const struct standby_slot *slot, uint64_t heard_us)
{
	return slot->settled_us != 0 && heard_us >= time_after(slot->settled_us, STANDBY_TELLS_US);
}

/* What the peer, heard now, has surely answered. */
static void
pass_told(struct standby *s, uint64_t now)
{
	for (; s->told_head != s->told_tail; s->told_head++) {
		const struct standby_told *t = &s->told[s->told_head % STANDBY_MAX];
		struct standby_slot *slot = &s->slot[t->slot];

		if (slot->settled_us != t->settled_us)
			continue;
		if (!was_told(slot, now))
			return;
		slot_drop(s, slot);
	}
}

/* It stays until its client was told, where there is room for it. */
static void
settle(struct standby *s, struct standby_slot *slot, uint64_t now)
{
	if (slot->request.message.type == DHCP_DISCOVER ||
	    s->told_tail - s->told_head == STANDBY_MAX) {
		slot_drop(s, slot);
		return;
	}
	slot->settled_us = now;
	s->told[s->told_tail++ % STANDBY_MAX] =
	    (struct standby_told){(uint16_t)(slot - s->slot), now};
}

void
standby_settled(struct standby *s, const struct lease_key *key, struct ip4 address, uint64_t now)
{
	struct standby_slot *slot;
	uint16_t at;

	pass_told(s, now);
	at = *bucket_of(s, key);
	while ((slot = next_of(s, key, &at)) != NULL)
		if (slot->settled_us == 0 && is_settled(&slot->request.message, address))
			settle(s, slot, now);
}

bool
standby_take(struct standby *s, unsigned pool, uint64_t heard_us, uint64_t now,
	     struct dhcp_request *ret)
{
	pass_head(s, now);
	for (uint32_t i = s->head; i != s->tail && s->of_pool[pool] > 0; i++) {
		struct standby_slot *slot = slot_at(s, i);
		bool told;

		if (!slot->used || slot->pool != pool)
			continue;
		told = was_told(slot, heard_us);
		if (!told)
			*ret = slot->request;
		slot_drop(s, slot);
		if (!told)
			return true;
	}
	return false;
}

void
standby_clear(struct standby *s)
{
	for (; s->head != s->tail; s->head++)
		if (slot_at(s, s->head)->used)
			slot_drop(s, slot_at(s, s->head));
}
