/* rbs/config.h -- a remote backup service as a configuration value. huawei.md 2.1. */
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
};

#endif
