/* base/memory.h -- the only door to the heap for the pure floors.
 *
 * Tables are sized when a configuration is committed and when a session opens, never while a
 * packet is handled. What a commit needs much of is asked for before (memory_has()), and its lack
 * refuses the commit. Running out of memory elsewhere is fatal: the process says so and stops, and
 * the other device takes over. tools/tidy lets no other pure file name calloc or free. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* count * size zeroed bytes; never NULL. */
void *memory_new(size_t count, size_t size);

/* The same for what is used from its front on and may become large: beyond the first megabytes the
 * system may give it in large pages, each at its first use. A page costs as much whatever its size,
 * so a table that grows costs a fraction; what is never used costs nothing either way. */
void *memory_new_dense(size_t count, size_t size);

/* Would the system give so many bytes now? Asked before a commit that needs many. */
bool memory_has(uint64_t bytes);

/* Accepts NULL. */
void memory_free(void *p);

#endif
