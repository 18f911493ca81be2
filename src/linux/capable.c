/* linux/capable.c -- see linux/capable.h. */
#include "linux/capable.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"

#define BIT(capability) (UINT64_C(1) << (capability))

static const struct {
	uint64_t any; /* one of these is enough */
	const char *name, *what;
} needed[] = {
    {BIT(CAP_NET_ADMIN), "CAP_NET_ADMIN", "to make links"},
    {BIT(CAP_NET_RAW), "CAP_NET_RAW", "to hear DHCP and VRRP"},
    {BIT(CAP_NET_BIND_SERVICE), "CAP_NET_BIND_SERVICE", "for UDP port 67"},
    {BIT(CAP_BPF) | BIT(CAP_SYS_ADMIN), "CAP_BPF", "for the gate of the virtual address"},
};

uint64_t
capable_of(void)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};

	if (syscall(SYS_capget, &head, data) != 0)
		return 0;
	return data[0].effective | (uint64_t)data[1].effective << 32;
}

bool
capable_enough(uint64_t effective, struct text *message)
{
	unsigned missing = 0;

	for (unsigned i = 0; i < sizeof needed / sizeof *needed; i++) {
		if ((effective & needed[i].any) != 0)
			continue;
		text_add(message, "%s%s (%s)", missing == 0 ? "This process lacks " : ", ",
			 needed[i].name, needed[i].what);
		missing++;
	}
	if (missing > 0)
		text_add(message, "; start it as root, or by its systemd unit.");
	return missing == 0;
}
