/* base/memory.h -- the only door to the heap for the pure floors.
 *
 * Tables are sized when a configuration is committed and when a session opens, never while a
 * packet is handled. Running out of memory there is fatal: the process says so and stops, and the
 * other device takes over. tools/tidy lets no other pure file name calloc or free. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* count * size zeroed bytes; never NULL. */
void *memory_new(size_t count, size_t size);

/* Accepts NULL. */
void memory_free(void *p);

#endif
