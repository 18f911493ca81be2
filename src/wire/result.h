/* wire/result.h -- what a link codec says about bytes it was handed. Nothing is written on any
 * result but WIRE_OK. Tested with each codec in test/unit/wire. */
#ifndef WIRE_RESULT_H
#define WIRE_RESULT_H

enum wire_result {
	WIRE_OK,
	WIRE_SHORT,	   /* ends before the header or its stated length does */
	WIRE_OTHER,	   /* well formed as far as read, but not this protocol */
	WIRE_BAD_FIELD,	   /* version, header length or another field that cannot be */
	WIRE_BAD_CHECKSUM, /* of the IPv4 header */
	WIRE_BAD_UDP,	   /* the UDP checksum is wrong */
	WIRE_FRAGMENT,	   /* part of an IPv4 packet; nothing here reassembles */
	WIRE_RESULTS
};

#endif
