/* test/fuzz/node_words.h -- what test/fuzz/node.c lets an operator say: configurations to start
 * with and to load, views to enter, commands to type. A corpus counts by their places: add at the
 * end. */
#ifndef TEST_FUZZ_NODE_WORDS_H
#define TEST_FUZZ_NODE_WORDS_H

#define LINKS                                                                                      \
	"interface GigabitEthernet 0/1/1\n portswitch\n undo shutdown\n"                           \
	" port link-type trunk\n port trunk allow-pass vlan 100 200\n#\nreturn\n"

static const char *const configs[] = {
    /* the lower address: it dials, and speaks first */
    "sysname A\n#\nvlan 100\n#\n"
    "ip pool pool1 server\n gateway 10.10.10.100 255.255.255.0\n"
    " section 0 10.10.10.1 10.10.10.12\n lease 0 0 5\n server identifier ip 10.10.10.100\n"
    " excluded-ip-address 10.10.10.3\n dns-server 10.1.1.1 10.1.1.2\n dns-suffix example.net\n"
    " netbios-name-server 10.1.1.3\n"
    " static-bind ip-address 10.10.10.4 mac-address 0201-0000-0004\n"
    " remote-backup-profile service1\n#\n"
    "remote-backup-service service1\n peer 10.10.10.202 source 10.10.10.201 port 10000\n#\n"
    "remote-backup-profile service1\n service-type dhcp-server\n"
    " backup-id 1 remote-backup-service service1\n peer-backup hot\n mclt 60\n"
    " partner-down delay 90\n vrrp-id 1 interface Vlanif 100\n#\n"
    "interface Vlanif 100\n ip address 10.10.10.201 255.255.255.0\n"
    " vrrp vrid 1 virtual-ip 10.10.10.100\n dhcp server enable\n#\n" LINKS,
    /* the higher one; two services, and a pool that is nobody else's */
    "sysname B\n#\nvlan batch 100 200\n#\n"
    "ip pool pool1 server\n gateway 10.10.10.100 255.255.255.0\n"
    " section 0 10.10.10.1 10.10.10.12\n lease 0 0 5\n server identifier ip 10.10.10.100\n"
    " remote-backup-profile service1\n#\n"
    "ip pool pool2 server\n gateway 10.20.0.1 255.255.0.0\n section 0 10.20.0.10 10.20.1.9\n"
    " lease 0 0 0\n remote-backup-profile service2\n#\n"
    "ip pool pool3 server\n gateway 10.30.0.1 255.255.255.0\n section 0 10.30.0.2 10.30.0.4\n#\n"
    "remote-backup-service service1\n peer 10.10.10.201 source 10.10.10.202 port 10000\n"
    " answer-limit 100\n keepalive interval 1 retry 2\n#\n"
    "remote-backup-service service2\n peer 10.20.0.3 source 10.20.0.2 port 10000\n"
    " batch-backup service-type dhcp-server daily 03:00:00\n#\n"
    "remote-backup-profile service1\n service-type dhcp-server\n"
    " backup-id 1 remote-backup-service service1\n peer-backup hot\n"
    " vrrp-id 1 interface Vlanif 100\n#\n"
    "remote-backup-profile service2\n service-type dhcp-server\n"
    " backup-id 2 remote-backup-service service2\n peer-backup hot\n"
    " vrrp-id 2 interface Vlanif 200\n#\n"
    "interface Vlanif 100\n ip address 10.10.10.202 255.255.255.0\n"
    " vrrp vrid 1 virtual-ip 10.10.10.100\n dhcp server enable\n#\n"
    "interface Vlanif 200\n ip address 10.20.0.2 255.255.0.0\n"
    " vrrp vrid 2 virtual-ip 10.20.0.1\n dhcp server enable\n#\n" LINKS,
    /* to be loaded over either: no pair at all */
    "sysname C\n#\nvlan 100\n#\nip pool pool1 server\n gateway 10.10.10.100 255.255.255.0\n"
    " section 0 10.10.10.2 10.10.10.9\n#\ninterface Vlanif 100\n"
    " ip address 10.10.10.201 255.255.255.0\n dhcp server enable\n#\n" LINKS,
    "", "no such line\n"};

static const char *const views[] = {
    "return",
    "system-view",
    "ip pool pool1 server",
    "ip pool pool4 server",
    "remote-backup-service service1",
    "remote-backup-service other",
    "remote-backup-profile service1",
    "remote-backup-profile other",
    "interface Vlanif 100",
    "interface Vlanif 300",
    "interface LoopBack 0",
    "interface NULL0",
    "interface GigabitEthernet 0/1/2.300",
    "vlan-type dot1q 300",
    "dot1q termination vid 301",
    "interface GigabitEthernet 0/1/1",
    "vlan 300",
    "undo ip pool pool1",
    "undo remote-backup-service service1",
    "undo remote-backup-profile service1",
    "undo interface Vlanif 100",
};

static const char *const commands[] = {
    "commit",
    "commit trial 60",
    "abort trial",
    "configuration exclusive",
    "configuration-occupied timeout 1",
    "undo configuration-occupied timeout",
    "load configuration file a.cfg merge",
    "load configuration file a.cfg replace ignore-foreign",
    "rollback configuration to file a.cfg",
    "compare configuration",
    "startup saved-configuration a.cfg",
    "compare configuration a.cfg",
    "section 0 10.10.10.2 10.10.10.8",
    "section 0 10.10.10.1 10.10.10.60",
    "section 1 10.10.10.14 10.10.10.15",
    "undo section 0",
    "lease 0 0 1",
    "lease 0 0 0",
    "lease 999 23 59",
    "lock",
    "undo lock",
    "shared-network a",
    "client-option60 PXEClient",
    "client-option60-prefix PXE",
    "client-mac-prefix 0201",
    "client-option77 iPXE",
    "client-option82 circuit-id ascii eth 0/1",
    "client-option82-prefix remote-id hex 01",
    "client-option93 7",
    "bootfile-option77 iPXE menu.ipxe",
    "bootfile-option93 7 ipxe.efi",
    "undo client-option77 iPXE",
    "undo bootfile-option93 7",
    "shared-network a order 3",
    "undo shared-network",
    "gateway 10.10.10.100 255.255.255.0",
    "excluded-ip-address 10.10.10.5 10.10.10.7",
    "undo excluded-ip-address 10.10.10.3",
    "static-bind ip-address 10.10.10.6 mac-address 0201-0000-0003",
    "undo static-bind ip-address 10.10.10.4",
    "remote-backup-profile service1",
    "remote-backup-profile other",
    "undo remote-backup-profile service1",
    "shutdown",
    "undo shutdown",
    "backup block send",
    "undo backup block send",
    "backup block receive",
    "undo backup block receive",
    "batch-backup service-type dhcp-server now",
    "batch-backup service-type dhcp-server daily 00:00:00",
    "answer-limit 100",
    "keepalive interval 1 retry 2",
    "peer 10.10.10.202 source 10.10.10.201 port 10000",
    "peer 10.10.10.201 source 10.10.10.202 port 20000",
    "service-type dhcp-server",
    "backup-id 1 remote-backup-service service1",
    "backup-id 2 remote-backup-service other",
    "undo backup-id",
    "peer-backup warm",
    "peer-backup hot",
    "mclt 60",
    "mclt 86400",
    "partner-down delay 60",
    "undo partner-down delay",
    "vrrp-id 1 interface Vlanif 100",
    "vrrp-id 9 interface Vlanif 100",
    "undo vrrp-id 1",
    "bfd",
    "bfd s bind peer-ip 10.10.10.2 interface Vlanif 100",
    "bfd s bind peer-ip 10.10.10.2 source-ip 10.10.10.1 auto",
    "discriminator local 1",
    "discriminator remote 2",
    "min-tx-interval 20",
    "min-rx-interval 20",
    "detect-multiplier 5",
    "track bfd-session 1",
    "vrrp vrid 1 track bfd-session session-name s peer",
    "vrrp vrid 1 track bfd-session session-name s link",
    "vrrp vrid 1 track bfd-session 1 increased 30",
    "undo vrrp vrid 1 track bfd-session session-name s",
    "wtr 1",
    "undo bfd s",
    "undo bfd",
    "display bfd session all",
    "display bfd session all verbose",
    "display bfd session discriminator 1",
    "display bfd session discriminator 1 verbose",
    "display bfd session peer-ip 10.10.10.2",
    "display bfd session peer-ip 10.10.10.2 verbose",
    "display bfd statistics",
    "vrrp vrid 1 virtual-ip 10.10.10.100",
    "undo vrrp vrid 1",
    "vrrp vrid 9",
    "vrrp version-3 send-packet-mode v2v3-both",
    "undo vrrp virtual-ip ping enable",
    "vrrp vrid 1 priority 200",
    "dhcp check dhcp-rate 1",
    "undo dhcp check dhcp-rate",
    "dhcp server disable",
    "dhcp server enable",
    "ip address 10.10.10.201 255.255.255.0",
    "ip address 10.10.10.250 255.255.255.0",
    "port trunk allow-pass vlan 100",
    "undo port trunk allow-pass vlan 100",
    "sysname X",
    "user-group ops privilege level 1",
    "user privilege level 2",
    "undo user privilege level",
    "idle-timeout 1",
    "undo user-group ops",
    "Y",
    "N",
    "quit",
    "return",
    "save",
    "save other.cfg",
    "remote-backup partner-down service1",
    "remote-backup partner-down service1 force",
    "remote-backup partner-down other",
    "remote-backup partner-down pool pool1",
    "remote-backup leave service1",
    "remote-backup leave service1 force",
    "remote-backup join service1",
    "reset dhcp server statistics",
    "reset ip pool name pool1 kept",
    "reset ip pool name pool1 conflict",
    "reset ip pool name pool1 expired",
    "reset ip pool name pool1 used",
    "reset ip pool name pool1 all force",
    "reset ip pool name pool1 10.10.10.1 10.10.10.99 force",
    "recycle 10.10.10.1 10.10.10.99",
    "recycle 10.10.10.5 force",
    "display ip pool name pool1 kept",
    "display ip pool",
    "display ip pool name pool1",
    "display ip pool name pool1 all",
    "display ip pool name pool1 used | json",
    "display ip pool name pool1 conflict",
    "display dhcp server statistics",
    "display dhcp server database",
    "display dhcp server history",
    "display dhcp server history host-name *a* from 00:00 to 2100-01-01",
    "display dhcp server history state",
    "display dhcp server binding mac-address 02*",
    "display remote-backup brief",
    "display remote-backup brief | json",
    "display remote-backup-profile service1 verbose",
    "display remote-backup-service service1 verbose",
    "display remote-backup-service | json",
    "display vrrp",
    "display vrrp interface Vlanif 100 | json",
    "display interface brief",
    "display interface fault",
    "display this",
    "display current-configuration",
    "display configuration candidate changes",
    "display clock",
    "display ip pool name pool1 idle",
    "display ip pool name pool1 static-bind",
    "display current-configuration interface Vlanif 100",
    "display configuration candidate merge",
    "display history-command | include (dis|s[a-y]+)lay",
    "display current-configuration | begin ip",
    "clear configuration candidate",
    "screen-length 20",
    "run display version",
    "display saved-configuration changes",
    "display saved-configuration a.cfg",
    "display startup",
    "dir",
    "option 43 hex 0104c0000201",
    "option 150 ip-address 10.0.0.5 10.0.0.6",
    "option 66 ascii boot.example.net",
    "undo option 43",
    "ssl policy pair",
    "certificate load pem-cert a.pem key-pair rsa key-file a.key",
    "trusted-ca load pem-ca ca.pem",
    "pre-shared-key load file key",
    "undo pre-shared-key load",
    "peer-name b",
    "peer password load file secret",
    "undo peer password",
    "bind ssl-policy pair",
    "undo bind ssl-policy",
    "ssl-policy pair",
    "undo ssl-policy",
    "display ssl policy",
    "display ssl policy pair | json",
    "dhcp server leasequery requestor 10.10.10.20",
    "display dhcp server leasequery",
    "dhcp server leasequery tcp enable",
    "display interface brief",
    "display interface Vlanif 100 | json",
    "display interface description",
    "display arp",
    "display ip routing-table | json",
    "display cpu-usage",
    "display memory-usage",
    "display logbuffer size 7",
};

enum { VIEWS = sizeof views / sizeof *views, COMMANDS = sizeof commands / sizeof *commands };

_Static_assert(COMMANDS <= UINT8_MAX + 1, "a script names a command by one byte");

#endif
