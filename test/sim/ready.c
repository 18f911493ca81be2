/* test/sim/ready.c -- a device that would not serve if it had to: DHCP is not enabled on its
 * interface, its profile has no service-type, its pool is locked, its link is down, its disk is
 * full. It is a Backup most often, and now and then its Master dies meanwhile. And the judge of
 * what each device shows of the other: true within a dead time, in both directions. Truth is what
 * this program did to a device and whether its disk takes anything, not what it says of itself. */
#include "test/sim/sim.h"

#define WISH_US (300 * TIME_SEC) /* so long it waits for a pair */

/* KEEPALIVE says it at once, and a silent session ends after 3 s; the looks are a second apart. */
#define DEAD_US (5 * TIME_SEC)

static bool
strike_own(struct sim *s, enum sim_fault_kind kind, unsigned device, uint64_t span_us)
{
	uint64_t before = s->count.kind[kind];

	sim_strike(
	    s, &(struct sim_fault){.kind = kind, .device = device, .for_us = span_us, .dice = 1});
	return s->count.kind[kind] > before;
}

static bool
begin(struct sim *s, const struct sim_fault *f)
{
	uint64_t dice = f->dice, span_us;
	unsigned i = sim_pick(&dice, 4) ? 1 - sim_master(s) : f->device;
	enum sim_unready how = (enum sim_unready)(1 + sim_pick(&dice, SIM_UNREADIES - 1));
	bool began = true;

	if (!sim_can_type(s, i) || s->paired_us == 0 || s->unready_us[i] != 0 || s->follow_us != 0)
		return false;
	span_us = 5 * TIME_SEC + sim_pick(&dice, 200) * TIME_SEC;
	if (how == SIM_NO_LINK) {
		began = strike_own(s, SIM_LINK, i, span_us);
	} else if (how == SIM_NO_DISK) {
		began = strike_own(s, SIM_DISK_FULL, i, span_us);
	} else {
		s->param[i].unready = how;
		s->unready_us[i] = s->rig->now + span_us;
		sim_reload(s, i);
	}
	if (!began)
		return false;
	sim_say(s, "%c would not serve (%d)", 'A' + (int)i, (int)how);
	s->fall_us[1 - i] = dice & 1 ? s->rig->now + TIME_SEC + dice % span_us : 0;
	return true;
}

bool
sim_unready(struct sim *s, const struct sim_fault *f)
{
	bool done = begin(s, f);

	s->unready_wish = done ? NULL : f;
	return done;
}

static void
wish(struct sim *s)
{
	const struct sim_fault *f = s->unready_wish;

	if (!f)
		return;
	if (s->settling || s->rig->now > s->start_us + f->at_us + WISH_US)
		s->unready_wish = NULL;
	else if (begin(s, f)) {
		s->unready_wish = NULL;
		s->count.kind[SIM_UNREADY]++;
	}
}

void
sim_ready_due(struct sim *s, unsigned i)
{
	uint64_t now = s->rig->now;

	if (i == 0)
		wish(s);
	if (s->fall_us[i] != 0 && s->fall_us[i] <= now) {
		if (!s->settling)
			strike_own(s, s->told & 1 ? SIM_KILL : SIM_POWER, i,
				   2 * TIME_SEC + s->told % (30 * TIME_SEC));
		s->fall_us[i] = 0;
	}
	if (s->unready_us[i] == 0 || (!s->settling && s->unready_us[i] > now))
		return;
	s->unready_us[i] = now + TIME_SEC;
	if (s->rig->device[i].alive && !sim_can_type(s, i))
		return;
	s->unready_us[i] = 0;
	s->param[i].unready = SIM_READY;
	sim_reload(s, i);
}

/* ---- the judge ---- */

/* Notes since when it surely would serve, or surely would not; in between nobody can say. */
static void
look(struct sim *s, unsigned i)
{
	const struct rig_device *d = &s->rig->device[i];
	bool could = d->alive && d->lan_up && !d->frozen && !d->stuck && s->stopping_us[i] == 0 &&
		     s->param[i].unready == SIM_READY && s->param[i].unbound != SIM_NO_PROFILE &&
		     sim_disk_works(s, i);
	bool unsure = (d->disk.mode != RIG_DISK_OK && sim_disk_works(s, i)) || d->look_us != 0 ||
		      sim_has_left(s, i);

	if (!could || unsure)
		s->could_us[i] = 0;
	else if (s->could_us[i] == 0)
		s->could_us[i] = s->rig->now;
	if (could || unsure)
		s->cannot_us[i] = 0;
	else if (s->cannot_us[i] == 0)
		s->cannot_us[i] = s->rig->now;
	if (!d->alive || d->frozen || d->stuck)
		s->awake_us[i] = s->rig->now;
}

static bool
lasts(const struct sim *s, uint64_t since_us)
{
	return since_us != 0 && s->rig->now - since_us > DEAD_US;
}

/* What a device shows of its peer. */
static void
judge(struct sim *s, unsigned device)
{
	enum sim_word word = sim_word_of_peer(s, device);
	unsigned peer = 1 - device;
	bool paired = lasts(s, s->paired_us);

	if (word != s->word[device])
		s->word_us[device] = s->rig->now; /* a cut may have held it up for long */
	s->word[device] = word;
	if (!lasts(s, s->awake_us[device]) || s->stopping_us[device] != 0)
		return;
	if (word == SIM_SAYS_YES && lasts(s, s->cannot_us[peer]) && lasts(s, s->word_us[device]))
		sim_wrong(s, "a device that would not serve is shown as ready", peer,
			  (struct ip4){0});
	if (word == SIM_SAYS_NO && paired && lasts(s, s->could_us[peer]))
		sim_wrong(s, "a device that would serve is shown as not ready", peer,
			  (struct ip4){0});
	if (word == SIM_SAYS_NOTHING && paired && lasts(s, s->awake_us[peer]))
		sim_wrong(s, "Connected, and nobody knows whether the peer is ready", peer,
			  (struct ip4){0});
}

void
sim_judge_ready(struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		look(s, i);
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		judge(s, i);
}
