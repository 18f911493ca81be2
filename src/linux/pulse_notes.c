/* linux/pulse_notes.c -- see linux/pulse_notes.h. */
#include "linux/pulse_notes.h"

#include <string.h>

bool
pulse_notes_push(struct pulse_notes *n, const struct pulse_note *note)
{
	unsigned head = atomic_load_explicit(&n->head, memory_order_relaxed);
	unsigned tail = atomic_load_explicit(&n->tail, memory_order_acquire);

	if (head - tail == PULSE_NOTES_MAX)
		return false;
	n->note[head % PULSE_NOTES_MAX] = *note;
	atomic_store_explicit(&n->head, head + 1, memory_order_release);
	n->due = true;
	return true;
}

static bool
same_subject(const struct pulse_note *a, const struct pulse_note *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == PULSE_NOTE_BFD)
		return strcmp(a->bfd.name, b->bfd.name) == 0;
	return a->vlan == b->vlan && a->vrid == b->vrid;
}

static void
owe(struct pulse_notes *n, const struct pulse_note *note)
{
	unsigned i;

	for (i = 0; i < n->owed_count; i++)
		if (same_subject(&n->owed[i], note))
			break;
	if (i == PULSE_OWED_MAX)
		return; /* of more than one configuration; the newest stay owed */
	n->owed[i] = *note;
	n->owed_count += i == n->owed_count;
}

void
pulse_notes_pay(struct pulse_notes *n)
{
	unsigned paid = 0;

	while (paid < n->owed_count && pulse_notes_push(n, &n->owed[paid]))
		paid++;
	if (paid == 0)
		return;
	n->owed_count -= paid;
	memmove(n->owed, n->owed + paid, n->owed_count * sizeof *n->owed);
}

void
pulse_notes_news(struct pulse_notes *n, const struct pulse_note *note)
{
	if (n->owed_count > 0 || !pulse_notes_push(n, note))
		owe(n, note);
}

bool
pulse_notes_any(const struct pulse_notes *n)
{
	return atomic_load_explicit(&n->tail, memory_order_relaxed) !=
	       atomic_load_explicit(&n->head, memory_order_acquire);
}

bool
pulse_notes_take(struct pulse_notes *n, struct pulse_note *ret)
{
	unsigned tail = atomic_load_explicit(&n->tail, memory_order_relaxed);

	if (!pulse_notes_any(n))
		return false;
	*ret = n->note[tail % PULSE_NOTES_MAX];
	atomic_store_explicit(&n->tail, tail + 1, memory_order_release);
	return true;
}
