/* rbs/identity.c -- see rbs/identity.h. The only file that writes s->identity.
 *
 * Strangers are counted apart, so that one does not end the patience with another; of more than
 * RBS_STRANGERS_MAX the one that was silent longest is forgotten. One that stays away begins anew.
 * Between two tries no more than STRANGER_GAP counts: a device that was frozen did not see whether
 * the known one came meanwhile.
 *
 * Versions: what this device makes is above all that it took, and its peer has to take that. So one
 * of whom less is known is bounded lower than one of whom more is: the first one ever (of a new
 * disk) so that the peer of before, to whom this device is a newcomer, takes what follows; and a
 * newcomer so that the peer takes it to whom this device is known. */
#include "rbs/identity.h"

#include <stdio.h>
#include <string.h>

#define STRANGER_AWAY (15 * TIME_SEC) /* longer than one that waits for its turn */
#define STRANGER_GAP  (3 * TIME_SEC)  /* who is refused tries again after RBS_RETRY */
#define STRANGER_TOLD (60 * TIME_SEC) /* lines of the log come no more often */
#define VERSION_BASE  (1ULL << 61)    /* where a clock begins at most: lease_clock_first() */
#define VERSION_NEW   (1ULL << 40)    /* above it: 256 declarations (lease_clock_jump()) */
#define VERSION_FIRST (1ULL << 39)

static uint64_t
known_device(const struct rbs_session *s)
{
	return s->identity.device != 0 ? s->identity.device : s->local.known_device;
}

/* Of a device that was met before this start only the identity is kept, not the journal. */
static bool
is_known(const struct rbs_session *s, const struct rbs_hello *hello)
{
	if (hello->device != known_device(s))
		return false;
	return s->identity.device == 0 || hello->journal == s->identity.journal;
}

static struct rbs_stranger *
stranger_of(struct rbs_session *s, const struct rbs_hello *hello)
{
	struct rbs_stranger *oldest = &s->identity.stranger[0];

	for (unsigned i = 0; i < RBS_STRANGERS_MAX; i++) {
		struct rbs_stranger *t = &s->identity.stranger[i];

		if (t->device == hello->device && t->journal == hello->journal)
			return t;
		if (t->last_us < oldest->last_us)
			oldest = t;
	}
	*oldest = (struct rbs_stranger){.device = hello->device, .journal = hello->journal};
	return oldest;
}

static void
say(struct rbs_session *s, const struct rbs_hello *hello, const char *what)
{
	struct rbs_identity *i = &s->identity;

	if (i->told_us != 0 && s->now < i->told_us + STRANGER_TOLD)
		return;
	i->told_us = s->now;
	snprintf(i->text, sizeof i->text, "%s. (peer=%s, device=%016llx, before=%016llx)", what,
		 ip4_format(s->config.peer.peer, (char[IP4_TEXT]){0}),
		 (unsigned long long)hello->device, (unsigned long long)known_device(s));
	rbs_alarm(s, RBS_ALARM_STRANGER, 0, i->text);
}

bool
rbs_identity_is_believed(struct rbs_session *s, const struct rbs_hello *hello)
{
	bool self = hello->device == s->local.device;
	struct rbs_stranger *t;

	if (!self && (known_device(s) == 0 || is_known(s, hello)))
		return true;
	t = stranger_of(s, hello);
	if (t->last_us == 0 || s->now > t->last_us + STRANGER_AWAY) {
		t->stayed_us = 0;
		if (!self)
			say(s, hello,
			    "A device that is not the one of the sessions before says that it is "
			    "the peer; it is believed when it stays and the other one does not "
			    "come");
	} else {
		t->stayed_us += time_min(s->now - t->last_us, STRANGER_GAP);
	}
	t->last_us = s->now;
	return t->stayed_us >= RBS_STRANGER_LIMIT;
}

bool
rbs_identity_is_other(const struct rbs_session *s, const struct rbs_hello *hello)
{
	return known_device(s) != 0 && !is_known(s, hello);
}

void
rbs_identity_met(struct rbs_session *s, const struct rbs_hello *hello)
{
	struct rbs_identity *i = &s->identity;

	if (known_device(s) == 0)
		i->first_us = s->now > 0 ? s->now : 1;
	else if (rbs_identity_is_other(s, hello)) {
		i->told_us = 0;
		say(s, hello, "The peer is another device than in the sessions before");
		i->newcomer_us = s->now > 0 ? s->now : 1;
	}
	memset(i->stranger, 0, sizeof i->stranger);
	i->device = hello->device;
	i->journal = hello->journal;
}

void
rbs_identity_forget(struct rbs_session *s)
{
	memset(&s->identity, 0, sizeof s->identity);
}

static bool
is_recent(const struct rbs_session *s, uint64_t since_us)
{
	return since_us != 0 && s->now < since_us + RBS_NEWCOMER_LIMIT;
}

bool
rbs_identity_is_new(const struct rbs_session *s)
{
	return is_recent(s, s->identity.newcomer_us);
}

uint64_t
rbs_identity_version_max(const struct rbs_session *s)
{
	uint64_t seen = s->local.version > VERSION_BASE ? s->local.version : VERSION_BASE;

	if (seen >= LEASE_VERSION_PEER_MAX - VERSION_NEW)
		return LEASE_VERSION_PEER_MAX;
	if (rbs_identity_is_new(s))
		return seen + VERSION_NEW;
	return is_recent(s, s->identity.first_us) ? seen + VERSION_FIRST : LEASE_VERSION_PEER_MAX;
}
