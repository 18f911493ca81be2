/* user/config.h -- sessions of the command line as a configuration value: who may do what, and how
 * long an idle one stays. Plain data, all zero when nothing is configured: then everybody who
 * reaches the socket has every level. docs/vrp.md "User levels". */
#ifndef USER_CONFIG_H
#define USER_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

enum {
	USER_GROUPS_MAX = 16,
	USER_GROUP_NAME_MAX = 64,
	USER_IDLE_MINUTES = 10 /* unless it is configured */
};

enum user_level { /* VRP's: each has what the one before has */
		  USER_VISIT,
		  USER_MONITOR,
		  USER_CONFIGURE,
		  USER_MANAGE
};

struct user_group {
	bool set;
	char name[USER_GROUP_NAME_MAX + 1]; /* the key: of the system, or its number */
	uint8_t level;			    /* enum user_level */
};

struct user_config { /* part of the system view */
	struct user_group group[USER_GROUPS_MAX];
	struct {
		bool set;
		uint8_t level;
	} others; /* who is in none of the groups */
	struct {
		bool set;
		uint16_t minutes;
		uint8_t seconds; /* both 0: for ever */
	} idle;
};

#endif
