/* test/sim/mutants_serve.h -- seeded bugs of whom a request is believed and by what it is judged;
 * mutants.c has their rows. */
#ifndef TEST_SIM_MUTANTS_SERVE_H
#define TEST_SIM_MUTANTS_SERVE_H

#include <stdbool.h>

extern bool sim_other_version;	  /* a silence counts, whatever became of the address since */
extern bool sim_forged_ends;	  /* a RELEASE or DECLINE counts, whoever on the link sends it */
extern bool sim_forged_moves;	  /* ... and a REQUEST for another address than the client has */
extern bool sim_outdated_dropped; /* a commit drops what waits, and judges nothing anew */

#endif
