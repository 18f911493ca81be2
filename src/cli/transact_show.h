/* cli/transact_show.h -- displays of trials and of who may commit. Private to cli/. The subject is
 * the session that asks. Tested in test/golden/trial.txt. */
#ifndef CLI_TRANSACT_SHOW_H
#define CLI_TRANSACT_SHOW_H

#include "show/show.h"

extern const struct show_row transact_show_rows[];
extern const unsigned transact_show_rows_count;

#endif
