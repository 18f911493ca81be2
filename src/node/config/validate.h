/* node/config/validate.h -- the rules between objects of different views. What is wrong inside one
 * object is the subject's: <subject>/validate.h. huawei.md 2 and 5. Tested in
 * test/unit/node/validate.c. */
#ifndef NODE_CONFIG_VALIDATE_H
#define NODE_CONFIG_VALIDATE_H

#include "conf/error.h"

/* Appends errors and warnings; call schema_validate() for all of them. */
void validate_between(const struct conf *c, struct conf_errors *e);

#endif
