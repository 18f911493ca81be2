/* test/golden/double.h -- a device without a network: schema, configuration and command line,
 * with boards for the displays of backup services and profiles that are filled from the
 * configuration. Commits apply at once. It obeys
 *
 *	@ wait SECONDS		time passes
 *	@ role Master|Slave	what the profiles display
 *	@ refuse SENTENCE	the next commit fails in the system with this sentence
 *	@ disk full		the next save fails
 */
#ifndef TEST_GOLDEN_DOUBLE_H
#define TEST_GOLDEN_DOUBLE_H

#include "test/golden/replay.h"

/* An empty configuration and the ports GigabitEthernet0/1/1 and 0/1/2. */
struct replay_device double_new(void);
void double_free(struct replay_device *d);

#endif
