/* tls/config.h -- an SSL policy as a configuration value: by what a backup session proves who its
 * two ends are. Files are names in the folder `ssl` beside the startup file. docs/vrp.md "SSL
 * policy". */
#ifndef TLS_CONFIG_H
#define TLS_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

enum {
	TLS_NAME_MAX = 23,    /* characters, case-insensitive */
	TLS_FILE_MAX = 64,    /* characters of a file name, without a folder */
	TLS_PEER_MAX = 64,    /* characters of the name in the peer's certificate */
	TLS_POLICIES_MAX = 16 /* as many as services */
};

enum tls_pair { TLS_RSA, TLS_ECC };

struct tls_config { /* view ssl-policy-<NAME> */
	struct {
		bool set;
		char file[TLS_FILE_MAX + 1];
		uint8_t pair; /* enum tls_pair */
		char key[TLS_FILE_MAX + 1];
	} certificate;
	struct {
		bool set;
		char file[TLS_FILE_MAX + 1];
	} ca; /* who signs the peer's certificate */
	struct {
		bool set;
		char file[TLS_FILE_MAX + 1];
	} psk; /* instead of both */
	struct {
		bool set;
		char name[TLS_PEER_MAX + 1];
	} peer; /* stands in its certificate; without it any certificate of the CA will do */
};

/* What the host is to load, one entry for each policy. */
struct tls_wanted {
	unsigned count;
	struct tls_named {
		char name[TLS_NAME_MAX + 1];
		struct tls_config config;
	} list[TLS_POLICIES_MAX];
};

#endif
