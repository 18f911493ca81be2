/* bench/ring.c -- see ring.h. TPACKET_V2: a slot a frame, which the kernel gives and takes back by
 * one word. */
#include "bench/ring.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SLOT = 2048, SLOTS = 32768, BLOCK = 1 << 16, SEND_BUFFER = 16 << 20 };

static int
fail(const char *what)
{
	perror(what);
	return -1;
}

static int
find(struct ring *r, const char *device)
{
	struct ifreq q = {0};

	r->index = (int)if_nametoindex(device);
	snprintf(q.ifr_name, sizeof q.ifr_name, "%s", device);
	if (r->index == 0 || ioctl(r->fd, SIOCGIFHWADDR, &q) < 0)
		return fail(device);
	memcpy(r->mac, q.ifr_hwaddr.sa_data, 6);
	return 0;
}

/* IPv4 and UDP towards the port: the rest never wakes us. */
static int
filter(struct ring *r, uint16_t port)
{
	struct sock_filter code[] = {
	    {0x28, 0, 0, 12}, {0x15, 0, 5, ETH_P_IP}, {0x30, 0, 0, 23},	   {0x15, 0, 3, 17},
	    {0x28, 0, 0, 36}, {0x15, 0, 1, port},     {0x06, 0, 0, 65535}, {0x06, 0, 0, 0}};
	struct sock_fprog program = {sizeof code / sizeof *code, code};

	if (setsockopt(r->fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0)
		return fail("the filter");
	return 0;
}

static int
map(struct ring *r)
{
	struct tpacket_req want = {BLOCK, SLOTS / (BLOCK / SLOT), SLOT, SLOTS};
	int version = TPACKET_V2, one = 1, big = SEND_BUFFER;

	if (setsockopt(r->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) < 0 ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one) < 0 ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one) < 0 ||
	    setsockopt(r->fd, SOL_SOCKET, SO_SNDBUFFORCE, &big, sizeof big) < 0 ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_RX_RING, &want, sizeof want) < 0)
		return fail("the ring");
	r->slots = mmap(NULL, (size_t)SLOT * SLOTS, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	return r->slots == MAP_FAILED ? fail("the ring") : 0;
}

/* Promiscuous: clients have hardware addresses of their own. */
static int
listen_to(struct ring *r)
{
	struct packet_mreq all = {.mr_ifindex = r->index, .mr_type = PACKET_MR_PROMISC};
	struct sockaddr_ll a = {
	    .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = r->index};

	if (setsockopt(r->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) < 0 ||
	    bind(r->fd, (struct sockaddr *)&a, sizeof a) < 0)
		return fail("the interface");
	return 0;
}

int
ring_open(struct ring *ret, const char *device, uint16_t port)
{
	memset(ret, 0, sizeof *ret);
	ret->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (ret->fd < 0)
		return fail("a packet socket");
	if (find(ret, device) < 0 || map(ret) < 0 || filter(ret, port) < 0 || listen_to(ret) < 0) {
		close(ret->fd);
		return -1;
	}
	for (unsigned i = 0; i < RING_BATCH; i++) {
		ret->piece[i] = (struct iovec){ret->frame[i], RING_FRAME};
		ret->message[i].msg_hdr.msg_iov = &ret->piece[i];
		ret->message[i].msg_hdr.msg_iovlen = 1;
	}
	return 0;
}

static struct tpacket2_hdr *
slot(struct ring *r)
{
	return (struct tpacket2_hdr *)(void *)(r->slots + (size_t)r->at * SLOT);
}

const uint8_t *
ring_next(struct ring *r, unsigned *len)
{
	struct tpacket2_hdr *h = slot(r);

	if (!(__atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
		return NULL;
	*len = h->tp_snaplen;
	return (const uint8_t *)h + h->tp_mac;
}

void
ring_done(struct ring *r)
{
	__atomic_store_n(&slot(r)->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	r->at = (r->at + 1) % SLOTS;
}

void
ring_wait(struct ring *r, int ms)
{
	struct pollfd p = {r->fd, POLLIN, 0};

	poll(&p, 1, ms);
}

uint8_t *
ring_frame(struct ring *r)
{
	if (r->count == RING_BATCH)
		ring_send(r);
	return memset(r->frame[r->count++], 0, RING_FRAME);
}

void
ring_send(struct ring *r)
{
	for (unsigned sent = 0; sent < r->count;) {
		int n = sendmmsg(r->fd, r->message + sent, r->count - sent, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			r->unsent++;
			sent++;
		} else {
			sent += (unsigned)n;
		}
	}
	r->count = 0;
}

uint64_t
ring_missed(struct ring *r)
{
	struct tpacket_stats s = {0};
	socklen_t len = sizeof s;

	getsockopt(r->fd, SOL_PACKET, PACKET_STATISTICS, &s, &len);
	return s.tp_drops;
}
