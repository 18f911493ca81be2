/* test/golden/pair.h -- two whole devices for transcripts: nodes, pulses and the wire of test/rig.
 *
 * Both are powered on without a configuration; GigabitEthernet0/1/1 of each leads to one switch,
 * nothing is plugged into GigabitEthernet0/1/2 at first. Sessions are opened on DeviceA, the first
 * of the two, until told otherwise. The orders (N names the device, A or B):
 *
 *	@ device N		sessions opened from now on, and faults, are this device's
 *	@ wait SECONDS		time passes; nothing else takes any. Those who have a session press
 *				a key now and then
 *	@ idle SECONDS		the same, and nobody presses a key
 *	@ user NAME :G:G:	sessions opened from now on are this user's, in these groups
 *	@ client NUMBER		a client asks for an address and gets one
 *	@ in-vain NUMBER	a client asks for an address and gets none
 *	@ decline NUMBER	it finds its address in use, says so and forgets it
 *	@ release NUMBER	it gives its address back
 *	@ renew NUMBER		it asks for its address again and gets it
 *	@ take NUMBER IP	it asks for this address, without an offer, and gets it
 *	@ relay NUMBER IP	a client asks through the relay agent with this address (giaddr)
 *				and gets an address; no relay answers ARP for it
 *	@ host IP		a host on the LAN has this address from now on: it answers a probe
 *	@ kill N		power off
 *	@ stop N		SIGTERM
 *	@ boot N [FILE]		power on with this startup file; without, with the one saved last
 *	@ copy N		the state folder of N, which is off, becomes a copy of the other's
 *	@ reload N FILE		SIGHUP, with this startup file
 *	@ put N NAME FILE	a configuration file of that name is there, as FILE is
 *	@ link N up|down	its cable to the switch
 *	@ uplink N up|down	something is plugged into its GigabitEthernet0/1/2, or nothing
 *	@ cut|mend backup	the backup session alone has no way between the two, or has it again
 *	@ refuse SENTENCE	the next commit fails in the system with this sentence
 *	@ disk full|free	saving fails, or works again
 *	@ system mute|talks	the system says nothing of itself, or does again
 *	@ journal N full|free	its disk takes no leases, or takes them again
 *	@ logged N [WORD]	what this device logged since it was last asked, without the time;
 *				only lines with the word
 *	@ printed FILE		what the last command printed is this file, byte for byte */
#ifndef TEST_GOLDEN_PAIR_H
#define TEST_GOLDEN_PAIR_H

#include "test/golden/replay.h"

struct replay_device pair_new(void);
void pair_free(struct replay_device *d);

#endif
