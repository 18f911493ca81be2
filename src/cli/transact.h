/* cli/transact.h -- the commands of commits: what they say of one, going back to an earlier one.
 *
 * Private to cli/. Tested through cli/cli.h and test/golden/points.txt. */
#ifndef CLI_TRANSACT_H
#define CLI_TRANSACT_H

#include "cli/request.h"

/* Of a refused commit the errors, of one that succeeded the warnings. */
void transact_errors(struct cli_session *s, const struct conf *c, const struct conf_errors *why,
		     struct text *out);

extern const struct own_row transact_rows[];
extern const unsigned transact_rows_count;

#endif
