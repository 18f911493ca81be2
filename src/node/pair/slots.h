/* node/pair/slots.h -- which remote backup services and profiles there are, and their
 * configuration. A slot lives as long as its name is configured; a service's one step longer, until
 * its session has said goodbye. */
#ifndef NODE_PAIR_SLOTS_H
#define NODE_PAIR_SLOTS_H

#include <stdint.h>

#include "conf/conf.h"

struct pairs;
struct profile;
struct service;

/* The services and profiles of the running configuration. Services that are gone keep their slots,
 * without configuration, until slots_give_back(). */
void slots_configure(struct pairs *all, const struct conf *running);

/* A service that is gone: its slot is free. */
void slots_give_back(struct service *s);

/* The slot of the service named so, in any case; NODE_NONE. */
unsigned slots_service(const struct pairs *all, const char *name);

/* The profile with this backup-id of a service; NULL. */
struct profile *slots_profile(struct pairs *all, unsigned service, uint16_t backup_id);

void slots_free(struct pairs *all);

#endif
