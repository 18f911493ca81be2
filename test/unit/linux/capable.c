/* What a device needs of the kernel is named when it is missing. */
#include "linux/capable.h"
#include "test/check.h"

#include <linux/capability.h>

#include "base/text.h"

#define BIT(capability) (UINT64_C(1) << (capability))
#define HEARS		(BIT(CAP_NET_RAW) | BIT(CAP_NET_BIND_SERVICE))
#define ENOUGH		(HEARS | BIT(CAP_NET_ADMIN) | BIT(CAP_BPF))

static void
assert_says(uint64_t effective, const char *want)
{
	char bytes[512];
	struct text t = text_of(bytes, sizeof bytes);

	assert_int_equal(capable_enough(effective, &t), want[0] == '\0');
	assert_string_equal(t.p, want);
}

static void
each_is_named(void **state)
{
	(void)state;
	assert_says(ENOUGH, "");
	assert_says(UINT64_MAX, "");
	assert_says((ENOUGH & ~BIT(CAP_BPF)) | BIT(CAP_SYS_ADMIN), ""); /* Linux before 5.8 */
	assert_says(ENOUGH & ~BIT(CAP_NET_RAW),
		    "This process lacks CAP_NET_RAW (to hear DHCP and VRRP); start it as root, or "
		    "by its systemd unit.");
	assert_says(0, "This process lacks CAP_NET_ADMIN (to make links), CAP_NET_RAW (to hear "
		       "DHCP and VRRP), CAP_NET_BIND_SERVICE (for UDP port 67), CAP_BPF (for the "
		       "gate of the virtual address); start it as root, or by its systemd unit.");
}

/* Root's, as tests of links are run by. */
static void
the_kernel_says_what_there_is(void **state)
{
	(void)state;
	assert_true((capable_of() & ENOUGH) == ENOUGH);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_is_named),
	    cmocka_unit_test(the_kernel_says_what_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
