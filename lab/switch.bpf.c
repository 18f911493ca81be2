/* lab/switch.bpf.c -- what the lab's switch does to a frame, as tc programs.
 *
 * The switch is a plain bridge in which frames keep their 802.1Q tag. An access port of VLAN
 * gets `push` at its ingress and `pop` at its egress, so it needs no 802.1Q support of the kernel.
 * `cut` at the ingress of a trunk drops the TCP of the remote backup service. Loaded by
 * lab/twin.py, compiled with -DVLAN=100. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#ifndef VLAN
#define VLAN 100
#endif
#define VLAN_ID 0x0fff

/* From the client: the tag of the port; a frame that brings a tag has no business here. */
SEC("push")
int
access_push(struct __sk_buff *skb)
{
	if (skb->vlan_present || bpf_skb_vlan_push(skb, bpf_htons(ETH_P_8021Q), VLAN))
		return TC_ACT_SHOT;
	return TC_ACT_OK;
}

/* To the client: only frames of this VLAN, and those without the tag. */
SEC("pop")
int
access_pop(struct __sk_buff *skb)
{
	if (!skb->vlan_present || (skb->vlan_tci & VLAN_ID) != VLAN || bpf_skb_vlan_pop(skb))
		return TC_ACT_SHOT;
	return TC_ACT_OK;
}

/* TCP from or to port 10000 goes nowhere. */
SEC("cut")
int
trunk_cut(struct __sk_buff *skb)
{
	struct iphdr ip;
	struct tcphdr tcp;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof ip) || ip.protocol != IPPROTO_TCP)
		return TC_ACT_OK;
	if (bpf_skb_load_bytes(skb, ETH_HLEN + ip.ihl * 4, &tcp, sizeof tcp))
		return TC_ACT_OK;
	if (tcp.dest == bpf_htons(10000) || tcp.source == bpf_htons(10000))
		return TC_ACT_SHOT;
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
