/* lab/cut.bpf.c -- tc programs that cut one protocol at the ingress of a trunk and let everything
 * else pass: `cut_rbs` TCP from or to port 10000, the remote backup service; `cut_vrrp` VRRP.
 * Loaded by `twinlab fail rbs` and `twinlab fail vrrp`; `cut_all` by `twinlab fail deaf-A`. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define PORT 10000
#define VRRP 112

/* What is let pass goes on to the next filter: TC_ACT_OK would end the list, and of two cuts at
 * once the second would be none. The tag of a frame is out of the way here: the kernel keeps it
 * beside the bytes. */
SEC("cut_rbs")
int
trunk_cut_rbs(struct __sk_buff *skb)
{
	struct iphdr ip;
	struct tcphdr tcp;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof ip) || ip.protocol != IPPROTO_TCP)
		return TC_ACT_UNSPEC;
	if (bpf_skb_load_bytes(skb, ETH_HLEN + ip.ihl * 4, &tcp, sizeof tcp))
		return TC_ACT_UNSPEC;
	if (tcp.dest == bpf_htons(PORT) || tcp.source == bpf_htons(PORT))
		return TC_ACT_SHOT;
	return TC_ACT_UNSPEC;
}

SEC("cut_vrrp")
int
trunk_cut_vrrp(struct __sk_buff *skb)
{
	struct iphdr ip;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof ip) || ip.protocol != VRRP)
		return TC_ACT_UNSPEC;
	return TC_ACT_SHOT;
}

/* At the egress of a trunk: the device there hears nothing, and is heard. */
SEC("cut_all")
int
trunk_cut_all(struct __sk_buff *skb)
{
	(void)skb;
	return TC_ACT_SHOT;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
