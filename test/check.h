/* test/check.h -- cmocka with the headers it wants before it, for every unit test. */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

#endif
