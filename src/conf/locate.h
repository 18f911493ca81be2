/* conf/locate.h -- where in a text that loaded what validation says of it stands.
 *
 * The text is loaded once more, and after each line one looks whether what an error blames is there
 * now. Tested in test/unit/node/validate.c and files.c; fuzzed by test/fuzz/conf_load.c. */
#ifndef CONF_LOCATE_H
#define CONF_LOCATE_H

#include "conf/conf.h"
#include "conf/error.h"

struct locate_place {
	unsigned line, column; /* from 1 */
};

/* Where in a text that loaded each of the validation errors that are kept stands, in their order;
 * the first line of one of which it cannot be said. The text is read once for all of them. */
void locate_errors(const struct conf_schema *schema, const struct conf_ports *ports,
		   const char *text, const struct conf_errors *errors,
		   struct locate_place ret[CONF_ERRORS_MAX]);

#endif
