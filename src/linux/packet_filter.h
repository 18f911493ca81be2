/* linux/packet_filter.h -- classic BPF filters for packet sockets: what packet.h says is heard. */
#ifndef LINUX_PACKET_FILTER_H
#define LINUX_PACKET_FILTER_H

#include "base/mac.h"

/* UDP port 67, not a later fragment, to `own`, broadcast or any virtual MAC; ARP replies whose
 * target hardware address is `own`, and ARP whose sender and target address are one (RFC 5227 3);
 * all untagged. 0 or a negative errno. */
int packet_filter_dhcp(int fd, struct mac own);

/* IP protocol 112 to 224.0.0.18, by its group MAC; untagged. */
int packet_filter_vrrp(int fd);

/* Nothing at all. */
int packet_filter_nothing(int fd);

#endif
