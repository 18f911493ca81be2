/* bfd/config.h -- a BFD session as a configuration value. docs/vrp.md "BFD". What holds for what is
 * not set is in the rows (conf_fill()). */
#ifndef BFD_CONFIG_H
#define BFD_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "conf/interface.h"

enum {
	BFD_NAME_MAX = 64,     /* characters, case-insensitive */
	BFD_SESSIONS_MAX = 64, /* of a device */
	BFD_LOCAL_MAX = 16384, /* a configured local discriminator; automatic ones are above */
	BFD_STEADY_MS = 200,   /* what a machine without real time detects within, and safely */
	BFD_MULTIPLIER_MIN = 3
};

struct bfd_config { /* view bfd-session-<NAME> */
	struct {    /* the line that enters the view */
		bool set;
		char name[BFD_NAME_MAX + 1];
		struct ip4 peer;
		struct interface_name interface; /* INTERFACE_NONE: several hops */
		struct ip4 source;		 /* 0.0.0.0: the primary address of the interface */
		uint8_t automatic;		 /* discriminators chosen and learned */
	} bind;
	struct {
		bool set;
		uint16_t number; /* 1..16384 */
	} local;
	struct {
		bool set;
		uint32_t number; /* the peer's */
	} remote;
	struct {
		bool set;
		uint16_t ms; /* 3..20000 */
	} min_tx, min_rx;
	struct {
		bool set;
		uint8_t count; /* 3..50 */
	} multiplier;
	struct {
		bool set;
		uint8_t minutes; /* 1..60: Up that long before it counts as Up */
	} wait;
	struct {
		bool set;
	} shutdown;
};

#endif
