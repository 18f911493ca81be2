/* Classes of clients: which lines of a pool a message fits, and which file it boots. */
#include "test/check.h"

#include "dhcp/class.h"

static struct dhcp_class vendor[] = {{true, "phone"}}, vendor_prefix[] = {{true, "PXE"}},
			 mac[] = {{true, "0200"}, {true, "0004F2"}};
static struct dhcp_user_class user[] = {{true, "iPXE"}, {true, "my class"}};
static struct dhcp_architecture architecture[] = {{true, 7}, {true, 0x0109}};
static struct dhcp_place place[] = {{true, DHCP_PLACE_CIRCUIT, DHCP_OPTION_ASCII, "eth 0/1"},
				    {true, DHCP_PLACE_REMOTE, DHCP_OPTION_HEX, "00Ff"}},
			 place_prefix[] = {{true, DHCP_PLACE_REMOTE, DHCP_OPTION_ASCII, "sw-"}};
static struct dhcp_boot_user boot_user[] = {{true, "iPXE", "menu.ipxe"}, {true, "x", "x.0"}};
static struct dhcp_boot boot[] = {{true, 7, "a.efi"}, {true, 11, "arm.efi"}};

#define HAS(c, member, lines)                                                                      \
	do {                                                                                       \
		(c).member.list = (lines);                                                         \
		(c).member.count = COUNT_OF(lines);                                                \
	} while (0)

static bool
fits(const struct dhcp_pool_config *c, bool by_vendor, const struct dhcp_message *m)
{
	struct dhcp_classes *classes = dhcp_classes_new(c, by_vendor);
	bool result;

	assert_non_null(classes);
	result = dhcp_classes_fit(classes, m);
	dhcp_classes_free(classes);
	return result;
}

/* A string literal with zeros in it, without its end. */
#define SET(m, member, text) set(&(m).member, text, sizeof(text) - 1)

static void
set(struct dhcp_bytes *b, const char *bytes, size_t len)
{
	b->set = true;
	b->len = (uint8_t)len;
	memcpy(b->byte, bytes, len);
}

static struct dhcp_message
of_user(const char *bytes, size_t len)
{
	struct dhcp_message m = {.user_class_len = (uint8_t)len};

	memcpy(m.user_class, bytes, len);
	return m;
}

static void
no_lines_are_no_classes(void **state)
{
	struct dhcp_pool_config c = {0};

	(void)state;
	assert_null(dhcp_classes_new(&c, true));
	HAS(c, option60, vendor);
	HAS(c, option60_prefix, vendor_prefix);
	assert_null(dhcp_classes_new(&c, false));
	HAS(c, boot_user, boot_user);
	HAS(c, boot_architecture, boot);
	assert_null(dhcp_classes_new(&c, false));
	dhcp_classes_free(NULL);
}

static void
a_user_class_whole_or_among_others(void **state)
{
#define CASE(bytes, right)                                                                         \
	{                                                                                          \
		bytes, sizeof(bytes) - 1, right                                                    \
	}
	static const struct {
		const char *bytes;
		size_t len;
		bool right;
	} cases[] = {
	    CASE("iPXE", true),
	    CASE("\x04iPXE", true),
	    CASE("my class", true),
	    CASE("\x01x\x08my class", true),
	    CASE("\x01x\x04iPXE\xff", true),
	    CASE("", false),
	    CASE("iPX", false),
	    CASE("iPXEs", false),
	    CASE("\x05iPXE", false),
	    CASE("\x03iPXE", false),
	    CASE("\x00\x04iPXE", true),
	    CASE("\xff\x04iPXE", false),
	    CASE("IPXE", false),
	};
	struct dhcp_pool_config c = {0};

	(void)state;
	HAS(c, option77, user);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct dhcp_message m = of_user(cases[i].bytes, cases[i].len);

		assert_int_equal(fits(&c, false, &m), cases[i].right);
	}
}

static void
one_of_its_architectures(void **state)
{
	struct dhcp_pool_config c = {0};
	struct dhcp_message m = {0};

	(void)state;
	HAS(c, option93, architecture);
	m.architecture[0] = 7;
	assert_false(fits(&c, false, &m)); /* none came */
	m.architectures = 1;
	assert_true(fits(&c, false, &m));
	m.architecture[0] = 9;
	assert_false(fits(&c, false, &m));
	m.architectures = 2;
	m.architecture[1] = 0x0109;
	assert_true(fits(&c, false, &m));
}

/* Of each kind one: circuit and remote are two. */
static void
all_kinds_have_to_fit(void **state)
{
	struct dhcp_pool_config c = {0};
	struct dhcp_message m = {.hardware_len = 6, .hardware = {2, 0, 9}};

	(void)state;
	HAS(c, mac_prefix, mac);
	assert_true(fits(&c, false, &m));
	HAS(c, option82, place);
	assert_false(fits(&c, false, &m));
	SET(m, agent,
	    "\x01\x07"
	    "eth 0/1");
	assert_false(fits(&c, false, &m));
	SET(m, agent,
	    "\x01\x07"
	    "eth 0/1\x02\x02\x00\xff");
	assert_true(fits(&c, false, &m));
	SET(m, agent,
	    "\x01\x08"
	    "eth 0/10\x02\x02\x00\xff");
	assert_false(fits(&c, false, &m));
	SET(m, agent,
	    "\x01\x07"
	    "eth 0/1\x02\x04sw-7");
	assert_false(fits(&c, false, &m));
	HAS(c, option82_prefix, place_prefix);
	assert_true(fits(&c, false, &m));
	SET(m, agent,
	    "\x01\x07"
	    "eth 0/1\x02\x02sw"); /* shorter than the line */
	assert_false(fits(&c, false, &m));
	SET(m, agent,
	    "\x01\x07"
	    "eth 0/1\x02\x04sw-7");
	HAS(c, option60, vendor);
	assert_true(fits(&c, false, &m)); /* without its switch it does not count */
	assert_false(fits(&c, true, &m));
	SET(m, vendor, "phone");
	assert_true(fits(&c, true, &m));
	SET(m, vendor, "PXEClient");
	assert_false(fits(&c, true, &m));
	HAS(c, option60_prefix, vendor_prefix);
	assert_true(fits(&c, true, &m));
	m.hardware[1] = 1;
	assert_false(fits(&c, true, &m));
}

static void
check_boot(const struct dhcp_pool_config *c, const struct dhcp_message *m, const char *file)
{
	assert_string_equal(dhcp_boot_file(c, dhcp_boot_of(c, m)), file);
}

/* The user class goes before the architecture, that before what the pool has for all. */
static void
a_boot_file_for_who_asks(void **state)
{
	struct dhcp_pool_config c = {0};
	struct dhcp_message m = of_user("iPXE", 4), none = {0};

	(void)state;
	check_boot(&c, &m, "");
	memcpy(c.boot_file.text, "all.0", 5);
	check_boot(&c, &m, "all.0");
	HAS(c, boot_architecture, boot);
	check_boot(&c, &m, "all.0");
	m.architectures = 2;
	m.architecture[0] = 6;
	check_boot(&c, &m, "all.0");
	m.architecture[1] = 11;
	check_boot(&c, &m, "arm.efi");
	m.architecture[0] = 7;
	check_boot(&c, &m, "a.efi"); /* the first that has one */
	HAS(c, boot_user, boot_user);
	check_boot(&c, &m, "menu.ipxe");
	m.user_class_len = 0;
	check_boot(&c, &m, "a.efi");
	check_boot(&c, &none, "all.0");
	m = of_user("\x01x", 2);
	check_boot(&c, &m, "x.0");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_lines_are_no_classes),
	    cmocka_unit_test(a_user_class_whole_or_among_others),
	    cmocka_unit_test(one_of_its_architectures),
	    cmocka_unit_test(all_kinds_have_to_fit),
	    cmocka_unit_test(a_boot_file_for_who_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
