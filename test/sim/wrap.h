/* test/sim/wrap.h -- has the linker hand every call of a function of the product to this program
 * (--wrap). After WRAPS(f) a file defines __wrap_f, which begins its line: there the Makefile reads
 * what is wrapped. The product's own is __real_f. Only a call from one file to another can be
 * wrapped, and each function once in a program. */
#ifndef TEST_SIM_WRAP_H
#define TEST_SIM_WRAP_H

/* Of the type of the real one: when that changes, what wraps it does not compile. */
#define WRAPS(f) __typeof__(f) __real_##f, __wrap_##f

#endif
