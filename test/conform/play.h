/* test/conform/play.h -- one case of a table, played to a pair on the rig: on the link, through a
 * relay agent, and on the link while the configuration changes before every message.
 *
 *	case NAME [link] [relay] [reload] [slow] [unreal]   where: everywhere without any
 *	> [CLIENT] TYPE WORDS     a client (a, b, ..; a) sends: test/conform/message.h
 *	< TYPE WORDS              what comes back, once: test/conform/expect.h
 *	< echo                    before what comes back a host behind the relay agent is asked, by
 *	                          ICMP, for an address, from then on `yours`
 *	< silence [WHY]           nothing comes back, and the statistics count it under that name
 *	$ LINE                    typed and committed in the view of the clients' pool
 *	$$ LINE                   in the system view
 *	wait SECONDS
 *	# comment
 *
 * TYPE: discover offer request decline ack nak release inform, type-N, none (no option 53). What
 * comes back without a line fails the case. slow: of no use to a runner without virtual time;
 * unreal: no switch carries it. */
#ifndef TEST_CONFORM_PLAY_H
#define TEST_CONFORM_PLAY_H

#include "base/text.h"

enum way { WAY_LINK, WAY_RELAY, WAY_RELOAD, WAYS };

extern const char *const way_name[WAYS];

/* Plays the lines of a case. False: why not stands in *error, and *line is where. */
bool play_case(const char *text, unsigned number, enum way way, unsigned *line, struct text *error);

#endif
