/* test/sim/mutants_vrrp.h -- seeded bugs of the VRRP thread; mutants.c has their rows. */
#ifndef TEST_SIM_MUTANTS_VRRP_H
#define TEST_SIM_MUTANTS_VRRP_H

#include <stdbool.h>

extern bool sim_deaf_stays;    /* who hears nobody stays Master */
extern bool sim_gate_uncapped; /* the gate is open as if no peer judged this device by BFD */

#endif
