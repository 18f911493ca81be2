/* rbs/config.h -- a remote backup service as a configuration value. What holds for what is not set
 * is in the rows (conf_fill()). docs/vrp.md. */
#ifndef RBS_CONFIG_H
#define RBS_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"

enum { RBS_NAME_MAX = 32 }; /* characters, case-insensitive */

struct rbs_config { /* view rm-backup-srv-<NAME> */
	struct {
		bool set;
		struct ip4 peer, source;
		uint16_t port; /* 1024..65535, the same on both devices */
	} peer;
	struct {
		bool set;
	} shutdown;
	struct {
		bool set;
		uint16_t interval_s; /* 1..60 */
		uint16_t retry;	     /* 2..10 silent intervals; 0: left out */
	} keepalive;
	struct {
		bool set;
		uint16_t limit_ms; /* 100..10000 (R6) */
	} answer;
	struct {
		bool set;
	} block_send, block_receive; /* `backup block`: no records leave, none are taken */
	struct {
		bool set;
		uint32_t at_s; /* of the day, local wall clock: a full batch outwards */
	} daily;
};

#endif
