/* lease/cells.c -- see lease/cells.h. */
#include "lease/cells.h"

#include "base/memory.h"

struct lease_cells *
lease_cells_new(uint32_t slots)
{
	struct lease_cells *c = memory_new(1, sizeof *c);

	c->record = memory_new_dense(slots, sizeof *c->record);
	c->slot = memory_new_dense(slots, sizeof *c->slot);
	lease_tag_index_make(&c->of, slots);
	return c;
}

void
lease_cells_free(struct lease_cells *c)
{
	if (!c)
		return;
	memory_free(c->record);
	memory_free(c->slot);
	lease_tag_index_end(&c->of);
	memory_free(c);
}

uint32_t
lease_cells_add(struct lease_cells *c, uint32_t slot, struct ip4 address)
{
	uint32_t cell = c->count++;

	c->slot[cell] = slot;
	c->record[cell].address = address;
	lease_tag_index_add(&c->of, lease_tag_of(slot), cell);
	return cell;
}
