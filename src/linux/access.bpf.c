// SPDX-License-Identifier: ISC OR GPL-2.0-only
/* linux/access.bpf.c -- an access port on a plain bridge, for switches built in a laboratory.
 *
 * A bridge without VLAN filtering passes tagged frames as they are. These two programs make one of
 * its ports an access port: on the way in an untagged frame gets the tag, on the way out a frame
 * with that tag loses it; everything else is dropped. The VLAN identifier is the filter's class id,
 * in hexadecimal behind a colon, so one object serves every VLAN:
 *
 *     tc qdisc add dev PORT clsact
 *     tc filter add dev PORT ingress bpf da obj access.bpf.o sec access_in classid :64
 *     tc filter add dev PORT egress bpf da obj access.bpf.o sec access_out classid :64
 *
 * 64 is VLAN 100; the object lies in build/<variant>/. The filters go when the device goes. Tested
 * in test/unit/linux/links.c. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

SEC("access_in")
int
access_push(struct __sk_buff *skb)
{
	if (skb->vlan_present)
		return TC_ACT_SHOT;
	if (bpf_skb_vlan_push(skb, bpf_htons(ETH_P_8021Q), skb->tc_classid & 0xfff))
		return TC_ACT_SHOT;
	return TC_ACT_OK;
}

SEC("access_out")
int
access_pop(struct __sk_buff *skb)
{
	if (!skb->vlan_present || (skb->vlan_tci & 0xfff) != (skb->tc_classid & 0xfff))
		return TC_ACT_SHOT;
	return bpf_skb_vlan_pop(skb) ? TC_ACT_SHOT : TC_ACT_OK;
}

char access_license[] SEC("license") = "Dual BSD/GPL";
