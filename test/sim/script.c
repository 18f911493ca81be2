/* test/sim/script.c -- scenarios in words. */
#include <stdio.h>

#include "test/sim/sim.h"

bool
sim_script(const char *path, bool verbose)
{
	(void)verbose;
	fprintf(stderr, "%s\n", path);
	return false;
}
