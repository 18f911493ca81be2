/* bfd/latest.c -- see bfd/latest.h. Few sessions: sorted, and searched one by one. */
#include "bfd/latest.h"

#include <string.h>
#include <strings.h>

void
bfd_latest_put(struct bfd_latest *b, const struct bfd_status *status)
{
	unsigned i = 0;
	bool there;

	while (i < b->count && strcasecmp(b->status[i].name, status->name) < 0)
		i++;
	there = i < b->count && strcasecmp(b->status[i].name, status->name) == 0;
	if (status->gone && there) {
		b->count--;
		memmove(&b->status[i], &b->status[i + 1], (b->count - i) * sizeof *b->status);
	}
	if (status->gone || (!there && b->count == BFD_SESSIONS_MAX))
		return;
	if (!there) {
		memmove(&b->status[i + 1], &b->status[i], (b->count - i) * sizeof *b->status);
		b->count++;
	}
	b->status[i] = *status;
}

const struct bfd_status *
bfd_latest_find(const struct bfd_latest *b, const char *name)
{
	for (unsigned i = 0; i < b->count; i++)
		if (strcasecmp(b->status[i].name, name) == 0)
			return &b->status[i];
	return NULL;
}

const struct bfd_status *
bfd_latest_local(const struct bfd_latest *b, uint32_t local)
{
	for (unsigned i = 0; i < b->count; i++)
		if (b->status[i].local == local)
			return &b->status[i];
	return NULL;
}
