/* linux/packet_filter.c -- see packet_filter.h.
 *
 * Offsets count from the Ethernet header: destination 0, type 12, IPv4 from 14 (fragment 20,
 * protocol 23, destination 30), UDP or ICMP behind the IPv4 header's length, ARP from 14 (operation
 * 20, sender 28, target MAC 32, target 38). Jumps count from the next
 * instruction; the last two of each program are "take" and "leave". A frame that still has a tag
 * (a second one) is not ours. */
#include "linux/packet_filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <stdint.h>
#include <sys/socket.h>

#define LOAD(size, at)	   BPF_STMT(BPF_LD | BPF_##size | BPF_ABS, (at))
#define IS(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define HAS(bits, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), (yes), (no))
#define ANSWER(bytes)	   BPF_STMT(BPF_RET | BPF_K, (bytes))
#define TAG_PRESENT	   ((uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT))
#define TAKE		   ANSWER(UINT32_MAX)
#define LEAVE		   ANSWER(0)

static int
attach(int fd, struct sock_filter *program, unsigned count)
{
	struct sock_fprog p = {(unsigned short)count, program};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof(p)) < 0 ? -errno : 0;
}

int
packet_filter_dhcp(int fd, struct mac own)
{
	uint32_t first2 = (uint32_t)own.byte[0] << 8 | own.byte[1];
	uint32_t last4 = (uint32_t)own.byte[2] << 24 | (uint32_t)own.byte[3] << 16 |
			 (uint32_t)own.byte[4] << 8 | own.byte[5];
	struct sock_filter program[] = {
	    LOAD(W, TAG_PRESENT),
	    IS(0, 0, 35),
	    LOAD(H, 12),
	    IS(0x0800, 0, 21),
	    LOAD(H, 20),
	    HAS(0x1fff, 31, 0),
	    BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14),
	    LOAD(B, 23),
	    IS(1, 0, 2),
	    BPF_STMT(BPF_LD | BPF_B | BPF_IND, 14),
	    IS(0, 3, 26), /* an echo reply */
	    IS(17, 0, 25),
	    BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16),
	    IS(67, 0, 23),
	    LOAD(W, 2),
	    IS(UINT32_MAX, 0, 2),
	    LOAD(H, 0),
	    IS(0xffff, 18, 19), /* broadcast */
	    IS(last4, 0, 2),
	    LOAD(H, 0),
	    IS(first2, 15, 16), /* own */
	    LOAD(W, 0),
	    IS(0x00005e00, 0, 14),
	    LOAD(B, 4),
	    IS(1, 11, 12), /* 00:00:5e:00:01:xx */
	    IS(0x0806, 0, 11),
	    LOAD(W, 28),
	    BPF_STMT(BPF_MISC | BPF_TAX, 0),
	    LOAD(W, 38),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 6, 0), /* an announcement */
	    LOAD(H, 20),
	    IS(2, 0, 5), /* a reply */
	    LOAD(W, 34),
	    IS(last4, 0, 3),
	    LOAD(H, 32),
	    IS(first2, 0, 1), /* to own */
	    TAKE,
	    LEAVE,
	};

	return attach(fd, program, sizeof(program) / sizeof(*program));
}

int
packet_filter_vrrp(int fd)
{
	struct sock_filter program[] = {
	    LOAD(W, TAG_PRESENT),
	    IS(0, 0, 11),
	    LOAD(H, 12),
	    IS(0x0800, 0, 9),
	    LOAD(B, 23),
	    IS(112, 0, 7),
	    LOAD(W, 30),
	    IS(0xe0000012, 0, 5),
	    LOAD(H, 0),
	    IS(0x0100, 0, 3),
	    LOAD(W, 2),
	    IS(0x5e000012, 0, 1),
	    TAKE,
	    LEAVE,
	};

	return attach(fd, program, sizeof(program) / sizeof(*program));
}

int
packet_filter_nothing(int fd)
{
	struct sock_filter program[] = {LEAVE};

	return attach(fd, program, 1);
}
