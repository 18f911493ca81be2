/* linux/packet.c -- see packet.h.
 *
 * A receiving ring is one Vlanif's socket with its slots in memory shared with the kernel. The
 * inner epoll descriptor says which rings have something, so the host watches one descriptor
 * however many Vlanifs there are. A slot goes KERNEL -> USER (a frame is there) -> held (handed
 * out) -> KERNEL at packet_release().
 *
 * No lock: an object is one thread's. What it asks of another's, who owns a virtual MAC, is
 * virtual_owned(), which any thread may. Nothing is allocated but in packet_open() and
 * packet_listen(), and nothing waits: a send buffer that is full refuses. */
#include "linux/packet.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "linux/clock.h"
#include "linux/packet_filter.h"
#include "linux/virtual.h"

enum {
	READY_MAX = 64,	   /* rings of one look */
	SLOT = 2048,	   /* bytes of one frame's place, header included */
	BLOCK = 64 << 10,  /* the kernel allocates rings in pieces of this */
	SLOTS_ALL = 32768, /* of all rings together, 64 MiB */
	SLOTS_MIN = 128,   /* of one ring */
	SLOTS_MAX = 2048,
	SLOTS_VRRP = 64,
	SEND_BATCH = 256, /* frames of one system call */
	SEND_BUFFER = 4 << 20
};

struct rx_ring {
	uint16_t vlan;
	int index, fd, group; /* group: a socket that holds the multicast membership, or -1 */
	struct mac mac;
	uint8_t *memory;      /* of all slots, shared with the kernel */
	unsigned slots, next; /* next: slot to look at */
	unsigned held;	      /* slots before next that are handed out */
};

struct packet {
	enum packet_kind kind;
	int64_t wall_offset_us; /* at the last look */
	uint64_t wall_us;	/* no frame that is there was received later */
	uint64_t now_us;	/* of this look */
	uint64_t emptied_us;	/* of the last look that left nothing: what is there came since */
	const struct virtual *virtual;
	int epoll, out, shut;  /* shut: holds UDP port 67, or -1 */
	struct node_lost lost; /* not told yet */
	unsigned count;
	struct rx_ring *ring[LAN_VLANIFS_MAX];
};

static bool
fail(struct text *message, const char *name, const char *what)
{
	text_add(message, "%s: %s: %s", name, what, strerror(errno));
	if (errno == EPERM)
		text_add(message, "; it takes root or CAP_NET_RAW");
	return false;
}

/* ---- receiving rings ---- */

static void
close_ring(struct rx_ring *r)
{
	if (r->memory)
		munmap(r->memory, (size_t)r->slots * SLOT);
	if (r->fd >= 0)
		close(r->fd); /* leaves the epoll set by itself */
	if (r->group >= 0)
		close(r->group);
	free(r);
}

static bool
map_ring(struct rx_ring *r)
{
	int version = TPACKET_V2, on = 1;
	struct tpacket_req request = {.tp_block_size = BLOCK,
				      .tp_block_nr = r->slots / (BLOCK / SLOT),
				      .tp_frame_size = SLOT,
				      .tp_frame_nr = r->slots};
	void *ring;

	if (setsockopt(r->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) < 0 ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)) < 0 ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)) < 0)
		return false;
	ring = mmap(NULL, (size_t)r->slots * SLOT, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	if (ring == MAP_FAILED)
		return false;
	r->memory = ring;
	return true;
}

/* Binding without a protocol tells the MAC but hears nothing yet: first the filter, then that. */
static bool
bind_ring(struct rx_ring *r, enum packet_kind kind)
{
	struct sockaddr_ll a = {.sll_family = AF_PACKET, .sll_ifindex = r->index};
	socklen_t len = sizeof(a);
	int result;

	if (bind(r->fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    getsockname(r->fd, (struct sockaddr *)&a, &len) < 0)
		return false;
	memcpy(&r->mac, a.sll_addr, sizeof(r->mac));
	result =
	    kind == PACKET_DHCP ? packet_filter_dhcp(r->fd, r->mac) : packet_filter_vrrp(r->fd);
	if (result < 0) {
		errno = -result;
		return false;
	}
	a.sll_protocol = htons(ETH_P_ALL);
	return bind(r->fd, (struct sockaddr *)&a, sizeof(a)) == 0;
}

/* So that switches with IGMP snooping send it here. One socket each: a socket may join few groups.
 */
static bool
join_vrrp(struct rx_ring *r)
{
	struct ip_mreqn m = {.imr_multiaddr.s_addr = htonl(0xe0000012), .imr_ifindex = r->index};

	r->group = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return r->group >= 0 &&
	       setsockopt(r->group, IPPROTO_IP, IP_ADD_MEMBERSHIP, &m, sizeof(m)) == 0;
}

static struct rx_ring *
open_ring(struct packet *p, uint16_t vlan, int index, unsigned slots)
{
	struct epoll_event ready = {.events = EPOLLIN};
	struct rx_ring *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	*r = (struct rx_ring){.vlan = vlan, .index = index, .group = -1, .slots = slots};
	r->fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	ready.data.ptr = r;
	if (r->fd >= 0 && map_ring(r) && bind_ring(r, p->kind) &&
	    (p->kind != PACKET_VRRP || join_vrrp(r)) &&
	    epoll_ctl(p->epoll, EPOLL_CTL_ADD, r->fd, &ready) == 0)
		return r;
	int error = errno;

	close_ring(r);
	errno = error;
	return NULL;
}

static struct rx_ring *
find_ring(const struct packet *p, uint16_t vlan)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->ring[i]->vlan == vlan)
			return p->ring[i];
	return NULL;
}

static bool
still_right(const struct rx_ring *r, const uint16_t *vlans, unsigned count)
{
	struct sockaddr_ll a;
	socklen_t len = sizeof(a);
	bool wanted = false;

	for (unsigned i = 0; i < count; i++)
		wanted |= vlans[i] == r->vlan;
	/* a device that went away is told by index -1 here */
	return wanted && getsockname(r->fd, (struct sockaddr *)&a, &len) == 0 &&
	       a.sll_ifindex == r->index && memcmp(a.sll_addr, &r->mac, sizeof(r->mac)) == 0;
}

static unsigned
slots_for(const struct packet *p, unsigned count)
{
	unsigned slots = SLOTS_MAX;

	if (p->kind == PACKET_VRRP)
		return SLOTS_VRRP;
	while (slots > SLOTS_MIN && slots * count > SLOTS_ALL)
		slots /= 2;
	return slots;
}

bool
packet_listen(struct packet *p, const uint16_t *vlans, unsigned count, struct text *message)
{
	unsigned kept = 0;
	bool all = true;

	assert(count <= LAN_VLANIFS_MAX);
	for (unsigned i = 0; i < p->count; i++) {
		if (still_right(p->ring[i], vlans, count))
			p->ring[kept++] = p->ring[i];
		else
			close_ring(p->ring[i]);
	}
	p->count = kept;
	for (unsigned i = 0; i < count; i++) {
		char name[IF_NAMESIZE];
		unsigned index;
		struct rx_ring *r;

		if (find_ring(p, vlans[i]))
			continue;
		snprintf(name, sizeof(name), "Vlanif%u", vlans[i]);
		index = if_nametoindex(name);
		r = index ? open_ring(p, vlans[i], (int)index, slots_for(p, count)) : NULL;
		if (r)
			p->ring[p->count++] = r;
		else if (all)
			all = fail(message, name, "cannot be listened to");
	}
	return all;
}

uint16_t
packet_deaf(const struct packet *p, const uint16_t *vlans, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (find_ring(p, vlans[i]) == NULL)
			return vlans[i];
	return 0;
}

/* ---- open and close ---- */

/* Without a socket on the port the kernel answers renewals with ICMP port unreachable. Not
 * exclusive: a server for other devices may run here. */
static bool
shut_port(struct packet *p, struct text *message)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(67)};
	int on = 1;

	p->shut = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (p->shut < 0)
		return fail(message, "UDP port 67", "no socket");
	packet_filter_nothing(p->shut);
	setsockopt(p->shut, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(p->shut, (struct sockaddr *)&a, sizeof(a)) == 0)
		return true;
	return fail(message, "UDP port 67",
		    errno == EADDRINUSE ? "another DHCP server runs here" : "cannot be held");
}

struct packet *
packet_open(enum packet_kind kind, const struct virtual *v, struct text *message)
{
	struct packet *p = calloc(1, sizeof(*p));
	int size = SEND_BUFFER;

	if (!p) {
		text_add(message, "packets: out of memory");
		return NULL;
	}
	p->kind = kind;
	p->virtual = v;
	p->shut = -1;
	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	p->out = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->epoll < 0 || p->out < 0) {
		fail(message, "packets", "no packet socket");
	} else if (kind != PACKET_DHCP || shut_port(p, message)) {
		setsockopt(p->out, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
		return p;
	}
	packet_close(p);
	return NULL;
}

void
packet_close(struct packet *p)
{
	if (!p)
		return;
	for (unsigned i = 0; i < p->count; i++)
		close_ring(p->ring[i]);
	if (p->epoll >= 0)
		close(p->epoll);
	if (p->out >= 0)
		close(p->out);
	if (p->shut >= 0)
		close(p->shut);
	free(p);
}

int
packet_fd(const struct packet *p)
{
	return p->epoll;
}

/* ---- hearing ---- */

static struct tpacket2_hdr *
slot_at(const struct rx_ring *r, unsigned at)
{
	return (struct tpacket2_hdr *)(void *)(r->memory + (size_t)(at % r->slots) * SLOT);
}

static bool
is_for_us(const struct packet *p, const struct rx_ring *r, const uint8_t *frame)
{
	struct mac virtual;

	if (p->kind == PACKET_VRRP || (frame[0] & 1))
		return true;
	memcpy(&virtual, frame, sizeof(virtual));
	if (mac_same(virtual, r->mac))
		return true;
	return p->virtual && virtual_owned(p->virtual, r->vlan, virtual.byte[5]);
}

/* The kernel says on the next frame that it lost some, and counts them until it is asked. */
static void
count_overrun(struct packet *p, const struct rx_ring *r)
{
	struct tpacket_stats stats = {0};
	socklen_t len = sizeof(stats);

	if (getsockopt(r->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) == 0)
		p->lost.overrun += stats.tp_drops;
}

static bool
is_whole(struct packet *p, const struct rx_ring *r, const struct tpacket2_hdr *h)
{
	const uint8_t *frame = (const uint8_t *)h + h->tp_mac;

	if (h->tp_snaplen < h->tp_len)
		p->lost.oversize++;
	if (h->tp_snaplen < h->tp_len || h->tp_len < ETH_HLEN)
		return false;
	if (is_for_us(p, r, frame))
		return true;
	p->lost.other_mac++;
	return false;
}

/* The kernel stamps frames with the wall clock. It may have been set since the last look; then what
 * is there is as old as it would be by the clock that shows more. */
static void
look_at_clock(struct packet *p)
{
	int64_t offset_us = clock_wall_offset(), before_us = p->wall_offset_us;

	if (before_us == 0 || before_us < offset_us)
		before_us = offset_us;
	p->wall_offset_us = offset_us;
	p->now_us = clock_now();
	p->wall_us = (uint64_t)((int64_t)p->now_us + before_us);
}

/* By the wall clock, and not older than the last look that left nothing, so a device that goes on
 * reading is never deaf, whatever its wall clock shows. One that comes during the look is younger
 * than it; by more, the clock was set twice. */
static uint64_t
age_of(const struct packet *p, const struct tpacket2_hdr *h)
{
	uint64_t at_us = h->tp_sec * TIME_SEC + h->tp_nsec / 1000;
	uint64_t most_us = p->now_us - p->emptied_us;

	if (at_us <= p->wall_us)
		return time_min(p->wall_us - at_us, most_us);
	return at_us - p->wall_us <= TIME_SEC ? 0 : most_us;
}

static unsigned
read_ring(struct packet *p, struct rx_ring *r, struct node_frame *ret_frames, unsigned max)
{
	unsigned count = 0;

	while (count < max && r->held < r->slots) {
		struct tpacket2_hdr *h = slot_at(r, r->next);
		uint32_t status = __atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE);
		const uint8_t *frame = (const uint8_t *)h + h->tp_mac;

		if (!(status & TP_STATUS_USER))
			break;
		r->next = (r->next + 1) % r->slots;
		r->held++;
		if (status & TP_STATUS_LOSING)
			count_overrun(p, r);
		if (!is_whole(p, r, h))
			continue;
		ret_frames[count++] = (struct node_frame){
		    .vlan = r->vlan,
		    .bytes = frame,
		    .len = h->tp_snaplen,
		    .age_us = age_of(p, h),
		    .checksum_unfinished = status & TP_STATUS_CSUMNOTREADY,
		};
	}
	return count;
}

unsigned
packet_read(struct packet *p, struct node_frame *ret_frames, unsigned max)
{
	struct epoll_event ready[READY_MAX];
	unsigned count = 0;
	int n;

	look_at_clock(p);
	n = epoll_wait(p->epoll, ready, READY_MAX, 0);
	for (int i = 0; i < n; i++) {
		struct rx_ring *r = ready[i].data.ptr;
		int error;
		socklen_t len = sizeof(error);

		if (ready[i].events & EPOLLERR) /* the Vlanif went down or away: taken note of */
			getsockopt(r->fd, SOL_SOCKET, SO_ERROR, &error, &len);
		count += read_ring(p, r, ret_frames + count, max - count);
	}
	if (n < READY_MAX && count < max)
		p->emptied_us = p->now_us;
	return count;
}

bool
packet_take_lost(struct packet *p, struct node_lost *ret)
{
	*ret = p->lost;
	p->lost = (struct node_lost){0};
	return ret->overrun + ret->oversize + ret->other_mac > 0;
}

void
packet_release(struct packet *p)
{
	for (unsigned i = 0; i < p->count; i++) {
		struct rx_ring *r = p->ring[i];

		for (; r->held > 0; r->held--)
			__atomic_store_n(&slot_at(r, r->next + r->slots - r->held)->tp_status,
					 TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	}
}

/* ---- sending ---- */

struct batch {
	unsigned count;
	struct mmsghdr message[SEND_BATCH];
	struct iovec bytes[SEND_BATCH];
	struct sockaddr_ll to[SEND_BATCH];
};

static void
add(struct batch *b, const struct rx_ring *r, const struct packet_out *f)
{
	unsigned i = b->count++;

	b->bytes[i] = (struct iovec){(void *)(uintptr_t)f->bytes, f->len};
	b->to[i] = (struct sockaddr_ll){
	    .sll_family = AF_PACKET, .sll_ifindex = r->index, .sll_halen = ETH_ALEN};
	memcpy(b->to[i].sll_addr, f->bytes, ETH_ALEN);
	memcpy(&b->to[i].sll_protocol, f->bytes + 2 * ETH_ALEN, 2);
	b->message[i].msg_hdr = (struct msghdr){.msg_name = &b->to[i],
						.msg_namelen = sizeof(b->to[i]),
						.msg_iov = &b->bytes[i],
						.msg_iovlen = 1};
}

/* A frame that fails is left out, those behind it are tried. Returns how many went. */
static unsigned
flush(struct packet *p, struct batch *b)
{
	unsigned at = 0, sent = 0;

	while (at < b->count) {
		int n = sendmmsg(p->out, b->message + at, b->count - at, 0);

		if (n < 0 && errno == EINTR)
			continue;
		sent += n > 0 ? (unsigned)n : 0;
		at += n > 0 ? (unsigned)n : 1;
	}
	b->count = 0;
	return sent;
}

unsigned
packet_send(struct packet *p, const struct packet_out *list, unsigned count)
{
	struct batch b;
	unsigned sent = 0;

	b.count = 0;
	for (unsigned i = 0; i < count; i++) {
		const struct rx_ring *r = find_ring(p, list[i].vlan);

		if (r && list[i].len >= ETH_HLEN)
			add(&b, r, &list[i]);
		if (b.count == SEND_BATCH)
			sent += flush(p, &b);
	}
	return sent + flush(p, &b);
}
