/* test/unit/conf/box.h -- the views around one part: a system view without commands, and up to two
 * boxes with a name. */
#ifndef TEST_UNIT_CONF_BOX_H
#define TEST_UNIT_CONF_BOX_H

#include "conf/conf.h"

/* clang-format off */
#define BOX_VIEWS(box_part) { \
	{.noun = "system view", .help = "-", .max = 1}, \
	{.noun = "box", .enter = "box <name:1-16>", .undo = "box <name:1-16>", \
	 .help = "Create a box or enter its view", .header = "box *", .prompt = "box-*", \
	 .key = CONF_KEY_NAME, .max = 2, .part = {&(box_part)}, .parts_count = 1}, \
}
/* clang-format on */

#endif
