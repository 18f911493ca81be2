/* test/rig/time.c -- the clocks of the devices, and what comes next. */
#include <assert.h>

#include "test/rig/inside.h"

static uint64_t
elapsed(const struct rig_clock *c, uint64_t span_us)
{
	return span_us + (uint64_t)((int64_t)span_us * c->ppm / 1000000);
}

uint64_t
rig_now(const struct rig *r, unsigned device)
{
	const struct rig_clock *c = &r->device[device].clock;

	return c->base_us + elapsed(c, r->now - c->at_us);
}

/* When the device's clock will show this; not before. */
static uint64_t
moment(const struct rig *r, unsigned device, uint64_t deadline_us)
{
	const struct rig_clock *c = &r->device[device].clock;
	uint64_t span;

	if (deadline_us == TIME_NEVER)
		return TIME_NEVER;
	if (deadline_us <= rig_now(r, device))
		return r->now;
	span = deadline_us - c->base_us;
	span -= (uint64_t)((int64_t)span * c->ppm / (1000000 + c->ppm));
	while (c->base_us + elapsed(c, span) < deadline_us)
		span++;
	return c->at_us + span;
}

void
rig_drift(struct rig *r, unsigned device, int ppm)
{
	struct rig_clock *c = &r->device[device].clock;

	c->base_us = rig_now(r, device);
	c->at_us = r->now;
	c->ppm = ppm;
}

int64_t
rig_wall_offset(const struct rig *r, unsigned device)
{
	return (int64_t)r->now + r->wall_offset_us + r->device[device].clock.wall_error_us -
	       (int64_t)rig_now(r, device);
}

/* ---- what comes next ---- */

static bool
runs(const struct rig_device *d)
{
	return d->alive && !d->frozen;
}

static bool
looks(const struct rig_device *d)
{
	return d->alive && !d->stuck && d->look_us != 0;
}

/* The disk goes on while its process is stopped; what it completed waits. */
static bool
tick_disk(struct rig *r, unsigned device)
{
	struct node_input in = {.kind = NODE_IN_DISK};
	struct rig_disk_event done;

	if (rig_disk_deadline(&r->device[device].disk) > r->now)
		return false;
	if (rig_disk_step(&r->device[device].disk, r->now, &done)) {
		in.u.disk.event = done.event;
		in.u.disk.number = done.number;
		in.u.disk.message = done.message;
		rig_step(r, device, &in);
	}
	return true;
}

static void
tick(struct rig *r, unsigned device)
{
	struct rig_device *d = &r->device[device];

	if (!runs(d) || (!d->stuck && tick_disk(r, device)))
		return;
	if (!d->dozes && d->pulse_us <= rig_now(r, device))
		rig_beat(r, device, &(struct pulse_input){.kind = PULSE_IN_TICK});
	if (d->alive && !d->stuck && d->node_us <= rig_now(r, device))
		rig_step(r, device, &(struct node_input){.kind = NODE_IN_TICK});
	if (looks(d) && d->look_us <= r->now)
		rig_look(r, device);
}

static uint64_t
next_of(const struct rig *r, unsigned device)
{
	const struct rig_device *d = &r->device[device];
	uint64_t at_us = d->dozes ? TIME_NEVER : moment(r, device, d->pulse_us);

	if (d->stuck)
		return at_us;
	if (looks(d))
		at_us = time_min(at_us, d->look_us);
	at_us = time_min(at_us, rig_disk_deadline(&d->disk));
	return time_min(at_us, moment(r, device, d->node_us));
}

static uint64_t
next_time(const struct rig *r)
{
	uint64_t at_us = r->events ? r->events->at_us : TIME_NEVER;

	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (runs(&r->device[i]))
			at_us = time_min(at_us, next_of(r, i));
	return at_us;
}

static void
turn(struct rig *r)
{
	r->turns++;
	if (rig_happen(r))
		return;
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		tick(r, i);
}

void
rig_run(struct rig *r, uint64_t span_us)
{
	uint64_t end = r->now + span_us, next;
	unsigned still = 0;

	rig_unstall(r);
	while ((next = next_time(r)) <= end) {
		still = next <= r->now ? still + 1 : 0;
		assert(still < 100000 && "a deadline does not move");
		if (next > r->now)
			r->now = next;
		turn(r);
		if (r->pause_at != 0 && r->turns >= r->pause_at) {
			r->pause_at = 0;
			return;
		}
	}
	r->now = end;
}

bool
rig_run_until_master(struct rig *r, unsigned device, uint64_t span_us)
{
	for (uint64_t end = r->now + span_us; r->now < end; rig_run(r, 10 * TIME_MS))
		if (r->device[device].owns)
			return true;
	return r->device[device].owns;
}
