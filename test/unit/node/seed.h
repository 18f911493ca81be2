/* test/unit/node/seed.h -- the seed's two devices on the rig, for tests that begin there. */
#ifndef TEST_UNIT_NODE_SEED_H
#define TEST_UNIT_NODE_SEED_H

#include <stdio.h>
#include <stdlib.h>

#include "node/state.h"
#include "node/step/standing.h"
#include "test/check.h"
#include "test/rig/rig.h"

#define VIP IP4(10, 10, 10, 100)

/* How the one profile of a device stands, and the rules of its one pool. */
static inline const struct standing *
standing(const struct rig *r, unsigned device)
{
	return &pairs_standings(r->device[device].node->pairs)->profile[0];
}

static inline const struct lease_rules *
rules(const struct rig *r, unsigned device)
{
	return &bind_server(r->device[device].node->bind)->pool[0].terms.rules;
}

static inline const struct lease_table *
leases(const struct rig *r, unsigned device)
{
	return bind_leases(r->device[device].node->bind);
}

static inline char *
read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text = calloc(1, 65536);
	size_t len;

	assert_non_null(f);
	assert_non_null(text);
	len = fread(text, 1, 65535, f);
	fclose(f);
	assert_true(len > 0);
	return text;
}

/* A is Master, B its Slave, the pair Connected. */
static inline struct rig *
seed_pair(void)
{
	char *a = read_file("lab/DeviceA.cfg"), *b = read_file("lab/DeviceB.cfg");
	struct rig *r = rig_new();

	r->verbose = getenv("VERBOSE") != NULL;
	assert_true(rig_boot(r, 0, a));
	assert_true(rig_run_until_master(r, 0, 30 * TIME_SEC));
	assert_true(rig_boot(r, 1, b));
	rig_run(r, 5 * TIME_SEC);
	free(a);
	free(b);
	return r;
}

static inline void
reboot(struct rig *r, unsigned device)
{
	char *text = read_file(device == 0 ? "lab/DeviceA.cfg" : "lab/DeviceB.cfg");

	assert_true(rig_boot(r, device, text));
	free(text);
}

/* Boots the device with lines more in its configuration, before those that begin with `before`. */
static inline void
boot_with(struct rig *r, unsigned device, const char *before, const char *lines)
{
	char *text = read_file(device == 0 ? "lab/DeviceA.cfg" : "lab/DeviceB.cfg");
	char *at = strstr(text, before), *both = calloc(1, strlen(text) + strlen(lines) + 1);

	assert_non_null(at);
	assert_non_null(both);
	snprintf(both, strlen(text) + strlen(lines) + 1, "%.*s%s%s", (int)(at - text), text, lines,
		 at);
	assert_true(rig_boot(r, device, both));
	free(both);
	free(text);
}

#endif
