/* conf/files.c -- see conf/files.h. */
#include "conf/files.h"

#include <string.h>
#include <strings.h>

bool
conf_file_named(const char *name)
{
	size_t len = strlen(name);

	return len >= CONF_FILE_NAME_MIN && len <= CONF_FILE_NAME_MAX && name[0] != '.' &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			    "0123456789_-.") == len &&
	       strcasecmp(name + len - 4, ".cfg") == 0;
}
