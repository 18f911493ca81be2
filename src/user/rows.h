/* user/rows.h -- the configuration commands of sessions: part of the system view. */
#ifndef USER_ROWS_H
#define USER_ROWS_H

#include "conf/conf.h"

extern const struct conf_part user_part;

#endif
