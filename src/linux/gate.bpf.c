// SPDX-License-Identifier: ISC OR GPL-2.0-only
/* linux/gate.bpf.c -- what stands at the edges of a port and of a Vlanif, inside the kernel.
 *
 *     port_in   port, ingress       only VLANs the port carries come in; the tag is taken off
 *                                   and the frame moved into the bridge, where that is ours to do
 *     port_out  port, egress        no IP or ARP leaves but from a VLAN: a port is no IP host
 *     sub_out   outer end, ingress  a frame leaving the bridge gets its tag and goes to the port
 *     gate_in   Vlanif, ingress     no ping to a virtual address that is to be silent; frames to
 *                                   a virtual MAC, and
 *     gate_out  Vlanif, egress      frames from one pass only while the daemon's heartbeat is
 *                                   fresh; no ARP says that a virtual address, which is the
 *                                   Vlanif's too, is at another MAC
 *
 * The gate stands at the Vlanif, not at the sub-interfaces: between two ports of one VLAN this
 * device is a switch, and must pass the virtual MAC of another Master. Whatever this host itself
 * sends or takes with the virtual MAC (ARP and ICMP of the macvlan, forwarded packets, AF_PACKET)
 * crosses the Vlanif's clsact. The programs stay when the daemon dies. docs/kernel.md "Falling
 * silent". Loaded by gate.c, tested in test/unit/linux/links.c and virtual.c. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "linux/gate_map.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, GATE_CARRIED_MAX);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct gate_carried_key);
	__type(value, struct gate_carried);
} carried SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, GATE_CARRIED_MAX);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32); /* ifindex of the outer end */
	__type(value, struct gate_leaving);
} leaving SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, GATE_HEARTBEATS_MAX);
	__type(key, struct gate_heartbeat_key);
	__type(value, __u64); /* passes until, CLOCK_BOOTTIME in nanoseconds */
} heartbeats SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, GATE_GUARDED_MAX);
	__type(key, struct gate_guarded_key);
	__type(value, __u32);
} guarded SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, GATE_SILENT_MAX);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32); /* address, as it stands in a frame */
	__type(value, __u32);
} silent SEC(".maps");

SEC("tc")
int
port_in(struct __sk_buff *skb)
{
	struct gate_carried_key key = {.ifindex = skb->ifindex};
	struct gate_carried *to;

	if (skb->vlan_present) {
		if (skb->vlan_proto != bpf_htons(ETH_P_8021Q))
			return TC_ACT_SHOT;
		key.vlan = skb->vlan_tci & 0xfff; /* 0 is a priority tag: counts as untagged */
	}
	to = bpf_map_lookup_elem(&carried, &key);
	if (!to)
		return TC_ACT_SHOT;
	if (!to->ifindex) /* an 802.1Q device takes it from here */
		return TC_ACT_OK;
	if (skb->vlan_present && bpf_skb_vlan_pop(skb))
		return TC_ACT_SHOT;
	if (skb->vlan_present) /* a second tag */
		return TC_ACT_SHOT;
	return bpf_redirect(to->ifindex, BPF_F_INGRESS);
}

SEC("tc")
int
port_out(struct __sk_buff *skb)
{
	struct gate_carried_key key = {.ifindex = skb->ifindex};

	if (skb->mark == GATE_MARK) {
		skb->mark = 0;
		return TC_ACT_UNSPEC;
	}
	key.vlan = skb->vlan_present ? skb->vlan_tci & 0xfff : 0;
	if (key.vlan && bpf_map_lookup_elem(&carried, &key))
		return TC_ACT_UNSPEC;
	switch (skb->protocol) {
	case bpf_htons(ETH_P_IP):
	case bpf_htons(ETH_P_IPV6):
	case bpf_htons(ETH_P_ARP):
		return TC_ACT_SHOT;
	default:
		return TC_ACT_UNSPEC;
	}
}

SEC("tc")
int
sub_out(struct __sk_buff *skb)
{
	__u32 key = skb->ifindex;
	struct gate_leaving *to = bpf_map_lookup_elem(&leaving, &key);

	if (!to || skb->vlan_present)
		return TC_ACT_SHOT;
	if (to->vlan && bpf_skb_vlan_push(skb, bpf_htons(ETH_P_8021Q), (__u16)to->vlan))
		return TC_ACT_SHOT;
	skb->mark = GATE_MARK;
	return bpf_redirect(to->ifindex, 0);
}

static __always_inline int
is_fresh(__u16 vlan, __u16 vrid)
{
	struct gate_heartbeat_key key = {.vlan = vlan, .vrid = vrid};
	__u64 *until = bpf_map_lookup_elem(&heartbeats, &key);

	return until && bpf_ktime_get_boot_ns() < *until;
}

static __always_inline int
is_virtual(const __u8 mac[6])
{
	return !mac[0] && !mac[1] && mac[2] == 0x5e && !mac[3] && mac[4] == 1;
}

/* at: where in the frame the address stands. The filter's class id is the VLAN. */
static __always_inline int
gate(struct __sk_buff *skb, __u32 at)
{
	__u8 mac[6];

	if (bpf_skb_load_bytes(skb, at, mac, sizeof(mac)))
		return TC_ACT_SHOT;
	if (!is_virtual(mac))
		return TC_ACT_UNSPEC;
	return is_fresh((__u16)skb->tc_classid, mac[5]) ? TC_ACT_UNSPEC : TC_ACT_SHOT;
}

/* ARP that says that a virtual address is at another MAC than the group's. The owner's address
 * stands on the Vlanif too, and the kernel speaks for it, Master or not (RFC 9568 6.4.2, 8.1.2). */
static __always_inline int
is_beside(struct __sk_buff *skb)
{
	struct gate_guarded_key key = {.vlan = skb->tc_classid};
	__u8 mac[6];
	__u32 *vrid;

	if (skb->protocol != bpf_htons(ETH_P_ARP) ||
	    bpf_skb_load_bytes(skb, 22, mac, sizeof(mac)) ||
	    bpf_skb_load_bytes(skb, 28, &key.address, sizeof(key.address)))
		return 0;
	vrid = bpf_map_lookup_elem(&guarded, &key);
	return vrid && (!is_virtual(mac) || mac[5] != *vrid);
}

/* An ICMP echo request (type 8) to an address that answers none, by whatever MAC and interface it
 * comes. A later fragment has no type and goes through; without the first the kernel drops it. */
static __always_inline int
is_ping_in_vain(struct __sk_buff *skb)
{
	__u8 head[20], type;

	if (skb->protocol != bpf_htons(ETH_P_IP) ||
	    bpf_skb_load_bytes(skb, ETH_HLEN, head, sizeof(head)) || head[9] != IPPROTO_ICMP ||
	    ((head[6] & 0x1f) | head[7]) != 0)
		return 0;
	if (!bpf_map_lookup_elem(&silent, &head[16]) ||
	    bpf_skb_load_bytes(skb, ETH_HLEN + 4 * (head[0] & 15), &type, sizeof(type)))
		return 0;
	return type == 8;
}

SEC("tc")
int
gate_in(struct __sk_buff *skb)
{
	return is_ping_in_vain(skb) ? TC_ACT_SHOT : gate(skb, 0);
}

SEC("tc")
int
gate_out(struct __sk_buff *skb)
{
	return is_beside(skb) ? TC_ACT_SHOT : gate(skb, 6);
}

char gate_license[] SEC("license") = "Dual BSD/GPL";
