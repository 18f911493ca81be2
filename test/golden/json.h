/* test/golden/json.h -- says whether a text is one JSON value (RFC 8259) and nothing else. */
#ifndef TEST_GOLDEN_JSON_H
#define TEST_GOLDEN_JSON_H

#include <stdbool.h>

/* Nesting deeper than 32 is refused. Object members must differ in name. */
bool json_valid(const char *text);

#endif
