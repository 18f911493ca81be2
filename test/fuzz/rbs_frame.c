/* Any bytes as a stream: the codec stays inside them, moves on only past whole frames, and what it
 * calls sound can be read by every reader. */
#include <assert.h>

#include "rbs/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_all(const struct rbs_frame *f)
{
	static struct rbs_digest digest;
	struct rbs_hello hello;
	struct rbs_keepalive alive;
	struct rbs_farewell farewell;
	struct rbs_record record;
	struct rbs_refused refused;
	struct rd body = f->body;
	struct rbs_line line;

	if (f->type == RBS_HELLO)
		rbs_hello_read(f, &hello);
	else if (f->type == RBS_KEEPALIVE)
		rbs_keepalive_read(f, &alive);
	else if (f->type == RBS_DIGEST)
		rbs_digest_read(f, &digest);
	else if (f->type == RBS_BYE || f->type == RBS_ERROR)
		rbs_farewell_read(f, &farewell);
	while (f->type == RBS_RECORDS && rbs_record_next(&body, &record))
		assert(record.bytes.left > 0);
	while (f->type == RBS_ACK && rbs_refused_next(&body, &refused))
		assert(!refused.bytes.bad);
	while (f->type == RBS_CONFIG && rbs_line_next(&body, &line))
		assert(line.first.left + line.rest.left <= RBS_LINE_MAX && !line.rest.bad);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd stream = rd_of(data, size);
	enum rbs_result result = RBS_OK;

	while (result == RBS_OK || result == RBS_SKIPPED) {
		struct rbs_frame f;
		size_t before = stream.left;

		result = rbs_frame_take(&stream, &f);
		assert((stream.left < before) == (result == RBS_OK || result == RBS_SKIPPED));
		assert(!stream.bad && rbs_result_text(result) != NULL);
		if (result == RBS_OK)
			read_all(&f);
	}
	return 0;
}
