/* test/unit/node/commands.h -- a command of every row: the line that enters its view, how it is
 * typed (several lines for what needs others), how it is saved, and its undo. Tried by schema.c. */
#ifndef TEST_UNIT_NODE_COMMANDS_H
#define TEST_UNIT_NODE_COMMANDS_H

/* as long as an option can be */
#define TEN(x)	  x x x x x x x x x x
#define LONG_HEX  TEN(TEN("0a") TEN("b1") "c2d3e4f5") "000102030405060708090a0b0c0d0e"
#define LONG_TEXT TEN(TEN("ab") "yz.w") "12345 789012345"

static const struct {
	const char *enter, *typed, *saved, *undo;
} commands[] = {
    {"", "sysname A-1", "sysname A-1", "undo sysname"},
    {"", "sys B", "sysname B", "undo sysname B"},
    {"", "configuration-occ timeout 60", "configuration-occupied timeout 60",
     "undo configuration-occupied timeout"},
    {"", "user-group ops priv level 2\nuser-group adm privilege level 3",
     "user-group adm privilege level 3\nuser-group ops privilege level 2",
     "undo user-group ops\nundo user-group adm privilege level 3"},
    {"", "user priv level 0", "user privilege level 0", "undo user privilege level"},
    {"", "idle 5", "idle-timeout 5", "undo idle-timeout"},
    {"", "idle-timeout 0 30", "idle-timeout 0 30", "undo idle-timeout 0 30"},
    {"", "undo dhcp enable", "undo dhcp enable", "dhcp enable"},
    {"", "dhcp server base enable", "dhcp server base-option60 enable",
     "undo dhcp server base-option60 enable"},
    {"", "dhcp server bootp", "dhcp server bootp", "undo dhcp server bootp"},
    {"", "dhcp server bootp auto", "dhcp server bootp automatic",
     "undo dhcp server bootp automatic"},
    {"", "dhcp server bootp\ndhcp server bootp lease 90",
     "dhcp server bootp\ndhcp server bootp lease 90",
     "undo dhcp server bootp lease\nundo dhcp server bootp"},
    {"", "dhcp server request-packet all-interface enable",
     "dhcp server request-packet all-interface enable",
     "undo dhcp server request-packet all-interface"},
    {"", "dhcp server request-packet all-interface disable",
     "dhcp server request-packet all-interface disable",
     "undo dhcp server request-packet all-interface disable"},
    {"", "dhcp server leaseq req 10.9.9.9\ndhcp server leasequery requestor 10.9.9.8",
     "dhcp server leasequery requestor 10.9.9.8\ndhcp server leasequery requestor 10.9.9.9",
     "undo dhcp server leasequery requestor 10.9.9.9\n"
     "undo dhcp server leasequery requestor 10.9.9.8"},
    {"", "dhcp server leasequery tcp enable", "dhcp server leasequery tcp enable",
     "undo dhcp server leasequery tcp enable"},
    {"", "dhcp server leasequery rate 20", "dhcp server leasequery rate 20",
     "undo dhcp server leasequery rate"},
    {"", "dhcp server history keep 90", "dhcp server history keep 90",
     "undo dhcp server history keep 90"},
    {"", "dhcp server ping packets 2", "dhcp server ping packets 2",
     "undo dhcp server ping packets"},
    {"", "dhcp server ping timeout 200", "dhcp server ping timeout 200",
     "undo dhcp server ping timeout"},
    {"", "dhcp server history size 64", "dhcp server history size 64",
     "undo dhcp server history size"},
    {"", "undo dhcp server history log enable", "undo dhcp server history log enable",
     "dhcp server history log enable"},
    {"", "undo dhcp server option82 link-selection enable",
     "undo dhcp server option82 link-selection enable",
     "dhcp server option82 link-selection enable"},
    {"", "undo dhcp server option82 server-id enable",
     "undo dhcp server option82 server-id-override enable",
     "dhcp server option82 server-id-override enable"},
    {"",
     "ip route-static 10.20.0.0 16 10.10.10.9\nip route-static 0.0.0.0 0 10.10.10.254\n"
     "ip route-static 10.20.0.0 255.255.0.0 10.10.10.8",
     "ip route-static 0.0.0.0 0.0.0.0 10.10.10.254\n"
     "ip route-static 10.20.0.0 255.255.0.0 10.10.10.8",
     "undo ip route-static 10.20.0.0 16\nundo ip route-static 0.0.0.0 0 10.10.10.254"},
    {"", "vrrp version v3", "vrrp version v3", "undo vrrp version"},
    {"", "vrrp version-3 checksum rfc9568", "vrrp version-3 checksum rfc9568",
     "undo vrrp version-3 checksum"},
    {"", "vrrp version-3 send v2v3", "vrrp version-3 send-packet-mode v2v3-both",
     "undo vrrp version-3 send-packet-mode"},
    {"", "undo vrrp virtual-ip ping enable", "undo vrrp virtual-ip ping enable",
     "vrrp virtual-ip ping enable"},
    {"", "undo vrrp timer-advertise learning enable", "undo vrrp timer-advertise learning enable",
     "vrrp timer-advertise learning enable"},
    {"", "VRRP Version V2", "vrrp version v2", "undo vrrp version v2"},
    {"", "vrrp gratuitous-arp enhance enable", "vrrp gratuitous-arp enhance enable",
     "undo vrrp gratuitous-arp enhance enable"},
    {"", "vrrp first-packet-delay 300", "vrrp first-packet-delay 300",
     "undo vrrp first-packet-delay"},
    {"", "vrrp recover-delay 3600", "vrrp recover-delay 3600", "undo vrrp recover-delay"},
    {"", "vrrp gratuitous-arp timeout 30", "vrrp gratuitous-arp timeout 30",
     "undo vrrp gratuitous-arp timeout"},
    {"", "vrrp gratuitous-arp timeout 30\nvrrp gratuitous-arp timeout disable",
     "vrrp gratuitous-arp timeout disable", "undo vrrp gratuitous-arp timeout"},
    {"", "vrrp grat timeout dis\nvrrp grat timeout 1200", "vrrp gratuitous-arp timeout 1200",
     "undo vrrp gratuitous-arp timeout 1200"},

    {"bfd s bind peer-ip 10.1.1.2 interface Vlanif 100", "discriminator local 16384",
     "discriminator local 16384", "undo discriminator local"},
    {"bfd s bind peer-ip 10.1.1.2 interface Vlanif 100", "discriminator remote 4294967295",
     "discriminator remote 4294967295", "undo discriminator remote"},
    {"bfd s bind peer-ip 10.1.1.2 interface GE0/1/1.100", "discriminator local 7",
     "discriminator local 7", "undo discriminator local"},
    {"bfd s bind peer-ip 10.1.1.2 interface Vlanif 100 source-ip 10.1.1.1",
     "min-tx 3\nmin-rx 20000\ndetect 50",
     "min-tx-interval 3\nmin-rx-interval 20000\n"
     "detect-multiplier 50",
     "undo min-tx-interval\nundo min-rx-interval\nundo detect-multiplier"},
    {"bfd s bind peer-ip 10.1.1.2 source-ip 10.1.1.1 auto", "wtr 60\nshutdown", "wtr 60\nshutdown",
     "undo wtr\nundo shutdown"},
    {"vlan 4094", "description two  blanks inside", "description two  blanks inside",
     "undo description"},
    {"vlan 1", "name red", "name red", "undo name red"},

    {"interface GigabitEthernet 0/1/1", "desc to the switch", "description to the switch",
     "undo description"},
    {"int gi 0/1/1", "undo shut", "undo shutdown", "shutdown"},
    {"int ge0/1/1", "portswitch", "portswitch", "undo portswitch"},
    {"int g 0/1/2", "port link-type access", "port link-type access", "undo port link-type"},
    {"int g 0/1/2", "port link hybrid", "port link-type hybrid", "undo port link-type hybrid"},
    {"int g 0/1/2", "port default vlan 7", "port default vlan 7", "undo port default vlan"},
    {"int g 0/1/2", "port trunk allow vlan 2 4 to 6 5 9", "port trunk allow-pass vlan 2 4 to 6 9",
     "undo port trunk allow-pass vlan 1 to 9"},
    {"int g 0/1/2", "port trunk allow-pass vlan 2\nport trunk allow-pass vlan 3 to 4",
     "port trunk allow-pass vlan 2 to 4", "undo port trunk allow-pass vlan all"},
    {"int g 0/1/2", "port trunk allow-pass vlan all", "port trunk allow-pass vlan all",
     "undo port trunk allow-pass vlan all"},
    {"int g 0/1/2", "port trunk allow-pass vlan 10 to 20\nundo port trunk allow-pass vlan 12 to 13",
     "port trunk allow-pass vlan 10 to 11 14 to 20", "undo port trunk allow-pass vlan all"},
    {"int g 0/1/2",
     "port trunk allow-pass vlan 1 3 5 7 9 11 13 15 17 19\nport trunk allow-pass vlan 21",
     "port trunk allow-pass vlan 1 3 5 7 9 11 13 15 17 19\nport trunk allow-pass vlan 21",
     "undo port trunk allow-pass vlan 1 to 21"},

    {"int g 0/1/2", "port trunk pvid vlan 7", "port trunk pvid vlan 7",
     "undo port trunk pvid vlan"},
    {"int g 0/1/2", "port hybrid pvid vlan 7", "port hybrid pvid vlan 7",
     "undo port hybrid pvid vlan"},
    {"int g 0/1/2", "port hybrid tag vlan 7 to 9", "port hybrid tagged vlan 7 to 9",
     "undo port hybrid tagged vlan all"},
    {"int g 0/1/2", "port hybrid untag vlan 7", "port hybrid untagged vlan 7",
     "undo port hybrid untagged vlan 7"},

    {"ip pool q server", "gateway-list 10.7.7.1", "gateway-list 10.7.7.1", "undo gateway-list"},
    {"ip pool q server", "network 10.7.7.0 mask 24", "network 10.7.7.0 mask 255.255.255.0",
     "undo network"},
    {"ip pool q server", "gateway-list 10.7.7.1\nnetwork 10.7.7.0 mask 24",
     "gateway 10.7.7.1 255.255.255.0\nsection 0 10.7.7.1 10.7.7.254",
     "undo gateway\nundo section 0"},
    {"ip pool q server", "network 10.6.0.0 mask 15\ngateway-list 10.7.7.1",
     "gateway 10.7.7.1 255.254.0.0\nsection 0 10.6.0.1 10.7.0.0\nsection 1 10.7.0.1 10.7.255.254",
     "undo gateway\nundo section 0\nundo section 1"},
    {"ip pool q server", "gateway-list 10.7.7.1\ngateway 10.7.7.2 24",
     "gateway 10.7.7.2 255.255.255.0", "undo gateway"},
    {"ip pool q server", "gateway 10.7.7.1 24\nsection 3 10.7.7.7\ngateway-list 10.7.7.2",
     "gateway 10.7.7.2 255.255.255.0\nsection 3 10.7.7.7", "undo gateway\nundo section 3"},

    {"interface 10GE1/0/1", "portswitch", "portswitch", "undo portswitch"},
    {"interface Eth-Trunk 1", "undo shut", "undo shutdown", "shutdown"},
    {"interface xge 0/0/1", "description x", "description x", "undo description"},

    {"interface GE0/1/1.100", "vlan-type dot1q 100\nip address 10.1.1.1 24\nshutdown",
     "vlan-type dot1q 100\nshutdown\nip address 10.1.1.1 255.255.255.0",
     "undo vlan-type dot1q 100\nundo shutdown\nundo ip address"},
    {"interface GE0/1/1.7",
     "vlan-type dot1q 7\nip address 10.1.1.1 24\nvrrp vrid 1 virtual-ip 10.1.1.9\n"
     "vrrp vrid 1 priority 120\nvrrp recover-delay 20\ndhcp server enable",
     "vlan-type dot1q 7\nip address 10.1.1.1 255.255.255.0\n"
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 priority 120\nvrrp recover-delay 20\n"
     "dhcp server enable",
     "undo vlan-type dot1q 7\nundo ip address\nundo vrrp vrid 1\nundo vrrp recover-delay\n"
     "undo dhcp server enable"},
    {"interface gi 0/1/1.4096", "dot1q termination vid 4094", "dot1q termination vid 4094",
     "undo dot1q termination vid"},
    {"interface NULL0", "description x", "description x", "undo description"},
    {"int loop 0", "ip address 10.255.0.1 32", "ip address 10.255.0.1 255.255.255.255",
     "undo ip address"},
    {"interface LoopBack1023", "description x\nip address 10.1.1.1 24\nip address 10.1.2.1 32 sub",
     "description x\nip address 10.1.1.1 255.255.255.0\nip address 10.1.2.1 255.255.255.255 sub",
     "undo description\nundo ip address"},

    {"interface Vlanif 100", "description x", "description x", "undo description x"},
    {"interface vlanif100", "shutdown", "shutdown", "undo shutdown"},
    {"int v 100", "ip address 10.1.1.1 24", "ip address 10.1.1.1 255.255.255.0", "undo ip address"},
    {"int v 100", "ip address 10.1.1.1 24\nip address 10.1.1.9 255.255.0.0",
     "ip address 10.1.1.9 255.255.0.0", "undo ip address 10.1.1.9 16"},
    {"int v 100", "ip address 10.1.1.1 24\nip address 10.1.2.1 24 sub\nip addr 10.1.3.1 24 sub",
     "ip address 10.1.1.1 255.255.255.0\nip address 10.1.2.1 255.255.255.0 sub\n"
     "ip address 10.1.3.1 255.255.255.0 sub",
     "undo ip address 10.1.2.1 24 sub\nundo ip address 10.1.3.1 24 sub\n"
     "undo ip address 10.1.1.1 24"},
    {"int v 100", "ip address 10.1.1.1 24\nip address 10.1.2.1 24 sub",
     "ip address 10.1.1.1 255.255.255.0\nip address 10.1.2.1 255.255.255.0 sub", "undo ip address"},
    {"int v 100", "vrrp vrid 1 virtual-ip 10.1.1.3\nvrrp vrid 1 virtual-ip 10.1.1.2",
     "vrrp vrid 1 virtual-ip 10.1.1.2\nvrrp vrid 1 virtual-ip 10.1.1.3", "undo vrrp vrid 1"},
    {"int v 100",
     "vrrp vrid 9 virtual-ip 10.1.1.9\nvrrp vrid 2 virtual-ip 10.1.1.2\nvrrp vrid 9 priority 1\n"
     "vrrp vrid 2 priority 254",
     "vrrp vrid 2 virtual-ip 10.1.1.2\nvrrp vrid 2 priority 254\n"
     "vrrp vrid 9 virtual-ip 10.1.1.9\nvrrp vrid 9 priority 1",
     "undo vrrp vrid 2 virtual-ip 10.1.1.2\nundo vrrp vrid 9 virtual-ip 10.1.1.9"},
    {"int v 100",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 preempt-mode disable\n"
     "vrrp vrid 1 preempt-mode timer delay 0\nvrrp vrid 1 timer advertise 255\n"
     "vrrp vrid 1 holding-multiplier 10",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 preempt-mode disable\n"
     "vrrp vrid 1 preempt-mode timer delay 0\nvrrp vrid 1 timer advertise 255\n"
     "vrrp vrid 1 holding-multiplier 10",
     "undo vrrp vrid 1 preempt-mode\nundo vrrp vrid 1 preempt-mode timer delay\n"
     "undo vrrp vrid 1 timer advertise\nundo vrrp vrid 1 holding-multiplier\n"
     "undo vrrp vrid 1 virtual-ip 10.1.1.9"},
    {"int v 100",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 timer advertise 2\n"
     "vrrp vrid 1 timer advertise millisecond 200",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 timer advertise millisecond 200",
     "undo vrrp vrid 1 timer advertise millisecond\nundo vrrp vrid 1"},
    {"int v 100",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 timer advertise millisecond 500\n"
     "vrrp vrid 1 timer advertise 3",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 timer advertise 3", "undo vrrp vrid 1"},
    {"int v 100",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 authentication-mode simple plain k!1\n"
     "vrrp vrid 1 track interface vlanif 9 increased 20\nvrrp vrid 1 track interface vlanif 8",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 authentication-mode simple plain k!1\n"
     "vrrp vrid 1 track interface Vlanif 8\nvrrp vrid 1 track interface Vlanif 9 increased 20",
     "undo vrrp vrid 1 authentication-mode\nundo vrrp vrid 1 track interface\nundo vrrp vrid 1"},
    {"int v 100",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 track bfd-session 7 increased 20\n"
     "vrrp vrid 1 track bfd-session session-name b peer\n"
     "vrrp vrid 1 track bfd-session session-name a link\n"
     "vrrp vrid 1 track bfd-session session-name c reduced 3\nvrrp vrid 1 track bfd-session 9",
     "vrrp vrid 1 virtual-ip 10.1.1.9\nvrrp vrid 1 track bfd-session session-name a link\n"
     "vrrp vrid 1 track bfd-session session-name b peer\n"
     "vrrp vrid 1 track bfd-session session-name c reduced 3\n"
     "vrrp vrid 1 track bfd-session 7 increased 20\nvrrp vrid 1 track bfd-session 9",
     "undo vrrp vrid 1 track bfd-session session-name a\n"
     "undo vrrp vrid 1 track bfd-session session-name b\n"
     "undo vrrp vrid 1 track bfd-session session-name c\n"
     "undo vrrp vrid 1 track bfd-session 7\nundo vrrp vrid 1 track bfd-session 9\n"
     "undo vrrp vrid 1"},
    {"int v 100", "vrrp vrid 7\nvrrp vrid 7 priority 120", "vrrp vrid 7\nvrrp vrid 7 priority 120",
     "undo vrrp vrid 7"},
    {"int v 100", "vrrp vrid 7\nvrrp vrid 7 virtual-ip 10.1.1.9",
     "vrrp vrid 7\nvrrp vrid 7 virtual-ip 10.1.1.9",
     "undo vrrp vrid 7 virtual-ip 10.1.1.9\nundo vrrp vrid 7"},
    {"int v 100", "vrrp recover-delay 20", "vrrp recover-delay 20", "undo vrrp recover-delay"},
    {"int v 100", "vrrp un-check ttl", "vrrp un-check ttl", "undo vrrp un-check ttl"},
    {"int v 100", "dhcp server enable", "dhcp server enable", "undo dhcp server enable"},
    {"int v 100", "dhcp check dhcp-rate 20", "dhcp check dhcp-rate 20",
     "undo dhcp check dhcp-rate"},
    {"int v 100", "dhcp server enable\ndhcp server disable", "dhcp server disable",
     "undo dhcp server disable"},

    {"ip pool p server", "gateway 10.1.1.1 24", "gateway 10.1.1.1 255.255.255.0", "undo gateway"},
    {"ip pool p server", "section 255 10.1.1.9\nsection 0 10.1.1.2 10.1.1.8\nsec 0 10.1.1.3",
     "section 0 10.1.1.3\nsection 255 10.1.1.9",
     "undo section 255\nundo section 0 10.1.1.3 10.1.1.3"},
    {"ip pool p server",
     "excluded-ip-address 10.1.1.9\nexcluded-ip-address 10.1.1.2 10.1.1.4\n"
     "excluded-ip-address 10.1.1.9 10.1.1.9",
     "excluded-ip-address 10.1.1.2 10.1.1.4\nexcluded-ip-address 10.1.1.9",
     "undo excluded-ip-address 10.1.1.9\nundo excluded-ip-address 10.1.1.2 10.1.1.4"},
    {"ip pool p server", "static-bind ip-address 10.1.1.9 mac-address E0-FC-1",
     "static-bind ip-address 10.1.1.9 mac-address 00e0-00fc-0001",
     "undo static-bind ip-address 10.1.1.9"},
    {"ip pool p server",
     "static-bind ip-address 10.1.1.9 mac-address 0-0-1\n"
     "static-bind ip-address 10.1.1.9 mac-address 0-0-2",
     "static-bind ip-address 10.1.1.9 mac-address 0000-0000-0001\n"
     "static-bind ip-address 10.1.1.9 mac-address 0000-0000-0002",
     "undo static-bind ip-address 10.1.1.9 mac-address 0-0-2\n"
     "undo static-bind ip-address 10.1.1.9"},
    {"ip pool p server",
     "static-bind ip 10.1.1.9 remote ascii sw-7\nstatic-bind ip 10.1.1.9 circuit hex 01AB\n"
     "static-bind ip 10.1.1.8 client-id hex 00",
     "static-bind ip-address 10.1.1.8 client-identifier hex 00\n"
     "static-bind ip-address 10.1.1.9 circuit-id hex 01AB\n"
     "static-bind ip-address 10.1.1.9 remote-id ascii sw-7",
     "undo static-bind ip-address 10.1.1.9 remote-id ascii sw-7\n"
     "undo static-bind ip-address 10.1.1.9 circuit-id hex 01AB\n"
     "undo static-bind ip-address 10.1.1.8 client-identifier hex 00"},
    {"ip pool p server", "client-option60 PXEClient", "client-option60 PXEClient",
     "undo client-option60 PXEClient"},
    {"ip pool p server",
     "client-option60-prefix PXEClient:Arch:00007\nclient-option60-prefix PXEClient:Arch:00009",
     "client-option60-prefix PXEClient:Arch:00007\n"
     "client-option60-prefix PXEClient:Arch:00009",
     "undo client-option60-prefix PXEClient:Arch:00007\n"
     "undo client-option60-prefix PXEClient:Arch:00009"},
    {"ip pool p server", "client-option77 iPXE\nclient-option77 my class",
     "client-option77 iPXE\nclient-option77 my class",
     "undo client-option77 my class\nundo client-option77 iPXE"},
    {"ip pool p server", "client-option93 9\nclient-option93 007",
     "client-option93 9\nclient-option93 7", "undo client-option93 7\nundo client-option93 9"},
    {"ip pool p server",
     "client-option82 circuit ascii eth 0/1\nclient-option82 remote hex 01AB\n"
     "client-option82-prefix circuit-id ascii eth",
     "client-option82 circuit-id ascii eth 0/1\nclient-option82 remote-id hex 01AB\n"
     "client-option82-prefix circuit-id ascii eth",
     "undo client-option82 remote-id hex 01AB\n"
     "undo client-option82 circuit-id ascii eth 0/1\n"
     "undo client-option82-prefix circuit-id ascii eth"},
    {"ip pool p server", "bootfile-option93 9 b.efi\nbootfile-option93 7 a.efi",
     "bootfile-option93 7 a.efi\nbootfile-option93 9 b.efi",
     "undo bootfile-option93 7\nundo bootfile-option93 9"},
    {"ip pool p server", "bootfile x\nbootfile-option77 iPXE http://10.0.0.1/menu.ipxe",
     "bootfile x\nbootfile-option77 iPXE http://10.0.0.1/menu.ipxe",
     "undo bootfile-option77 iPXE\nundo bootfile"},
    {"ip pool p server", "client-mac-prefix 0004f2", "client-mac-prefix 0004f2",
     "undo client-mac-prefix 0004f2"},
    {"ip pool p server", "shared-network floor order 7", "shared-network floor order 7",
     "undo shared-network"},
    {"ip pool p server", "shared a", "shared-network a", "undo shared-network a"},
    {"ip pool p server", "rapid-commit", "rapid-commit", "undo rapid-commit"},
    {"ip pool p server", "dhcp reply broadcast-always", "dhcp reply broadcast-always",
     "undo dhcp reply"},
    {"ip pool p server", "client-identity mac-address", "client-identity mac-address",
     "undo client-identity mac-address"},
    {"ip pool p server", "lease 10 12", "lease 10 12", "undo lease"},
    {"ip pool p server", "lease 0 0 30\nrenewal-time 0 0 10\nrebinding-time 0 0 20",
     "lease 0 0 30\nrenewal-time 0 0 10\nrebinding-time 0 0 20",
     "undo renewal-time\nundo rebinding-time\nundo lease 0 0 30"},
    {"ip pool p server", "lease 0 0 0", "lease 0", "undo lease"},
    {"ip pool p server", "dns-server 1.1.1.1 2.2.2.2\ndns-server 2.2.2.2 3.3.3.3",
     "dns-server 1.1.1.1 2.2.2.2 3.3.3.3", "undo dns-server"},
    {"ip pool p server", "dns-server 1.1.1.1 2.2.2.2\nundo dns-server 1.1.1.1",
     "dns-server 2.2.2.2", "undo dns-server 2.2.2.2"},
    {"ip pool p server", "dns-suffix example.com", "dns-suffix example.com", "undo dns-suffix"},
    {"ip pool p server", "netbios-name-server 1.1.1.1", "netbios-name-server 1.1.1.1",
     "undo netbios-name-server"},
    {"ip pool p server", "option router disable", "option router disable",
     "undo option router disable"},
    {"ip pool p server",
     "option 150 ip 10.0.0.5 10.0.0.6\noption 66 ascii  boot  host\noption 43 hex 01AB\n"
     "option 150 ip-address 10.0.0.7",
     "option 43 hex 01ab\noption 66 ascii boot  host\noption 150 ip-address 10.0.0.7",
     "undo option 150\nundo option 43\nundo option 66"},
    {"ip pool p server", "option router disable\noption 2 hex 00000e10",
     "option router disable\noption 2 hex 00000e10", "undo option 2\nundo option router disable"},
    {"ip pool p server",
     "option125 enterprise-code 4294967295 sub-option 1 ascii x\n"
     "option125 enterprise-code 9 sub-option 5 hex 00\n"
     "option 43 sub-option 2 hex 01AB\noption 43 sub-option 1 ascii a  b\n"
     "option 224 sub 1 ip 10.0.0.1 10.0.0.2",
     "option 43 sub-option 1 ascii a  b\noption 43 sub-option 2 hex 01ab\n"
     "option 224 sub-option 1 ip-address 10.0.0.1 10.0.0.2\n"
     "option125 enterprise-code 9 sub-option 5 hex 00\n"
     "option125 enterprise-code 4294967295 sub-option 1 ascii x",
     "undo option 43 sub-option 2\nundo option 43 sub-option 1\nundo option 224 sub-option 1\n"
     "undo option125 enterprise-code 9 sub-option 5\n"
     "undo option125 enterprise-code 4294967295 sub-option 1"},
    {"ip pool p server", "netbios-type h-node", "netbios-type h-node", "undo netbios-type"},
    {"ip pool p server", "domain-search-list b.example\ndomain-search-list a.example",
     "domain-search-list b.example\ndomain-search-list a.example",
     "undo domain-search-list a.example\nundo domain-search-list b.example"},
    {"ip pool p server",
     "sip-server ip 10.0.0.1\nsip-server ip 10.0.0.2\nsip-server domain b.example\n"
     "sip-server domain a.example",
     "sip-server ip-address 10.0.0.1 10.0.0.2\nsip-server domain-name b.example\n"
     "sip-server domain-name a.example",
     "undo sip-server ip-address 10.0.0.2\nundo sip-server ip-address\n"
     "undo sip-server domain-name a.example\nundo sip-server domain-name b.example"},
    {"ip pool p server", "next-server 10.0.0.9\nbootfile pxelinux.0\nsname boot.example",
     "next-server 10.0.0.9\nbootfile pxelinux.0\nsname boot.example",
     "undo next-server\nundo bootfile\nundo sname"},
    {"ip pool p server",
     "option121 ip-address 0.0.0.0 0 10.0.0.1\noption121 ip-address 10.1.0.0 16 10.0.0.2\n"
     "option33 route 10.2.0.1 10.0.0.3",
     "option33 route 10.2.0.1 10.0.0.3\noption121 ip-address 0.0.0.0 0 10.0.0.1\n"
     "option121 ip-address 10.1.0.0 16 10.0.0.2",
     "undo option121 ip-address 0.0.0.0 0\nundo option121 ip-address 10.1.0.0 16\n"
     "undo option33 route 10.2.0.1"},
    {"ip pool p server", "option force-reply 43\noption force-reply 15",
     "option force-reply 15\noption force-reply 43",
     "undo option force-reply 15\nundo option force-reply 43"},
    {"ip pool p server", "option 254 hex " LONG_HEX, "option 254 hex " LONG_HEX, "undo option 254"},
    {"ip pool p server", "option 254 ascii " LONG_TEXT, "option 254 ascii " LONG_TEXT,
     "undo option 254"},
    {"ip pool p server",
     "option 254 ip-address 1.0.0.1 1.0.0.2 1.0.0.3 1.0.0.4 1.0.0.5 1.0.0.6 1.0.0.7 1.0.0.8\n"
     "option 254 ascii 1",
     "option 254 ascii 1", "undo option 254"},
    {"ip pool p server", "server identifier ip 1.1.1.1", "server identifier ip 1.1.1.1",
     "undo server identifier ip"},
    {"ip pool p server", "server ident ip 1.1.1.1", "server identifier ip 1.1.1.1",
     "undo server identifier ip 1.1.1.1"},
    {"ip pool p server", "remote-backup-profile Service1", "remote-backup-profile Service1",
     "undo remote-backup-profile"},
    {"ip pool p server", "remote-backup-profile Service1", "remote-backup-profile Service1",
     "undo remote-backup-profile service1"},
    {"ip pool p server", "lock", "lock", "undo lock"},
    {"ip pool p server", "conflict auto-recycle interval 0", "conflict auto-recycle interval 0",
     "undo conflict auto-recycle interval"},
    {"ip pool p server", "warning-threshold 90", "warning-threshold 90",
     "undo warning-threshold 90"},

    {"remote-backup-service s", "peer 1.1.1.1 source 2.2.2.2 port 55535",
     "peer 1.1.1.1 source 2.2.2.2 port 55535", "undo peer 1.1.1.1"},
    {"remote-backup-service s", "shutdown", "shutdown", "undo shutdown"},
    {"remote-backup-service s", "track bfd-session 16384", "track bfd-session 16384",
     "undo track bfd-session"},
    {"remote-backup-service s", "peer password load file secret", "peer password load file secret",
     "undo peer password"},

    {"remote-backup-profile r", "service-type dhcp-server", "service-type dhcp-server",
     "undo service-type dhcp-server"},
    {"remote-backup-profile r", "backup-id 4095 remote-backup-service x",
     "backup-id 4095 remote-backup-service x", "undo backup-id 4095 remote-backup-service x"},
    {"remote-backup-profile r", "vrrp-id 1 interface ge0/1/1.7",
     "vrrp-id 1 interface GigabitEthernet0/1/1.7", "undo vrrp-id 1"},
    {"remote-backup-profile r", "vrrp-id 255 interface vlanif4094",
     "vrrp-id 255 interface Vlanif4094", "undo vrrp-id 255"},
};

#endif
