/* linux/cli_state.c -- see linux/cli_state.h. */
#include "linux/cli_state.h"

static const bool may_go[SESSION_STATES][SESSION_STATES] = {
    [SESSION_FREE] = {[SESSION_NEW] = true},
    [SESSION_NEW] = {[SESSION_NAMING] = true,
		     [SESSION_BUSY] = true,
		     [SESSION_LEAVING] = true,
		     [SESSION_FREE] = true},
    [SESSION_NAMING] = {[SESSION_BUSY] = true, [SESSION_LEAVING] = true, [SESSION_FREE] = true},
    [SESSION_BUSY] = {[SESSION_IDLE] = true,
		      [SESSION_PAUSED] = true,
		      [SESSION_LEAVING] = true,
		      [SESSION_FREE] = true},
    [SESSION_IDLE] = {[SESSION_IDLE] = true,
		      [SESSION_BUSY] = true,
		      [SESSION_LEAVING] = true,
		      [SESSION_FREE] = true},
    [SESSION_PAUSED] = {[SESSION_PAUSED] = true,
			[SESSION_IDLE] = true,
			[SESSION_BUSY] = true,
			[SESSION_LEAVING] = true,
			[SESSION_FREE] = true},
    [SESSION_LEAVING] = {[SESSION_FREE] = true},
};

bool
cli_state_may_go(enum session_state from, enum session_state to)
{
	return may_go[from][to];
}
