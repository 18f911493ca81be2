/* node/config/validate.h -- what is wrong with a whole candidate: what the subjects say of their
 * own objects (<subject>/validate.h), and the rules between objects of different views. What one
 * line alone gets wrong was refused when it was typed (conf/row.h, check). Tested in
 * test/unit/node/validate.c. */
#ifndef NODE_CONFIG_VALIDATE_H
#define NODE_CONFIG_VALIDATE_H

#include "conf/error.h"

/* Every error and warning; e is emptied first, and ends in saved order. True: no errors. */
bool validate_candidate(const struct conf *c, struct conf_errors *e);

#endif
