/* node/half.c -- see node/half.h. */
#include "node/half.h"

#include "base/mutant.h"

uint8_t
service_home(const struct service *s)
{
	if (s->local.even && !MUTANT(HOME_MOVES))
		return s->local.even - 1;
	return s->config.peer.source.host > s->config.peer.peer.host;
}
