/* base/buf.h -- bounds-checked cursors over bytes, with a sticky error.
 *
 * Read or write as much as the message needs, look at `bad` once at the end. After the first
 * overrun every read yields 0 and every write does nothing, so codecs have no error branches
 * of their own. All numbers on the wire are big-endian. Tested in test/unit/base/buf.c. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct rd { /* reads from p, `left` bytes remain */
	const uint8_t *p;
	size_t left;
	bool bad;
};

struct wr { /* writes to p + len, never past cap */
	uint8_t *p;
	size_t len, cap;
	bool bad;
};

static inline struct rd
rd_of(const void *p, size_t len)
{
	return (struct rd){p, len, false};
}

static inline struct wr
wr_of(void *p, size_t cap)
{
	return (struct wr){p, 0, cap, false};
}

/* True when n more bytes can be read; otherwise the cursor turns bad for good. */
static inline bool
rd_has(struct rd *r, size_t n)
{
	if (r->left < n)
		r->bad = true;
	return !r->bad;
}

/* The next n bytes in place, or NULL (and bad) when they are not all there. */
static inline const uint8_t *
rd_bytes(struct rd *r, size_t n)
{
	const uint8_t *p = r->p;

	if (!rd_has(r, n))
		return NULL;
	r->p += n;
	r->left -= n;
	return p;
}

static inline uint8_t
rd_u8(struct rd *r)
{
	const uint8_t *p = rd_bytes(r, 1);

	return p ? *p : 0;
}

static inline uint16_t
rd_be16(struct rd *r)
{
	const uint8_t *p = rd_bytes(r, 2);

	return (uint16_t)(p ? p[0] << 8 | p[1] : 0);
}

static inline uint32_t
rd_be32(struct rd *r)
{
	const uint8_t *p = rd_bytes(r, 4);

	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3] : 0;
}

static inline uint64_t
rd_be64(struct rd *r)
{
	struct rd both = *r;
	uint64_t hi;

	if (!rd_bytes(r, 8))
		return 0;
	hi = rd_be32(&both);
	return hi << 32 | rd_be32(&both);
}

/* A cursor over the next n bytes, and past them. The inner one is bad when they are missing. */
static inline struct rd
rd_sub(struct rd *r, size_t n)
{
	const uint8_t *p = rd_bytes(r, n);

	return p ? (struct rd){p, n, false} : (struct rd){r->p, 0, true};
}

static inline bool
wr_has(struct wr *w, size_t n)
{
	if (w->cap - w->len < n)
		w->bad = true;
	return !w->bad;
}

/* Room for n bytes that the caller fills, or NULL (and bad). */
static inline uint8_t *
wr_room(struct wr *w, size_t n)
{
	uint8_t *p = w->p + w->len;

	if (!wr_has(w, n))
		return NULL;
	w->len += n;
	return p;
}

static inline void
put_be32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static inline void
wr_u8(struct wr *w, uint8_t v)
{
	if (wr_has(w, 1))
		w->p[w->len++] = v;
}

static inline void
wr_be16(struct wr *w, uint16_t v)
{
	uint8_t *p = wr_room(w, 2);

	if (!p)
		return;
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void
wr_be32(struct wr *w, uint32_t v)
{
	uint8_t *p = wr_room(w, 4);

	if (p)
		put_be32(p, v);
}

static inline void
wr_be64(struct wr *w, uint64_t v)
{
	uint8_t *p = wr_room(w, 8);

	if (!p)
		return;
	put_be32(p, (uint32_t)(v >> 32));
	put_be32(p + 4, (uint32_t)v);
}

static inline void
wr_bytes(struct wr *w, const void *p, size_t n)
{
	if (!wr_has(w, n) || n == 0)
		return;
	memcpy(w->p + w->len, p, n);
	w->len += n;
}

static inline void
wr_zero(struct wr *w, size_t n)
{
	if (!wr_has(w, n) || n == 0)
		return;
	memset(w->p + w->len, 0, n);
	w->len += n;
}

/* Overwrite two bytes written earlier, e.g. a length or checksum. `at` counts from p. */
static inline void
wr_patch16(struct wr *w, size_t at, uint16_t v)
{
	if (w->bad || at + 2 > w->len)
		return;
	w->p[at] = (uint8_t)(v >> 8);
	w->p[at + 1] = (uint8_t)v;
}

static inline void
wr_patch32(struct wr *w, size_t at, uint32_t v)
{
	wr_patch16(w, at, (uint16_t)(v >> 16));
	wr_patch16(w, at + 2, (uint16_t)v);
}

#endif
