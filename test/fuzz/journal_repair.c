/* Any files: what a repair makes of them can be walked, holds as many records as it says, and stays
 * the same when it is repaired again. */
#include "journal/repair.h"
#include "test/fuzz/journal_files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct journal_walk walk;

/* Repairs, walks; the new file, to be freed. */
static struct journal_file
repair(const struct journal_file *files, unsigned count, struct journal_repair *r)
{
	char story_bytes[300], error_bytes[300];
	struct text story = text_of(story_bytes, sizeof story_bytes);
	struct text error = text_of(error_bytes, sizeof error_bytes);
	size_t room = JOURNAL_BLOCK_MAX;
	struct journal_file f = {0};
	struct journal_facts facts;
	uint8_t *out;

	for (unsigned i = 0; i < count; i++)
		room += files[i].len;
	out = malloc(room);
	assert(out);
	r->story = &story;
	f.len = journal_repair(files, count, 12345, r, out);
	f.bytes = out;
	f.number = r->segment;
	if (f.len == 0)
		return f;
	assert(journal_walk_open(&walk, &f, 1, "state", &facts, &error));
	assert(facts.records == r->records && facts.repaired && facts.journal == 12345);
	assert(facts.torn_bytes == 0 && facts.last_length == f.len);
	return f;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct journal_repair r, again;
	struct journal_file once, twice;
	struct folder f;

	folder_make(&f, data, size);
	once = repair(f.file, f.count, &r);
	if (once.len > 0) {
		twice = repair(&once, 1, &again);
		assert(again.records == r.records && again.lost_places == 0);
		free((void *)(uintptr_t)twice.bytes);
	}
	free((void *)(uintptr_t)once.bytes);
	folder_free(&f);
	return 0;
}
