/* lab/cut.bpf.c -- a tc program that drops TCP from or to port 10000: a trunk with it at its
 * ingress carries everything but the remote backup service. Loaded by `twinlab fail rbs`. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define PORT 10000

/* The tag of a frame is out of the way here: the kernel keeps it beside the bytes. */
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
	if (tcp.dest == bpf_htons(PORT) || tcp.source == bpf_htons(PORT))
		return TC_ACT_SHOT;
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
