/* Any files: the walk refuses with a sentence, or hands out what its facts say and nothing beyond
 * last_length; without what was torn off it hands out the same. */
#include "test/fuzz/journal_files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct journal_walk walk;

static bool
walk_all(const struct folder *f, struct journal_facts *facts)
{
	static const struct journal_stamp now = {9, 77 * TIME_SEC, 5};
	char bytes[512];
	struct text error = text_of(bytes, sizeof bytes);
	uint64_t records = 0, sent_alls = 0;
	struct journal_stamp stamp;
	struct journal_entry e;

	memset(facts, 0, sizeof *facts);
	if (!journal_walk_open(&walk, f->file, f->count, "state", facts, &error)) {
		assert(error.len > 0 && facts->segment == 0);
		return false;
	}
	assert(error.len == 0);
	while (journal_walk_next(&walk, &e, &stamp)) {
		assert(e.kind != JOURNAL_FILE && e.kind != JOURNAL_END);
		records += e.kind == JOURNAL_RECORD;
		sent_alls += e.kind == JOURNAL_SENT_ALL;
		if (e.kind == JOURNAL_RECORD)
			journal_to_now(&e.u.record, &stamp, &now);
	}
	assert(records == facts->records && sent_alls == facts->sent_alls);
	assert(facts->found == (facts->blocks > 0));
	assert(!facts->found || (facts->journal != 0 && facts->device != 0));
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct journal_facts facts, again;
	struct folder f;

	folder_make(&f, data, size);
	if (walk_all(&f, &facts) && facts.torn_bytes > 0) {
		for (unsigned i = 0; i < f.count; i++) {
			if (!f.file[i].snapshot && f.file[i].number == facts.last_segment)
				f.file[i].len = facts.last_length;
		}
		assert(walk_all(&f, &again));
		assert(again.records == facts.records && again.torn_bytes == 0);
	}
	folder_free(&f);
	return 0;
}
