/* lan/mend.c -- see lan/mend.h. */
#include "lan/mend.h"

#include <stddef.h>
#include <string.h>

static struct lan_loss *
find(struct lan_mend *m, const struct lan_lost *what)
{
	for (unsigned i = 0; i < m->count; i++)
		if (lan_lost_same(&m->loss[i].what, what))
			return &m->loss[i];
	return NULL;
}

/* The place of one that is there again, the longest; NULL: all are missing. */
static struct lan_loss *
take_oldest(struct lan_mend *m)
{
	struct lan_loss *oldest = NULL;

	for (unsigned i = 0; i < m->count; i++) {
		struct lan_loss *l = &m->loss[i];

		if (!l->missing && !l->broken && (!oldest || l->since_us < oldest->since_us))
			oldest = l;
	}
	return oldest;
}

static struct lan_loss *
make(struct lan_mend *m, const struct lan_lost *what)
{
	struct lan_loss *l = m->count < LAN_LOSSES_MAX ? &m->loss[m->count++] : take_oldest(m);

	if (l)
		*l = (struct lan_loss){.what = *what};
	return l;
}

static void
set_broken(struct lan_mend *m, struct lan_loss *l, bool broken, enum lan_mend_news news)
{
	m->changed |= l->broken != broken;
	m->given_up += broken && !l->broken;
	l->broken = broken;
	l->news = news;
}

static void
lose(struct lan_mend *m, struct lan_loss *l, uint64_t now)
{
	if (l->losses == 0 || now > time_after(l->first_us, LAN_FIGHT_US)) {
		l->first_us = now;
		l->losses = 0;
	}
	l->losses++;
	l->times++;
	l->missing = true;
	l->since_us = now;
	l->tries = 0;
	if (!l->broken)
		l->try_us = now;
	if (!l->broken && l->losses >= LAN_FIGHT_LOSSES) {
		l->fought = true;
		set_broken(m, l, true, LAN_MEND_FOUGHT);
	}
}

static void
miss(struct lan_mend *m, struct lan_loss *l, uint64_t now)
{
	if (!l->missing)
		lose(m, l, now);
	else if (!l->broken && l->tries >= LAN_TRIES && now >= l->try_us)
		set_broken(m, l, true, LAN_MEND_BROKEN);
}

static void
come_back(struct lan_mend *m, struct lan_loss *l, uint64_t now)
{
	l->missing = false;
	l->since_us = now;
	m->restored++;
	if (!l->broken)
		l->news = LAN_MEND_RESTORED;
}

static void
stay(struct lan_mend *m, struct lan_loss *l, uint64_t now)
{
	if (!l->broken || now < time_after(l->since_us, LAN_WELL_US))
		return;
	l->losses = 0;
	l->fought = false;
	set_broken(m, l, false, LAN_MEND_WELL);
}

static bool
try_again(struct lan_loss *l, uint64_t now)
{
	if (!l->missing || now < l->try_us)
		return false;
	l->tries++;
	l->try_us = time_after(now, l->broken ? LAN_PACE_US : LAN_TRY_US);
	return true;
}

static bool
among(const struct lan_lost *what, const struct lan_lost *lost, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (lan_lost_same(what, &lost[i]))
			return true;
	return false;
}

static void
forget(struct lan_mend *m, uint64_t now)
{
	for (unsigned i = m->count; i-- > 0;) {
		const struct lan_loss *l = &m->loss[i];

		if (!l->missing && !l->broken && now > time_after(l->since_us, LAN_FORGET_US))
			m->loss[i] = m->loss[--m->count];
	}
}

bool
lan_mend_look(struct lan_mend *m, const struct lan_lost *lost, unsigned count, uint64_t now)
{
	bool again = false, unknown = false;

	m->changed = false;
	forget(m, now);
	for (unsigned i = 0; i < m->count; i++) {
		struct lan_loss *l = &m->loss[i];
		bool there = !among(&l->what, lost, count);

		l->news = LAN_MEND_NOTHING;
		if (there && l->missing)
			come_back(m, l, now);
		else if (there)
			stay(m, l, now);
	}
	for (unsigned i = 0; i < count; i++) {
		struct lan_loss *l = find(m, &lost[i]);

		l = l ? l : make(m, &lost[i]);
		if (l)
			miss(m, l, now);
		else
			unknown = true;
	}
	for (unsigned i = 0; i < m->count; i++)
		again |= try_again(&m->loss[i], now);
	return again || unknown;
}

const struct lan_loss *
lan_mend_broken(const struct lan_mend *m, uint16_t vlan, uint8_t vrid)
{
	for (unsigned i = 0; i < m->count; i++) {
		const struct lan_loss *l = &m->loss[i];

		if (l->broken && (l->what.vlan == 0 || l->what.vlan == vlan) &&
		    (l->what.vrid == 0 || l->what.vrid == vrid))
			return l;
	}
	return NULL;
}
