/* lan/traffic.h -- what the kernel counts of one link, as it was last read (NODE_ACT_SURVEY). */
#ifndef LAN_TRAFFIC_H
#define LAN_TRAFFIC_H

#include <stdbool.h>
#include <stdint.h>

#include "lan/wanted.h"

enum { LAN_TRAFFIC_MAX = LAN_PORTS_MAX + LAN_VLANIFS_MAX + LAN_LOOPBACKS_MAX };

struct lan_traffic {
	char name[LAN_PORT_NAME_MAX + 1]; /* of the port, or Vlanif100 */
	uint64_t in_packets, out_packets, in_bytes, out_bytes, in_errors, out_errors;
	uint32_t mtu, speed_mbit; /* 0: not known */
	bool use_known;		  /* it was read before, and the speed is known: */
	uint16_t in_use, out_use; /* since then, hundredths of a per cent of the speed */
};

#endif
