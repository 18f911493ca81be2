/* test/fuzz/journal_files.h -- a state folder out of a fuzzer's bytes.
 *
 * Each file: a byte (bit 7: snapshot, the rest its number), its length in two bytes, its bytes. The
 * first byte of all says whether the checksums are made right, so that what stands under them is
 * reached, too. */
#ifndef TEST_FUZZ_JOURNAL_FILES_H
#define TEST_FUZZ_JOURNAL_FILES_H

#include <assert.h>
#include <stdlib.h>

#include "base/hash.h"
#include "journal/walk.h"

enum { FOLDER_FILES = 8 };

struct folder {
	unsigned count;
	struct journal_file file[FOLDER_FILES];
	uint8_t *bytes[FOLDER_FILES]; /* as long as the file, so that an overrun shows */
};

/* Wherever a block seems to begin; block.c has the table. */
static inline void
folder_mend(uint8_t *p, size_t len)
{
	for (size_t at = 0; at + JOURNAL_HEADER <= len; at += 8) {
		struct rd r = rd_of(p + at + 16, 4);
		struct wr w = wr_of(p + at + 8, 8);
		size_t whole = rd_be32(&r);

		if (memcmp(p + at, "TWLJ", 4) == 0 && whole >= JOURNAL_HEADER && whole <= len - at)
			wr_be64(&w, hash_bytes(p + at + 16, whole - 16, JOURNAL_FORMAT));
	}
}

/* A folder holds a name once. */
static inline bool
folder_has(const struct folder *f, uint8_t kind)
{
	for (unsigned i = 0; i < f->count; i++) {
		if (f->file[i].snapshot == (kind >= 128) && f->file[i].number == kind % 128)
			return true;
	}
	return false;
}

static inline void
folder_make(struct folder *f, const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	bool mend = rd_u8(&r) & 1;

	f->count = 0;
	while (r.left > 3 && f->count < FOLDER_FILES) {
		uint8_t kind = rd_u8(&r);
		size_t len = rd_be16(&r);
		uint8_t *p;

		if (len > r.left)
			len = r.left;
		if (folder_has(f, kind)) {
			rd_bytes(&r, len);
			continue;
		}
		p = malloc(len + (len == 0));
		assert(p);
		if (len > 0)
			memcpy(p, rd_bytes(&r, len), len);
		if (mend)
			folder_mend(p, len);
		f->bytes[f->count] = p;
		f->file[f->count++] = (struct journal_file){kind >= 128, kind % 128, p, len};
	}
}

static inline void
folder_free(struct folder *f)
{
	for (unsigned i = 0; i < f->count; i++)
		free(f->bytes[i]);
}

#endif
