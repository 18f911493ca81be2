/* test/sim/history.c -- one history from beginning to end. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "test/sim/sim.h"

enum { STEPS_MAX = 2000000 };

void
sim_say(const struct sim *s, const char *format, ...)
{
	va_list args;

	if (!s->verbose)
		return;
	fprintf(stderr, "%10.6f   ", (double)(s->rig->now - s->start_us) / 1e6);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

struct sim *
sim_new(const struct sim_plan *plan, bool verbose)
{
	struct sim *s = calloc(1, sizeof *s);

	assert(s);
	s->plan = *plan;
	s->verbose = verbose;
	s->clients_count = plan->clients_count;
	s->rig = rig_new();
	s->rig->verbose = verbose;
	s->rig->prng.state = plan->seed;
	s->rig->hear = sim_client_hear;
	s->rig->say = sim_judge_say;
	s->rig->status = sim_judge_status;
	s->rig->logged = sim_judge_logged;
	s->rig->answers = sim_client_answers;
	s->rig->overheard = sim_impostor_hears;
	s->rig->announced = sim_hostile_announced;
	s->rig->context = s;
	s->rig->slice = plan->slice;
	s->rig->step_us = plan->slice ? TIME_MS : 0;
	s->rig->wall_offset_us = (int64_t)1767225600 * 1000000;
	s->start_us = s->served_us = s->rig->now;
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		struct rig_device *d = &s->rig->device[i];

		s->param[i] = plan->param;
		d->disk.prng.state = plan->seed * 2 + i;
		d->disk.sync_us = plan->sync_us[i];
		rig_drift(s->rig, i, plan->ppm[i]);
	}
	for (unsigned i = 0; i < SIM_CLIENTS_MAX; i++) {
		struct sim_client *c = &s->client[i];

		c->prng.state = plan->seed << 8 | i;
		c->next_us = s->rig->now + prng_below(&c->prng, 30 * TIME_SEC);
	}
	return s;
}

void
sim_free(struct sim *s)
{
	rig_free(s->rig);
	free(s);
}

static uint64_t
next_moment(const struct sim *s, uint64_t end_us)
{
	uint64_t at_us = time_min(end_us, s->rig->now + TIME_SEC);

	sim_faults_next(s, &at_us);
	for (unsigned i = 0; i < s->clients_count; i++)
		sim_sooner(&at_us, s->client[i].next_us);
	return at_us;
}

void
sim_live(struct sim *s, uint64_t end_us)
{
	for (unsigned steps = 0; s->rig->now < end_us && s->wrong[0] == '\0'; steps++) {
		uint64_t at_us = next_moment(s, end_us);

		assert(steps < STEPS_MAX && "time stands still");
		rig_run(s->rig, time_left(at_us, s->rig->now));
		sim_judge_time(s);
		sim_faults_due(s);
		for (unsigned i = 0; i < s->clients_count; i++)
			if (s->client[i].next_us <= s->rig->now)
				sim_client_move(s, i);
	}
}

/* Who holds a lease asks for it once more. */
static void
renew_all(struct sim *s)
{
	for (unsigned i = 0; i < s->clients_count; i++) {
		struct sim_client *c = &s->client[i];

		c->next_us = TIME_NEVER;
		c->new_us = 0;
		if (c->doing < SIM_BOUND || c->until_us <= s->rig->now + 30 * TIME_SEC)
			continue;
		sim_client_begin(s, i, SIM_RENEWING);
		c->next_us = s->rig->now + prng_below(&c->prng, TIME_SEC);
	}
}

/* The faults are over: what must be true now. */
static void
settle(struct sim *s)
{
	uint64_t limit = s->rig->now + 180 * TIME_SEC;

	sim_faults_end(s);
	while (s->paired_us == 0 && s->rig->now < limit && s->wrong[0] == '\0')
		sim_live(s, s->rig->now + TIME_SEC);
	if (s->paired_us == 0)
		sim_wrong(s, "I6: not Connected", 0, (struct ip4){0});
	sim_live(s, s->rig->now + 30 * TIME_SEC);
	renew_all(s);
	sim_live(s, s->rig->now + 20 * TIME_SEC);
	if (s->wrong[0] != '\0')
		return;
	rig_run(s->rig, 3 * TIME_SEC);
	for (unsigned i = 0; i < 20 && !sim_is_quiet(s); i++) /* leases end now and then */
		rig_run(s->rig, 103 * TIME_MS);
	sim_judge_end(s);
}

static void
add_up(struct sim *s)
{
	s->count.histories = 1;
	s->count.us = s->rig->now - s->start_us;
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		const struct rig_disk *d = &s->rig->device[i].disk;

		s->count.lost_sectors += d->count.lost_sectors;
		s->count.torn_writes += d->count.torn_writes;
		s->count.syncs += d->count.syncs;
		s->count.disk_failures += d->count.failures;
		s->count.snapshots += d->count.snapshots;
	}
}

bool
sim_run(struct sim *s)
{
	struct prng p = {s->plan.seed};

	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		sim_boot(s, i);
		rig_run(s->rig, prng_below(&p, 8 * TIME_SEC));
	}
	sim_live(s, s->start_us + s->plan.span_us);
	if (s->wrong[0] == '\0')
		settle(s);
	add_up(s);
	return s->wrong[0] == '\0';
}
