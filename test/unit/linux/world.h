/* world.h -- two fresh network namespaces and a cable, for the tests of linux/.
 *
 * `device` is where the code under test works, with eth1 (and eth2); `wire` holds the other ends,
 * wire1 and wire2. Both go with the process, whatever happens to it. */
#ifndef TEST_UNIT_LINUX_WORLD_H
#define TEST_UNIT_LINUX_WORLD_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ip4.h"
#include "base/mac.h"
#include "base/text.h"
#include "linux/links.h"
#include "test/check.h"

/* Not every test uses all of this. */
#define WORLD __attribute__((unused)) static

WORLD int world_device, world_wire;

/* Runs a shell command in this thread's namespace; its output goes to `output` unless that is -1.
 */
WORLD int
shell(const char *command, int output)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		if (output >= 0)
			dup2(output, STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

__attribute__((format(printf, 1, 2))) WORLD int
run(const char *format, ...)
{
	char command[512];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	return shell(command, -1);
}

/* The namespace this thread, and what it starts, is in from now on. */
WORLD void
enter(int world)
{
	assert_int_equal(setns(world, CLONE_NEWNET), 0);
}

WORLD int
new_namespace(void)
{
	assert_int_equal(unshare(CLONE_NEWNET), 0);
	assert_int_equal(run("ip link set lo up"), 0);
	return open("/proc/thread-self/ns/net", O_RDONLY);
}

/* build/<variant>/access.bpf.o: this program lies in test/unit/linux/ below the same folder. */
WORLD const char *
access_object(void)
{
	static char path[512];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 32);
	char *at;

	assert_true(n > 0);
	path[n] = '\0';
	at = strstr(path, "/test/unit/");
	snprintf(at ? at : path, 32, "/access.bpf.o");
	return path;
}

/* Skips the test where there is no right to make namespaces. */
WORLD void
world_make(void)
{
	if (geteuid() != 0)
		skip();
	world_wire = new_namespace();
	world_device = new_namespace();
	for (int i = 1; i <= 2; i++) {
		assert_int_equal(
		    run("ip link add eth%d type veth peer name wire%d netns /proc/%d/fd/%d", i, i,
			(int)getpid(), world_wire),
		    0);
		enter(world_wire);
		assert_int_equal(run("ip link set wire%d up", i), 0);
		enter(world_device);
	}
}

WORLD void
world_end(void)
{
	close(world_wire);
	close(world_device);
}

WORLD void
needs_root(void)
{
	if (geteuid() != 0)
		skip();
}

/* A world around each test of a program; a test in it begins with needs_root(). */
WORLD int
begin_world(void **state)
{
	(void)state;
	if (geteuid() == 0)
		world_make();
	return 0;
}

WORLD int
end_world(void **state)
{
	(void)state;
	if (geteuid() == 0)
		world_end();
	return 0;
}

#define IN_WORLD(f) cmocka_unit_test_setup_teardown(f, begin_world, end_world)

WORLD uint64_t
clock_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* ---- wishes ---- */

WORLD const struct ports map_of_two = {
    2, {{"GigabitEthernet0/1/1", "eth1"}, {"GigabitEthernet0/1/2", "eth2"}}};

/* The seed's DeviceA: VLAN 100 tagged on port 1, Vlanif100 10.1.1.1/24, group 1. */
WORLD void
want_seed(struct lan_wanted *w)
{
	memset(w, 0, sizeof(*w));
	w->ports_count = w->vlanifs_count = w->virtuals_count = 1;
	snprintf(w->port[0].name, sizeof(w->port[0].name), "GigabitEthernet0/1/1");
	w->port[0].up = w->port[0].carries = true;
	w->port[0].tagged.word[100 / 64] |= (uint64_t)1 << 100 % 64;
	w->vlanif[0].vlan = 100;
	w->vlanif[0].up = true;
	w->vlanif[0].count = 1;
	w->vlanif[0].address[0] =
	    (struct lan_address){true, IP4(10, 1, 1, 1), IP4(255, 255, 255, 0)};
	w->virtual[0] = (struct lan_wanted_virtual){.vlan = 100, .vrid = 1};
}

WORLD void
apply(struct links *l, const struct lan_wanted *w)
{
	char sentence[512];
	struct text message = text_of(sentence, sizeof(sentence));

	if (!links_apply(l, w, &message))
		fail_msg("%s", sentence);
}

WORLD struct links *
open_links(void)
{
	char sentence[512];
	struct text message = text_of(sentence, sizeof(sentence));
	struct links *l = links_open(&map_of_two, &message);

	if (!l)
		fail_msg("%s", sentence);
	return l;
}

/* Takes events until the Vlanif is in this state; fails after two seconds. */
WORLD void
await_vlanif(struct links *l, uint16_t vlan, bool up)
{
	uint64_t end = clock_us() + 2000000;

	while (clock_us() < end) {
		struct pollfd p = {links_fd(l), POLLIN, 0};
		struct links_event e;

		while (links_event(l, &e))
			if (!e.port && e.vlan == vlan && e.up == up)
				return;
		poll(&p, 1, 100);
	}
	fail_msg("Vlanif%u does not go %s", vlan, up ? "up" : "down");
}

/* ---- frames on the wire ---- */

struct heard {
	int tag; /* -1: none */
	size_t len;
	uint8_t bytes[2048]; /* without the tag */
};

WORLD int
wire_open(const char *device)
{
	struct sockaddr_ll a = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	int fd, on = 1;

	enter(world_wire);
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	a.sll_ifindex = (int)if_nametoindex(device);
	assert_true(a.sll_ifindex > 0);
	setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on));
	setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on));
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	enter(world_device);
	return fd;
}

/* One frame heard within so many milliseconds? */
WORLD bool
wire_hear(int fd, int wait_ms, struct heard *ret)
{
	struct pollfd p = {fd, POLLIN, 0};
	struct iovec v = {ret->bytes, sizeof(ret->bytes)};
	_Alignas(struct cmsghdr) char control[256];
	struct msghdr m = {.msg_iov = &v,
			   .msg_iovlen = 1,
			   .msg_control = control,
			   .msg_controllen = sizeof(control)};
	ssize_t n;

	if (poll(&p, 1, wait_ms) != 1)
		return false;
	n = recvmsg(fd, &m, 0);
	assert_true(n > 0);
	ret->len = (size_t)n;
	ret->tag = -1;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		struct tpacket_auxdata aux;

		if (c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (aux.tp_status & TP_STATUS_VLAN_VALID)
			ret->tag = aux.tp_vlan_tci & 0xfff;
	}
	return true;
}

WORLD void
wire_send(int fd, const struct wr *frame)
{
	assert_false(frame->bad);
	assert_int_equal(send(fd, frame->p, frame->len, 0), frame->len);
}

WORLD const struct mac client_mac = {{2, 0, 0, 0, 0, 0x0c}};

/* Ethernet header; tag -1: none. */
WORLD void
put_ethernet(struct wr *w, struct mac to, struct mac from, int tag, uint16_t type)
{
	wr_bytes(w, &to, 6);
	wr_bytes(w, &from, 6);
	if (tag >= 0) {
		wr_be16(w, 0x8100);
		wr_be16(w, (uint16_t)tag);
	}
	wr_be16(w, type);
}

WORLD void
send_arp_request(int fd, int tag, struct ip4 who, struct ip4 tell)
{
	uint8_t bytes[64];
	struct wr w = wr_of(bytes, sizeof(bytes));

	put_ethernet(&w, MAC_BROADCAST, client_mac, tag, ETH_P_ARP);
	wr_be32(&w, 0x00010800);
	wr_be32(&w, 0x06040001);
	wr_bytes(&w, &client_mac, 6);
	wr_be32(&w, tell.host);
	wr_zero(&w, 6);
	wr_be32(&w, who.host);
	wr_zero(&w, 18);
	wire_send(fd, &w);
}

WORLD bool
is_arp_answer(const struct heard *h, struct ip4 who, struct mac *ret_mac)
{
	struct rd r = rd_of(h->bytes + 12, h->len - 12);

	if (rd_be16(&r) != ETH_P_ARP || rd_be32(&r) != 0x00010800 || rd_be32(&r) != 0x06040002)
		return false;
	memcpy(ret_mac, rd_bytes(&r, 6), 6);
	return rd_be32(&r) == who.host;
}

/* Asks for an address, every 200 ms anew, and waits for the answer: its sender's MAC, or false
 * after wait_ms. A bridge's new port passes frames a little after its carrier came. */
WORLD bool
arp_asks(int fd, int tag, struct ip4 who, int wait_ms, struct heard *ret, struct mac *ret_mac)
{
	uint64_t now = clock_us(), end = now + (uint64_t)wait_ms * 1000, next = now;

	while (wire_hear(fd, 0, ret))
		;
	for (; now < end; now = clock_us()) {
		if (now >= next) {
			send_arp_request(fd, tag, who, IP4(10, 1, 1, 77));
			next = now + 200000;
		}
		if (wire_hear(fd, (int)((next < end ? next : end) - now) / 1000 + 1, ret) &&
		    is_arp_answer(ret, who, ret_mac))
			return true;
	}
	return false;
}

#endif
