/* Every rule between the lines of a candidate: the seed with one change, and the error it gets,
 * with the line that caused it. */
#include "conf/locate.h"
#include "test/unit/node/typing.h"

#define TEXT_10	 "0123456789"
#define TEXT_50	 TEXT_10 TEXT_10 TEXT_10 TEXT_10 TEXT_10
#define TEXT_100 TEXT_50 TEXT_50

static const struct {
	const char *typed;   /* after the seed's DeviceA */
	const char *line;    /* to blame; "" the header */
	const char *message; /* a part of it */
	bool warning;
} rules[] = {
    /* lan */
    {"undo vlan 100", "", "The VLAN 100 does not exist.", false},
    {"interface vlanif 7", "", "The VLAN 7 does not exist.", false},
    {"interface ge 0/1/1\nundo portswitch", "port link-type trunk", "not a layer 2 port", false},
    {"interface ge 0/1/1\nport link-type access", "port trunk allow-pass vlan 100",
     "cannot carry tagged", false},
    {"interface ge 0/1/1\nport default vlan 100", "port default vlan 100", "no default VLAN",
     false},
    {"interface ge 0/1/2\nportswitch\nport default vlan 9", "port default vlan 9",
     "The VLAN 9 does not exist.", false},
    {"interface ge 0/1/2\nportswitch\nport trunk pvid vlan 100", "port trunk pvid vlan 100",
     "is not trunk", false},
    {"interface ge 0/1/1\nport trunk pvid vlan 9", "port trunk pvid vlan 9",
     "The VLAN 9 does not exist.", false},
    {"vlan 7\nquit\ninterface ge 0/1/1\nport trunk pvid vlan 7", "port trunk pvid vlan 7",
     "port trunk allow-pass vlan 7 is missing", true},
    {"interface ge 0/1/1\nport hybrid tagged vlan 100", "port hybrid tagged vlan 100",
     "is not hybrid", false},
    {"interface ge 0/1/2\nport hybrid pvid vlan 100", "port hybrid pvid vlan 100",
     "not a layer 2 port", false},
    {"interface ge 0/1/2\nportswitch\nport hybrid untagged vlan 100",
     "port hybrid untagged vlan 100", "that is its PVID", false},
    {"interface ge 0/1/2\nportswitch\nport hybrid pvid vlan 100\nport hybrid tagged vlan 100",
     "port hybrid tagged vlan 100", "without a tag", false},
    {"interface ge 0/1/2\nportswitch\nport hybrid pvid vlan 100", "port hybrid pvid vlan 100",
     "port hybrid untagged vlan 100 is missing", true},
    {"interface ge 0/1/2\nportswitch\nport hybrid pvid vlan 100\nport default vlan 1",
     "port hybrid pvid vlan 100", "another default VLAN", false},
    {"vlan 700\nquit\ninterface vlanif 700\nip address 10.10.10.9 25",
     "ip address 10.10.10.9 255.255.255.128", "conflicts with an address of interface Vlanif100",
     false},
    {"vlan 7\nquit\ninterface vlanif 7\nip address 10.1.1.1 24 sub",
     "ip address 10.1.1.1 255.255.255.0 sub", "needs a primary", false},
    {"interface vlanif 100\nip address 10.10.10.1 24 sub",
     "ip address 10.10.10.1 255.255.255.0 sub", "already exists", false},
    /* the words of other devices */
    {"ip pool p server\ngateway-list 10.7.7.1", "gateway-list 10.7.7.1", "network of the gateway",
     false},
    {"ip pool p server\nnetwork 10.7.7.0 mask 24", "network 10.7.7.0 mask 255.255.255.0",
     "gateway of the network", false},
    {"ip pool p server\ngateway 10.7.7.1 24\nnetwork 10.7.8.0 mask 24",
     "network 10.7.8.0 mask 255.255.255.0", "already", false},
    /* vrrp */
    {"interface vlanif 100\nvrrp vrid 1 virtual-ip 10.10.11.1", "vrrp vrid 1 virtual-ip 10.10.11.1",
     "not in a subnet", false},
    {"interface vlanif 100\nvrrp vrid 1 virtual-ip 10.10.10.255",
     "vrrp vrid 1 virtual-ip 10.10.10.255", "not in a subnet", false},
    {"interface vlanif 100\nvrrp vrid 2 virtual-ip 10.10.10.100",
     "vrrp vrid 2 virtual-ip 10.10.10.100", "already exists", false},
    {"interface vlanif 100\nvrrp vrid 1 track interface vlanif 9 reduced 30",
     "vrrp vrid 1 track interface Vlanif 9 reduced 30", "The interface Vlanif9 does not exist.",
     false},
    {"vlan 200\nquit\ninterface vlanif 200\nip address 10.20.0.1 24\nvrrp vrid 2 virtual-ip "
     "10.20.0.1\n"
     "vrrp vrid 2 track interface vlanif 100",
     "vrrp vrid 2 track interface Vlanif 100", "owns its virtual IP address", true},
    {"interface vlanif 100\nvrrp vrid 1 track bfd-session 3 increased 30",
     "vrrp vrid 1 track bfd-session 3 increased 30",
     "No BFD session has the local discriminator 3.", false},
    {"interface vlanif 100\nvrrp vrid 1 track bfd-session session-name s link",
     "vrrp vrid 1 track bfd-session session-name s link", "The BFD session s does not exist.",
     false},
    {"bfd\nquit\nbfd s bind peer-ip 10.9.9.9 source-ip 10.10.10.1 auto\nquit\n"
     "interface vlanif 100\nvrrp vrid 1 track bfd-session session-name S peer",
     "vrrp vrid 1 track bfd-session session-name S peer", "not of this interface", true},
    {"bfd\nquit\nbfd s bind peer-ip 10.10.10.2 interface vlanif 100 auto\nquit\n"
     "bfd t bind peer-ip 10.10.10.2 interface vlanif 100 auto",
     "", "The BFD session s has the same peer.", false},
    {"vlan 200\nquit\ninterface vlanif 200\nip address 10.20.0.1 24\nquit\nbfd\nquit\n"
     "bfd s bind peer-ip 10.20.0.2 interface vlanif 200 auto\nquit\n"
     "interface vlanif 200\nvrrp vrid 2 virtual-ip 10.20.0.1\n"
     "vrrp vrid 2 track bfd-session session-name s",
     "vrrp vrid 2 track bfd-session session-name s", "owns its virtual IP address", true},
    {"vrrp version v3\ninterface vlanif 100\nvrrp vrid 1 timer advertise 41",
     "vrrp vrid 1 timer advertise 41", "every 40 seconds at least", false},
    {"vrrp version v3\ninterface vlanif 100\nvrrp vrid 1 authentication-mode simple plain abc",
     "vrrp vrid 1 authentication-mode simple plain abc", "no authentication", true},
    {"vrrp version v3\ninterface vlanif 100\nvrrp vrid 1 timer advertise millisecond 15",
     "vrrp vrid 1 timer advertise millisecond 15", "tens of milliseconds", false},
    {"interface vlanif 100\nvrrp vrid 1 timer advertise millisecond 50",
     "vrrp vrid 1 timer advertise millisecond 50", "every 100, 200 or 500 milliseconds", false},
    /* dhcp */
    {"ip pool p server\nsection 0 10.2.2.2", "section 0 10.2.2.2", "gateway of the pool", false},
    {"ip pool p server\ngateway 10.2.2.1 24\nsection 0 10.2.3.2", "section 0 10.2.3.2",
     "not in the subnet", false},
    {"ip pool p server\ngateway 10.2.2.1 24\nsection 0 10.2.2.9 10.2.2.19\nsection 1 10.2.2.19",
     "section 1 10.2.2.19", "overlaps section 0.", false},
    {"ip pool p server\ngateway 10.10.10.9 24\nsection 0 10.10.10.100 10.10.10.101",
     "section 0 10.10.10.1 10.10.10.100", "overlaps section 0 of IP pool p.", false},
    {"ip pool pool1\nexcluded-ip-address 10.10.10.99 10.10.10.101",
     "excluded-ip-address 10.10.10.99 10.10.10.101", "not in a section", false},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.101 mac-address 0-0-1",
     "static-bind ip-address 10.10.10.101 mac-address 0000-0000-0001", "not in a section", false},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.9 mac-address 0-0-1\n"
     "static-bind ip-address 10.10.10.8 mac-address 0-0-1",
     "static-bind ip-address 10.10.10.9 mac-address 0000-0000-0001", "bound to another", false},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.9 mac-address 0-0-1\n"
     "static-bind ip-address 10.10.10.9 mac-address 0-0-2",
     "static-bind ip-address 10.10.10.9 mac-address 0000-0000-0002", "bound to another MAC", false},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.9 mac-address 0-0-1\n"
     "static-bind ip-address 10.10.10.9 circuit-id ascii a1",
     "static-bind ip-address 10.10.10.9 circuit-id ascii a1", "bound to a MAC", false},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.9 client-identifier ascii a1\n"
     "static-bind ip-address 10.10.10.9 circuit-id ascii a1",
     "static-bind ip-address 10.10.10.9 circuit-id ascii a1", "bound to another client", false},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.9 client-identifier ascii a1\n"
     "static-bind ip-address 10.10.10.8 client-identifier hex 6131",
     "static-bind ip-address 10.10.10.9 client-identifier ascii a1", "bound to another address",
     false},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.100 mac-address 0-0-1",
     "static-bind ip-address 10.10.10.100 mac-address 0000-0000-0001", "the gateway", false},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.100 mac-address 0-0-1",
     "static-bind ip-address 10.10.10.100 mac-address 0000-0000-0001", "a virtual IP address",
     false},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.1 remote-id ascii a1",
     "static-bind ip-address 10.10.10.1 remote-id ascii a1", "an interface address", false},
    {"ip pool pool1\nexcluded-ip-address 10.10.10.20 10.10.10.29\n"
     "static-bind ip-address 10.10.10.20 circuit-id ascii a1",
     "static-bind ip-address 10.10.10.20 circuit-id ascii a1", "The address is excluded", true},
    {"ip pool pool1\ngateway 10.10.10.100 25", "gateway 10.10.10.100 255.255.255.128",
     "is not that of Vlanif100, on whose link the gateway is: 255.255.255.0.", true},
    {"ip pool pool1\ngateway 10.10.10.2 24", "gateway 10.10.10.2 255.255.255.0",
     "The gateway is the peer's own address", true},
    {"ip pool pool1\nexcluded-ip-address 10.10.10.3 10.10.10.99",
     "section 0 10.10.10.1 10.10.10.100", "no address to give", true},
    {"ip pool pool1\ndns-server 192.0.2.1 10.10.10.255", "dns-server 192.0.2.1 10.10.10.255",
     "The address 10.10.10.255 is that of a whole network", true},
    {"ip pool pool1\nnext-server 10.10.10.0", "next-server 10.10.10.0", "of a whole network", true},
    {"remote-backup-service service1\nshutdown", "shutdown", "the pair is Interrupted", true},
    {"remote-backup-service service1\nbackup block receive", "backup block receive",
     "the pair is Interrupted", true},
    {"ip pool pool1\nstatic-bind ip-address 10.10.10.2 mac-address 0-0-1",
     "static-bind ip-address 10.10.10.2 mac-address 0000-0000-0001", "the peer address", false},
    {"ip pool pool1\nserver identifier ip 10.10.10.9\n"
     "static-bind ip-address 10.10.10.9 mac-address 0-0-1",
     "static-bind ip-address 10.10.10.9 mac-address 0000-0000-0001", "the server identifier",
     false},
    {"ip pool p server\ngateway 10.2.2.1 24\nsection 0 10.2.2.0 10.2.2.255\n"
     "static-bind ip-address 10.2.2.255 mac-address 0-0-1",
     "static-bind ip-address 10.2.2.255 mac-address 0000-0000-0001", "a whole network", false},
    {"ip pool pool1\noption 43 hex 0101ff\noption 43 sub-option 1 hex ff",
     "option 43 sub-option 1 hex ff", "Option 43 has a value, so it has no sub-options", false},
    {"ip pool pool1\noption 43 sub-option 1 ascii " TEXT_100
     "\noption 43 sub-option 2 ascii " TEXT_100 "\noption 43 sub-option 3 ascii " TEXT_100,
     "option 43 sub-option 3 ascii " TEXT_100, "Option 43 has more than 255 bytes", false},
    {"ip pool pool1\noption125 enterprise-code 1 sub-option 1 ascii " TEXT_100
     "\noption125 enterprise-code 2 sub-option 1 ascii " TEXT_100
     "\noption125 enterprise-code 3 sub-option 3 ascii " TEXT_100,
     "option125 enterprise-code 3 sub-option 3 ascii " TEXT_100,
     "Option 125 has more than 255 bytes", false},
    {"ip pool pool1\nsip-server ip-address 10.0.0.1\nsip-server domain-name sip.example",
     "sip-server domain-name sip.example", "addresses or names, not both", false},
    {"ip pool pool1\nsip-server ip-address 10.0.0.1 10.10.10.2",
     "sip-server ip-address 10.0.0.1 10.10.10.2", "The server 10.10.10.2 is the peer address",
     true},
    /* classes of clients */
    {"ip pool pool1\nclient-option60 phone\nclient-option60-prefix p", "client-option60 phone",
     "Option 60 does not count", true},
    {"ip pool pool1\nclient-option60-prefix p", "client-option60-prefix p",
     "Option 60 does not count", true},
    {"ip pool pool1\nclient-option93 7\nbootfile-option93 9 a", "bootfile-option93 9 a",
     "New clients of this architecture get no address here", true},
    {"ip pool pool1\nclient-option77 a\nbootfile-option77 b c", "bootfile-option77 b c",
     "New clients of this user class get no address here", true},
    {"ip pool pool1\noption 67 ascii a\nbootfile-option77 b c", "option 67 ascii a",
     "take it and no boot file of their class", true},
    {"ip pool pool1\nbootfile a", "bootfile a", "not told which server has this file", true},
    {"ip pool pool1\nbootfile http://h/a\nbootfile-option93 9 b", "bootfile-option93 9 b",
     "not told which server has this file", true},
    {"ip pool pool1\nshared-network n\nclient-option93 7\nclient-option93 9\nquit\n"
     "ip pool p server\ngateway 10.20.10.100 24\nserver identifier ip 10.10.10.100\n"
     "remote-backup-profile service1\nshared-network n order 1\nclient-option93 9\n"
     "client-option93 7",
     "client-option93 9", "IP pool pool1 of the shared network is for the same clients", true},
    {"ip pool pool1\nrebinding-time 3", "rebinding-time 3", "not below the lease", false},
    {"ip pool pool1\nrenewal-time 2 15", "renewal-time 2 15", "not below the rebinding", false},
    {"ip pool pool1\nrebinding-time 1", "rebinding-time 1", "not above the renewal", false},
    /* between subjects */
    {"undo remote-backup-profile service1", "remote-backup-profile service1",
     "The remote backup profile service1 does not exist.", false},
    {"undo remote-backup-service service1", "backup-id 1 remote-backup-service service1",
     "The remote backup service service1 does not exist.", false},
    {"interface vlanif 100\nundo vrrp vrid 1", "vrrp-id 1 interface Vlanif 100",
     "The VRRP group 1 does not exist on interface Vlanif100.", false},
    {"remote-backup-profile service1\nundo vrrp-id 1\nvrrp-id 1 interface GE0/1/1",
     "vrrp-id 1 interface GigabitEthernet 0/1/1",
     "The VRRP group 1 does not exist on interface GigabitEthernet0/1/1.", false},
    {"interface GE0/1/2.7\nvlan-type dot1q 7\nip address 10.7.0.1 24\n"
     "vrrp vrid 1 virtual-ip 10.8.0.1",
     "vrrp vrid 1 virtual-ip 10.8.0.1", "not in a subnet", false},
    {"interface GE0/1/2.7\nvlan-type dot1q 7\nip address 10.10.20.1 24\n"
     "vrrp vrid 1 virtual-ip 10.10.20.9\nquit\nip pool pool2 server\n"
     "gateway 10.10.20.9 24",
     "gateway 10.10.20.9 255.255.255.0", "serves GigabitEthernet0/1/2.7, which has", true},
    {"interface GE0/1/2.7\nvlan-type dot1q 7\nip address 10.7.0.1 24\nquit\n"
     "ip pool pool2 server\ngateway 10.7.0.9 25",
     "gateway 10.7.0.9 255.255.255.128", "mask is not that of GigabitEthernet0/1/2.7", true},
    {"remote-backup-profile service1\nundo vrrp-id 1", "remote-backup-profile service1",
     "not bound to a VRRP group", false},
    {"remote-backup-profile service1\npeer-backup virtual", "peer-backup virtual",
     "only peer-backup hot", false},
    {"remote-backup-profile other\nbackup-id 1 remote-backup-service SERVICE1",
     "backup-id 1 remote-backup-service service1",
     "The backup ID 1 is used by remote backup profile other.", false},
    {"remote-backup-service service1\npeer 10.10.10.2 source 10.10.10.3 port 10000",
     "peer 10.10.10.2 source 10.10.10.3 port 10000", "source address does not exist", false},
    {"remote-backup-service service1\npeer 10.10.10.1 source 10.10.10.1 port 10000",
     "peer 10.10.10.1 source 10.10.10.1 port 10000", "address of this device", false},
    {"remote-backup-service service1\npeer 10.10.10.100 source 10.10.10.1 port 10000",
     "peer 10.10.10.100 source 10.10.10.1 port 10000", "The peer address is a virtual IP", false},
    {"interface vlanif 100\nvrrp vrid 1 virtual-ip 10.10.10.1",
     "peer 10.10.10.2 source 10.10.10.1 port 10000", "The source address is a virtual IP", false},
    {"remote-backup-service other\npeer 10.10.10.2 source 10.10.10.1 port 10000",
     "peer 10.10.10.2 source 10.10.10.1 port 10000", "The remote backup service other has", false},
    {"vlan 200\nquit\ninterface vlanif 200\nip address 10.20.0.1 24\n"
     "vrrp vrid 2 virtual-ip 10.20.0.100\nquit\nip pool p server\ngateway 10.20.0.100 24",
     "gateway 10.20.0.100 255.255.255.0", "its leases are on one device only", true},
    {"interface vlanif 100\nip address 10.10.20.1 24 sub\nquit\nip pool p server\n"
     "gateway 10.10.20.100 24",
     "gateway 10.10.20.100 255.255.255.0", "serves Vlanif100, which has a VRRP group", true},
    {"ip pool p server\ngateway 10.30.0.1 24", "gateway 10.30.0.1 255.255.255.0",
     "serves clients behind a relay agent, and is bound to no", true},
    /* warnings: docs/vrp.md "Where the document contradicts itself" 1, 4, 5 */
    {"interface vlanif 100\nvrrp vrid 1 preempt-mode timer delay 420",
     "vrrp vrid 1 preempt-mode timer delay 420", "at least 600", true},
    {"interface vlanif 100\nundo vrrp vrid 1 preempt-mode timer delay", "vrrp vrid 1 priority 200",
     "at least 600", true},
    {"ip pool pool1\ngateway 10.10.10.1 24", "gateway 10.10.10.1 255.255.255.0",
     "interface address", true},
    {"ip pool pool1\nserver identifier ip 10.10.10.1", "server identifier ip 10.10.10.1",
     "not a virtual IP address", true},
    {"ip pool pool1\nundo server identifier ip", "remote-backup-profile service1",
     "no server identifier", true},
    {"ip route-static 10.20.0.1 16 10.10.10.9", "ip route-static 10.20.0.1 255.255.0.0 10.10.10.9",
     "bits beyond its mask", false},
    {"ip route-static 10.20.0.0 16 10.30.0.1", "ip route-static 10.20.0.0 255.255.0.0 10.30.0.1",
     "in no subnet of an interface", true},
    {"ip pool pool1\ndns-server 10.0.0.1 10.10.10.100", "dns-server 10.0.0.1 10.10.10.100",
     "The server 10.10.10.100 is a virtual IP address", true},
    {"ip pool pool1\nnetbios-name-server 10.10.10.2", "netbios-name-server 10.10.10.2",
     "The server 10.10.10.2 is the peer address", true},
    {"ip pool zone server\ngateway 10.10.10.130 25", "gateway 10.10.10.130 255.255.255.128",
     "within that of IP pool pool1, and one pool serves a subnet", false},
    {"ip pool aaa server\ngateway 10.10.10.130 24", "gateway 10.10.10.100 255.255.255.0",
     "within that of IP pool aaa, and one pool serves a subnet", false},
    /* shared networks: one subnet, but not one within the other; another one of the same subnet */
    {"ip pool pool1\nshared-network a\nquit\nip pool zone server\nshared-network a\n"
     "gateway 10.10.10.130 25",
     "gateway 10.10.10.130 255.255.255.128", "within that of IP pool pool1", false},
    {"ip pool pool1\nshared-network a\nquit\nip pool zone server\nshared-network b\n"
     "gateway 10.10.10.130 24",
     "gateway 10.10.10.130 255.255.255.0", "within that of IP pool pool1", false},
    {"ip pool pool1\nshared-network a\nquit\nip pool zone server\nshared-network A order 1\n"
     "gateway 10.10.10.130 24\nserver identifier ip 10.10.10.100\nquit\nip pool zz server\n"
     "gateway 10.10.10.130 24",
     "gateway 10.10.10.130 255.255.255.0", "within that of IP pool pool1", false},
    {"ip pool pool1\nshared-network a\nquit\nip pool zone server\nshared-network A order 1\n"
     "gateway 10.10.10.100 24\nserver identifier ip 10.10.10.100",
     "shared-network A order 1", "network of IP pool pool1, but not its remote backup profile",
     false},
    {"ip pool pool1\nshared-network a\nquit\nip pool zone server\nshared-network A\n"
     "gateway 10.10.20.1 24\nremote-backup-profile service1",
     "shared-network A", "network of IP pool pool1, but not its server identifier", false},
    {"ip pool pool1\nshared-network a\nquit\nip pool zone server\nshared-network A\n"
     "gateway 10.10.20.1 24\nremote-backup-profile service1\n"
     "server identifier ip 10.10.10.100\nquit\nvlan 20\nquit\ninterface vlanif 20\n"
     "ip address 10.10.20.9 24",
     "shared-network A",
     "on the link of Vlanif20, and others of its shared network on that of "
     "Vlanif100",
     false},
#define SHARED                                                                                     \
	"ip pool pool1\nshared-network a\nstatic-bind ip-address 10.10.10.50 mac-address 0-0-9\n"  \
	"static-bind ip-address 10.10.10.51 client-identifier ascii tv\n"                          \
	"static-bind ip-address 10.10.10.52 circuit-id ascii p1\n"                                 \
	"static-bind ip-address 10.10.10.52 remote-id ascii sw\nquit\n"                            \
	"ip pool zone server\nshared-network A\ngateway 10.10.20.1 24\n"                           \
	"section 0 10.10.20.2 10.10.20.99\nserver identifier ip 10.10.10.100\n"                    \
	"remote-backup-profile service1\n"
    {SHARED "static-bind ip-address 10.10.20.9 mac-address 0-0-9",
     "static-bind ip-address 10.10.20.9 mac-address 0000-0000-0009",
     "The MAC address is bound to another address in IP pool pool1, which shares the network.",
     false},
    {SHARED "static-bind ip-address 10.10.20.9 client-identifier hex 7476",
     "static-bind ip-address 10.10.20.9 client-identifier hex 7476",
     "The client is bound to another address in IP pool pool1, which shares the network.", false},
    {SHARED "static-bind ip-address 10.10.20.9 circuit-id ascii p1\n"
	    "static-bind ip-address 10.10.20.9 remote-id ascii sw",
     "static-bind ip-address 10.10.20.9 circuit-id ascii p1",
     "The client is bound to another address in IP pool pool1, which shares the network.", false},
    {"remote-backup-service service1\nkeepalive interval 60 retry 6",
     "keepalive interval 60 retry 6", "The peer counts as dead after 360 s", false},
    {"ip pool pool1\ngateway 10.10.10.254 24", "gateway 10.10.10.254 255.255.255.0",
     "no address of this pair", true},
    {"remote-backup-profile service1\nundo service-type dhcp-server",
     "remote-backup-profile service1", "does not back up leases", true},
};

static const struct conf_error *
blamed(const struct conf_errors *e, size_t i)
{
	for (unsigned k = 0; k < e->count; k++)
		if (strcmp(e->list[k].line, rules[i].line) == 0 &&
		    strstr(e->list[k].message, rules[i].message) &&
		    e->list[k].warning == rules[i].warning)
			return &e->list[k];
	for (unsigned k = 0; k < e->count; k++)
		print_message("%s: %s\n", e->list[k].line, e->list[k].message);
	fail_msg("%s: not said", rules[i].typed);
	return NULL;
}

static void
check_place(const char *text, unsigned line, unsigned column, const char *wanted)
{
	while (--line > 0)
		text = strchr(text, '\n') + 1;
	text += column - 1;
	assert_int_equal(strcspn(text, "\n"), strlen(wanted));
	assert_memory_equal(text, wanted, strlen(wanted));
}

/* Other networks, and other names of one client, are nobody's business. */
static void
bound_in_several_pools(void **state)
{
	static const char *const fine[] = {
	    SHARED "shared-network b\nstatic-bind ip-address 10.10.20.9 mac-address 0-0-9",
	    SHARED "undo shared-network\nstatic-bind ip-address 10.10.20.9 mac-address 0-0-9",
	    SHARED "static-bind ip-address 10.10.20.9 mac-address 0-0-8\n"
		   "static-bind ip-address 10.10.20.10 circuit-id ascii p1",
	};
	static char text[TEXT_MAX];
	struct conf_errors *e = memory_new(1, sizeof *e);

	(void)state;
	read_file("lab/DeviceA.cfg", text);
	for (size_t i = 0; i < COUNT_OF(fine); i++) {
		struct typing *t = typing_new();

		conf_free(t->c);
		t->c = load_all(text);
		type_all(t, fine[i]);
		assert_true(validate_candidate(t->c, e));
		typing_free(t);
	}
	memory_free(e);
}

static void
every_rule(void **state)
{
	static char file[TEXT_MAX], text[TEXT_MAX];
	struct conf_errors *e = memory_new(1, sizeof *e);
	struct conf_ports any = {.any = true};

	(void)state;
	read_file("lab/DeviceA.cfg", file);
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		struct typing *t = typing_new();
		struct locate_place place[CONF_ERRORS_MAX], *at;
		const struct conf_error *error;
		char header[CONF_HEADER_MAX];

		conf_free(t->c);
		t->c = load_all(file);
		type_all(t, rules[i].typed);
		assert_int_equal(validate_candidate(t->c, e), rules[i].warning);
		error = blamed(e, i);
		locate_errors(&schema, &any, current(t->c, text), e, place);
		at = &place[error - e->list];
		conf_header(t->c, &error->path, header);
		check_place(text, at->line, at->column, error->line[0] ? error->line : header);
		typing_free(t);
	}
	memory_free(e);
}

/* All errors come at once; what does not fit is counted. */
static void
many_errors(void **state)
{
	struct conf_errors *e = memory_new(1, sizeof *e);
	struct typing *t = typing_new();

	(void)state;
	for (unsigned i = 2; i <= CONF_ERRORS_MAX + 11; i++) { /* VLAN 1 is there */
		char line[64];

		snprintf(line, sizeof line, "interface Vlanif %u", i);
		type_all(t, "quit");
		type_all(t, line);
	}
	assert_false(validate_candidate(t->c, e));
	assert_int_equal(e->errors, CONF_ERRORS_MAX + 10);
	assert_int_equal(e->count, CONF_ERRORS_MAX);
	for (unsigned i = 1; i < e->count; i++)
		assert_true(conf_path_compare(&e->list[i - 1].path, &e->list[i].path) <= 0);
	typing_free(t);
	memory_free(e);
}

/* Within a view as well, whatever looked at them first. */
static void
errors_of_a_view_come_in_the_order_of_its_lines(void **state)
{
	static const char *const line[] = {"bootfile a", "bootfile-option77 b c",
					   "bootfile-option93 9 a", "option 67 ascii a",
					   "client-option60-prefix p"};
	static char file[TEXT_MAX];
	struct conf_errors *e = memory_new(1, sizeof *e);
	struct typing *t = typing_new();
	unsigned next = 0;

	(void)state;
	read_file("lab/DeviceA.cfg", file);
	conf_free(t->c);
	t->c = load_all(file);
	type_all(t, "ip pool pool1\nclient-option60-prefix p\nclient-option93 7\n"
		    "client-option77 a\noption 67 ascii a\nbootfile-option93 9 a\n"
		    "bootfile-option77 b c\nbootfile a");
	assert_true(validate_candidate(t->c, e));
	for (unsigned i = 0; i < e->count; i++) {
		if (next < COUNT_OF(line) && strcmp(e->list[i].line, line[next]) == 0)
			next++;
		assert_true(i == 0 || e->list[i - 1].order <= e->list[i].order ||
			    !conf_path_same(&e->list[i - 1].path, &e->list[i].path));
	}
	assert_int_equal(next, COUNT_OF(line));
	typing_free(t);
	memory_free(e);
}

/* Short intervals are warned of where the machine promises no time, and nowhere else. */
static void
machines_that_cannot_keep_a_timer(void **state)
{
	static const struct {
		bool unsteady;
		const char *interval;
		unsigned warnings;
	} cases[] = {{false, "millisecond 10", 0},
		     {true, "millisecond 190", 1},
		     {true, "millisecond 200", 0},
		     {true, "1", 0}};
	struct conf_errors *e = memory_new(1, sizeof *e);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct conf_ports ports = {.any = true, .unsteady = cases[i].unsteady};
		struct typing *t = typing_new();
		char line[64];

		conf_free(t->c);
		t->c = conf_new(&schema, &ports);
		snprintf(line, sizeof line, "vrrp vrid 1 timer advertise %s", cases[i].interval);
		type_all(t, "vrrp version v3\nvlan 1\nquit\ninterface vlanif 1\n"
			    "ip address 10.0.0.1 24\nvrrp vrid 1 virtual-ip 10.0.0.9");
		type_all(t, line);
		assert_true(validate_candidate(t->c, e));
		assert_int_equal(e->warnings, cases[i].warnings);
		if (e->warnings)
			assert_string_equal(e->list[0].line, line);
		typing_free(t);
	}
	memory_free(e);
}

/* Nothing configured is a valid configuration. */
static void
nothing(void **state)
{
	struct conf_errors *e = memory_new(1, sizeof *e);
	struct conf *c = load_all("return\n");

	(void)state;
	assert_true(validate_candidate(c, e));
	assert_int_equal(e->count, 0);
	assert_string_equal(schema_sysname(c), "HUAWEI");
	conf_free(c);
	memory_free(e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bound_in_several_pools),
	    cmocka_unit_test(every_rule),
	    cmocka_unit_test(many_errors),
	    cmocka_unit_test(errors_of_a_view_come_in_the_order_of_its_lines),
	    cmocka_unit_test(machines_that_cannot_keep_a_timer),
	    cmocka_unit_test(nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
