/* test/model/pair.pml -- the rules R1-R6, R8, R9 of a pair as a model for spin: two devices, two
 * addresses (one is home to each), two clients. `make model` explores it completely.
 *
 * What stands for what in src/:
 *
 *	proctype device    one device: a client's question is decided (MAY_GIVE, PROMISE, MAY_FREE:
 *	                   lease/rules.c), becomes a change (begin, sync, heard: node/bind/change.c,
 *	                   node/bind/writer.c), is judged by the peer (judge: rbs/receive.c) or merged
 *	                   (merge: lease/record.c, node/bind/peer_records.c); batches (rbs/send.c);
 *	                   what a start reads (node/bind/recovery.c); how it leaves (node/pair/leave.c)
 *	proctype world     time, crashes, cuts, new connections; and, when nothing can happen any
 *	                   more, the question whether all is well
 *
 * A change, paired: WRITTEN (SENT is in a block), block durable, ASKED (UPDATE under way), the
 * peer's ACK, KEPT (applied, RECORD in a block), block durable, answer. Alone: WRITTEN (RECORD in a
 * block), block durable, applied and answered. STANDS asks again whether what was decided on is
 * still so.
 *
 * What is promised (ALL_IS_WELL, looked at in every state):
 *
 *	one_client    I1  nobody is told an address that another client still holds
 *	known         I2  what was acknowledged while Connected stands, with that client and at
 *	                  least that long, in the memory of every device that is up and on both disks
 *	renews        I2  and who was told it while Connected is given it again, by whichever device it
 *	                  asks
 *	on_disk       I3  what was acknowledged stands on a disk
 *	no_wrong_nak  R7  no device would refuse a client that holds its address
 *	fair          I1  also after a false declaration, which gave an address to two: Connected, nobody
 *	                  whose lease is over by its record is given it while the other holds it
 *	connected, equal  I6, I4  when questions and faults have run out, every history ends with both
 *	                  devices up, Connected, nothing in doubt or forfeited, and equal tables
 *	stands        and who holds an address then, told alone or not, is the client of its record
 *
 * The graph has no cycles (questions, faults and what must follow them are finite), so the last one
 * is about every path: no state is a trap.
 *
 * What is left out, and why nothing is lost by it, or what is:
 *
 *	roles       any device that is up may be asked anything: safety must not depend on VRRP
 *	time        in MCLTs; a lease is LENGTH of them. Expiries count down to 0 together and stay
 *	            there: EXPIRY is what is left + MCLT, so 0 is "MCLT ago". The drift allowance is
 *	            the step of this time. What is under way ages too: a session that was silent for
 *	            its dead time is dropped before it is read. Time concerns decisions, the judge and
 *	            merges only, so it passes right before one of them (`late`): any other order comes
 *	            to the same. A late RELEASE (R3) is not modelled
 *	clocks      of a machine that booted anew: times compare here (lease/rules.c waits for the
 *	            latest a time can be, promises by the earliest)
 *	disk        blocks become durable in order; a crash keeps any number of the first ones. BLOCKS
 *	            is how many may wait. ACKED marks are not written: they only make a device bolder.
 *	            A declaration is durable as it is made
 *	doubt       a device knows here what its update in doubt promises; lease/rules.c does not, and
 *	            waits a longest lease instead, which is never shorter
 *	judge       the home device's change stands here from when it is sent; rbs/receive.c lets
 *	            it stand from when it is decided
 *	batch       both addresses in one frame, never a part of them
 *	HELLO       both ends begin a session at once, and never with frames of an older one; the
 *	            two ends of a broken one notice by themselves, and late, and read what has arrived
 *	clients     one that holds an address asks for no other, and not before time has passed;
 *	            client 1 speaks after client 0 (they are alike)
 *	restore     has always room (CHANGES_RESTORED_MAX); whether a client gave a lease up since is
 *	            read from what it was told, not from the times in two records
 *	conflicts   no DECLINE, no probe, no static binding, no copied journal, no digest
 *	Partner-down  is declared only while the peer is down, and the one declared down gives
 *	            nothing new until it has on disk what it hears in HELLO: what I1 presumes
 *	stop        is a crash that loses nothing; whether it waits for its updates is not asked
 *	leave       of a peer that is ready; the one that said BYE is asked on, wherever its groups are
 *	out         by configuration: an update under way is in doubt. (In src/ its ACK may still come
 *	            and is taken.) Ranges, names and other peers are not modelled
 *	new disk    put in when the peer has noticed and answered what it could. Until the MCLT
 *	            after the batch a probe finds whoever has the address, and nobody asks for one that
 *	            another has: what a probe misses is I1's proviso (docs/guarantees.md). What was on that disk
 *	            alone stands on none any more (I3); the time in which both devices probe is
 *	            durable as it begins
 *
 * Bounds: OPS decisions (grants, renewals, ends), CRASHES, CUTS, DOWNS declarations, STOPS, LEAVES
 * by command, OUTS by configuration, WIPES new disks; ONLY=a leaves the other address alone, for
 * deeper histories. test/model/run names the bounds explored, and the copies with one rule taken
 * away (the names after #ifdef below). */

#ifndef OPS
#define OPS 2
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef CUTS
#define CUTS 0
#endif
#ifndef DOWNS
#define DOWNS 1
#endif
#ifndef STOPS
#define STOPS 0
#endif
#ifndef LEAVES
#define LEAVES 0
#endif
#ifndef OUTS
#define OUTS 0
#endif
#ifndef WIPES
#define WIPES 0
#endif

/* ---- a binding in one word ----
 *
 *	bits  0 2 1   3 2      5 2        7 2     9 5       14 2          16 2
 *	      state who expiry promised owner version acked.state acked.expiry
 *	18 5    23 5   28 2    30 1
 *	acked sent doubt flag
 *
 * promised: a promise the peer did not acknowledge; owner: 1 + the client it was made to, 0 while
 * it is over, or of two clients. doubt: what an update that is under way, or of which the peer's
 * word is missing, promises. flag: of address 0, FORFEITED; of address 1, FRESH; both are of the
 * device. Flights and frames: 14 5 replaces. */

#define FREE 0
#define LEASED 1
#define RELEASED 2

#define MCLT 1
#define LENGTH 2 /* of a lease, in MCLTs */

#define FIELD(w, at, mask) (((w) >> (at)) & (mask))
#define PUT(w, at, mask, x) (((w) & ~((mask) << (at))) | ((x) << (at)))

#define STATE(w) FIELD(w, 0, 3)
#define WHO(w) FIELD(w, 2, 1)
#define EXPIRY(w) FIELD(w, 3, 3)
#define PROMISED(w) FIELD(w, 5, 3)
#define OWNER(w) FIELD(w, 7, 3)
#define VERSION(w) FIELD(w, 9, 31)
#define ACKED_STATE(w) FIELD(w, 14, 3)
#define ACKED_EXPIRY(w) FIELD(w, 16, 3)
#define ACKED(w) FIELD(w, 18, 31)
#define SENT(w) FIELD(w, 23, 31)
#define DOUBT(w) FIELD(w, 28, 3)
#define FLAG (1 << 30)
#define REPLACES(w) FIELD(w, 14, 31)

#define BINDING 16383	/* the bits of a binding that go over the wire */
#define ASKING 524287	/* and the version it replaces */
#define TIMES (3 << 3 | 3 << 5 | 3 << 16 | 3 << 28)
#define FLIGHT_TIMES (3 << 3 | 3 << 5)
#define NO_VERSION 31
#define DEAF 524288	/* of a flight: its client has given up waiting for the answer */
#define HELD 1048576	/* its client had the address by the record; for `fair` */

#define MAX(a, b) ((a) > (b) -> (a) : (b))
#define MIN(a, b) ((a) < (b) -> (a) : (b))
#define LEFT(e) ((e) > MCLT -> (e) - MCLT : 0)
#define LATEST(w) MAX(MAX(MAX(EXPIRY(w), PROMISED(w)), DOUBT(w)), \
	(ACKED_STATE(w) == LEASED -> ACKED_EXPIRY(w) : 0))
#define NAMES(w, c) (STATE(w) == LEASED && WHO(w) == (c))
#define DOUBTFUL(w) (SENT(w) > VERSION(w))

/* ---- a device ---- */

#define NONE 0 /* stages of a change */
#define WRITTEN 1
#define ASKED 2
#define KEPT 3

#define BLOCKS 2 /* not yet durable */
#define FRAMES 4 /* under way to a device */

#define UPDATE 1 /* frames */
#define ACK 2
#define REFUSE 3
#define NOTE 4
#define BATCH 5 /* two words */
#define BATCH_SAFE 6
#define ANSWER 7 /* to a "free" that contradicts a promise */
#define BYE 8
#define FRAME(kind, a, word) ((kind) << 20 | (a) << 19 | (word))
#define KIND(f) FIELD(f, 20, 15)
#define ADDRESS(f) FIELD(f, 19, 1)

typedef Device {
	bit up, careful, declared, condemned, session;
	bit unmet;		  /* declared, or told to be gone: said until a batch */
	bit asked;		  /* leave: FORFEITED is not durable yet */
	bit left, outside;	  /* by leave; by configuration */
	unsigned leave_waits : 2; /* for so many blocks */
	unsigned down : 2;	  /* of a declaration: so long until the rest may be given */
	unsigned clock : 4;	  /* versions; survives a crash */
	unsigned out : 2;	  /* own batch: 1 sent, 2 safe there */
	unsigned in : 2;	  /* the peer's batch: 1 taken, 2 safe here */
	unsigned in_waits : 2;	  /* for so many blocks */
	unsigned begin_waits : 2; /* SENT_ALL, for so many blocks */
	unsigned blocks : 2;
	unsigned contra : 2;	  /* bit a: an ANSWER goes out before the next ACK */
	unsigned frames : 3;
	unsigned lost : 2; /* a disk of the pair is gone: time to go, LOST_UNTAUGHT: no batch yet */
	unsigned longer : 2; /* ... and so long leases may last longer than is known */
	bit strange;	   /* a new disk, and no session since */
	int memory[2];
	int disk[2];
	int block[4]; /* what the disk will hold after it: two words each */
	int flight[2];
	int frame[FRAMES];
	byte stage[2];
	bit paired[2]; /* how the change was decided */
	byte waits[2]; /* the change, for so many blocks */
	bit note[2];   /* applied alone, to be told */
	byte owes[2];  /* an ACK, after so many blocks */
	byte owed[2];  /* of this version */
	byte batch[2]; /* versions in the batch that was sent */
};

Device dev[2];
byte told[4];	/* client * 2 + address: what is left of the lease */
byte safely[4]; /* as told while Connected */
bit gone[4];	/* told, and the one disk that said so was replaced */
byte used;
bit late; /* time has just passed */
byte crashes = CRASHES;
byte cuts = CUTS;
byte downs = DOWNS;
#if STOPS
byte stops = STOPS;
#endif
#if LEAVES
byte leaves = LEAVES;
#endif
#if OUTS
byte outs = OUTS;
#endif
#if WIPES
byte wipes = WIPES;
#endif

hidden int w; /* scratch, without meaning between two steps */
hidden int x;
hidden int before;
hidden byte at;
hidden byte c;
hidden int k;
hidden int o;
hidden int y;
hidden byte one_client;
hidden byte known;
hidden byte renews;
hidden byte on_disk;
hidden byte no_wrong_nak;
hidden byte connected;
hidden byte equal;
hidden byte stands;
hidden byte fair;

#define D dev[d]
#define P dev[1 - d]
#define IS_PAIRED(d) (dev[d].session && dev[d].in == 2 && dev[d].out == 2)
#define HOME(d, a) ((d) == (a))
#define FORFEITED(d) ((dev[d].memory[0] & FLAG) != 0)
#define FRESH(d) ((dev[d].memory[1] & FLAG) != 0)
#ifdef LOST_FORGOTTEN
#define MISSES(d) FRESH(d)
#else
#define MISSES(d) (FRESH(d) || dev[d].lost > 0)
#endif
#define LOST_UNTAUGHT 3

/* ---- lease/rules.c ---- */

#define HOLDS(w, c) (STATE(w) != FREE && WHO(w) == (c))
#define LASTS(w) (STATE(w) == LEASED && EXPIRY(w) > MCLT)
#define PEER_THINKS_FREE(w) (ACKED_STATE(w) == FREE && SENT(w) <= ACKED(w))
#ifdef DOUBT_SILENT
#define IS_OVER(w) true
#else
#define IS_OVER(w) !LASTS(w)
#endif
#ifdef MCLT_AFTER_LEAVE
#define IS_STRANGER(d, w) (!IS_PAIRED(d) && IS_OVER(w) && (DOUBTFUL(w) || MISSES(d)))
#else
#define IS_STRANGER(d, w) (!IS_PAIRED(d) && IS_OVER(w) && \
	(DOUBTFUL(w) || FORFEITED(d) || MISSES(d)))
#endif
#define WAITED(d, w) (dev[d].declared && LATEST(w) == 0 && dev[d].down == 0)

/* promised alone to somebody else, or to nobody knows whom */
#ifdef NO_OWNER
#define ELSEWHERE(w, c) (PROMISED(w) > MCLT && WHO(w) != (c))
#else
#define ELSEWHERE(w, c) (PROMISED(w) > MCLT && OWNER(w) != (c) + 1)
#endif

#ifdef NO_HALF
#define OWN_HALF(d, a, w) PEER_THINKS_FREE(w)
#else
#ifdef REUSE_INTERRUPTED
#define OWN_HALF(d, a, w) HOME(d, a)
#else
#ifdef HALF_AFTER_LEAVE
#define OWN_HALF(d, a, w) (HOME(d, a) && PEER_THINKS_FREE(w))
#else
#define OWN_HALF(d, a, w) (HOME(d, a) && PEER_THINKS_FREE(w) && !FORFEITED(d))
#endif
#endif
#endif

/* who left, or was declared down, promises nothing new but after a declaration of its own */
#define GAVE_AWAY(d) (FORFEITED(d) && !IS_PAIRED(d) && !dev[d].declared)
#ifdef HALF_AFTER_LEAVE
#define TAKES_NONE(d) dev[d].careful
#define IS_CAREFUL(d, w, c) (dev[d].careful || (GAVE_AWAY(d) && HOLDS(w, c)))
#else
#define TAKES_NONE(d) (dev[d].careful || GAVE_AWAY(d))
#ifdef MCLT_AFTER_LEAVE
#define IS_CAREFUL(d, w, c) dev[d].careful
#else
#define IS_CAREFUL(d, w, c) (dev[d].careful || GAVE_AWAY(d))
#endif
#endif

/* of a device that knows no lease: nobody answers a probe */
#define IS_SILENT(d, a, c) (told[(1 - (c)) * 2 + (a)] == 0 && dev[1 - (d)].stage[a] == NONE)
/* may_be_longer: the disk that is gone may have lengthened by an MCLT what is known here */
#ifdef LOST_ENDS
#define MAY_BE_LONGER(d, w) false
#else
#define MAY_BE_LONGER(d, w) (dev[d].longer > 0 && VERSION(w) > 0 && EXPIRY(w) > 0)
#endif
#ifdef UNPROBED
#define PROBED(d, a, c) true
#else
#define PROBED(d, a, c) ((!MISSES(d) && !MAY_BE_LONGER(d, dev[d].memory[a])) || IS_SILENT(d, a, c))
#endif
#define HAS_FRESH_PEER(d) (dev[d].lost > 0 || dev[1 - (d)].lost > 0 || \
	((dev[1 - (d)].disk[1] | dev[1 - (d)].memory[1]) & FLAG) != 0)

#ifdef LEAVING_GIVES
#define BY_PAIR(d, a, w) (IS_PAIRED(d) || dev[d].outside || OWN_HALF(d, a, w) || WAITED(d, w))
#define IS_FULL(d) (IS_PAIRED(d) || dev[d].outside || dev[d].declared)
#else
#define BY_PAIR(d, a, w) (IS_PAIRED(d) || OWN_HALF(d, a, w) || WAITED(d, w))
#define IS_FULL(d) (IS_PAIRED(d) || dev[d].declared)
#endif

#define MAY_GIVE(d, a, w, c) ((HOLDS(w, c) && !IS_STRANGER(d, w) && \
	 !(ELSEWHERE(w, c) && IS_OVER(w))) || \
	(!TAKES_NONE(d) && !ELSEWHERE(w, c) && !LASTS(w) && BY_PAIR(d, a, w) && PROBED(d, a, c)))

#define CAREFUL(w, c) (NAMES(w, c) -> MIN(LENGTH, LEFT(EXPIRY(w))) : 0)
#ifdef NO_MCLT
#define INTERRUPTED(w, c) LENGTH
#else
#define INTERRUPTED(w, c) MIN(LENGTH, MAX(CAREFUL(w, c), MCLT + \
	(ACKED_STATE(w) == LEASED -> LEFT(ACKED_EXPIRY(w)) : 0)))
#endif
#define PROMISE(d, w, c) (IS_CAREFUL(d, w, c) -> CAREFUL(w, c) : \
	(IS_FULL(d) -> LENGTH : INTERRUPTED(w, c)))

#define MAY_FREE(d, a, w) (!TAKES_NONE(d) && STATE(w) != FREE && \
	(STATE(w) == RELEASED || MAX(EXPIRY(w), PROMISED(w)) <= MCLT) && BY_PAIR(d, a, w))

/* ---- what is promised ---- */

#define COVERS(w, c, length) (NAMES(w, c) && LEFT(EXPIRY(w)) >= (length))
#define KNOWN(d, a, c) (safely[(c) * 2 + (a)] == 0 || \
	((!dev[d].up || FRESH(d) || COVERS(dev[d].memory[a], c, safely[(c) * 2 + (a)])) && \
	 ((dev[d].disk[1] & FLAG) != 0 || COVERS(dev[d].disk[a], c, safely[(c) * 2 + (a)]))))
#define ON_DISK(d, a, c) ((OWNER(dev[d].disk[a]) == (c) + 1 && \
	LEFT(PROMISED(dev[d].disk[a])) >= told[(c) * 2 + (a)]) || \
	 COVERS(dev[d].disk[a], c, told[(c) * 2 + (a)]))
#define ON_A_DISK(a, c) (told[(c) * 2 + (a)] == 0 || gone[(c) * 2 + (a)] || ON_DISK(0, a, c) || ON_DISK(1, a, c))
#ifdef NAK_LOST
#define MAY_REFUSE(d, a) (IS_PAIRED(d) || (HOME(d, a) && !FORFEITED(d) && !MISSES(d)))
#else
#define MAY_REFUSE(d, a) (!MISSES(d) && (IS_PAIRED(d) || (HOME(d, a) && !FORFEITED(d))))
#endif
#define NO_NAK(d, a, c) (told[(c) * 2 + (a)] == 0 || !dev[d].up || dev[d].careful || \
	!NAMES(dev[d].memory[a], 1 - (c)) || EXPIRY(dev[d].memory[a]) <= MCLT || \
	DOUBTFUL(dev[d].memory[a]) || \
	!MAY_REFUSE(d, a))

#define RENEWS(d, a, c) (safely[(c) * 2 + (a)] == 0 || !dev[d].up || FRESH(d) || \
	(MAY_GIVE(d, a, dev[d].memory[a], c) && PROMISE(d, dev[d].memory[a], c) > 0))

#ifdef QUARREL
#define ASSERT(what) skip
#else
#define ASSERT(what) assert(what)
#endif

#define ONE_CLIENT ((told[0] == 0 || told[2] == 0) && (told[1] == 0 || told[3] == 0))
#define OF_ALL(what) (what(0, 0, 0) && what(1, 0, 0) && what(0, 1, 0) && what(1, 1, 0) && \
	what(0, 0, 1) && what(1, 0, 1) && what(0, 1, 1) && what(1, 1, 1))
#define ON_DISKS (ON_A_DISK(0, 0) && ON_A_DISK(1, 0) && ON_A_DISK(0, 1) && ON_A_DISK(1, 1))
#ifdef QUARREL
#define ALL_IS_WELL true
#else
#define ALL_IS_WELL (ONE_CLIENT && OF_ALL(KNOWN) && OF_ALL(RENEWS) && ON_DISKS && OF_ALL(NO_NAK))
#endif

/* says which */
inline check()
{
	one_client = ONE_CLIENT;
	assert(one_client);
	known = OF_ALL(KNOWN);
	assert(known);
	renews = OF_ALL(RENEWS);
	assert(renews);
	on_disk = ON_DISKS;
	assert(on_disk);
	no_wrong_nak = OF_ALL(NO_NAK);
	assert(no_wrong_nak)
}

/* ---- lease/record.c, lease/table.c ---- */

/* lease_promise: the later end; of two clients it is nobody's */
inline join_promised(word, until, owner)
{
	if
	:: (until) > MCLT ->
		word = PUT(word, 7, 3, (PROMISED(word) <= MCLT || OWNER(word) == (owner) -> (owner) : 0));
		word = PUT(word, 5, 3, MAX(PROMISED(word), until))
	:: else
	fi
}

/* lease_promise_settle: one that is over is none */
inline settle(word)
{
	word = (PROMISED(word) <= MCLT -> word & ~(15 << 5) : word)
}

inline note_sent(word, version)
{
	word = (SENT(word) < version -> PUT(word, 23, 31, version) : word)
}

inline note_acked(word, version)
{
	if
	:: VERSION(word) != version
	:: else ->
		word = PUT(word, 14, 3, STATE(word));
		word = PUT(word, 16, 3, EXPIRY(word));
		word = PUT(word, 18, 31, version)
	fi
}

inline note_void(word)
{
	word = PUT(word, 28, 3, 0);
	word = (DOUBTFUL(word) -> PUT(word, 23, 31, MAX(ACKED(word), VERSION(word))) : word)
}

/* change_take_judged: the record in `b` stands whole, but for what is promised beside it */
inline put_binding(word, b)
{
	k = PROMISED(word);
	o = OWNER(word);
	word = (word & ~BINDING) | (b & BINDING);
	settle(word);
	join_promised(word, k, o)
}

inline merge_binding(word, b)
{
	if
	:: VERSION(b) > VERSION(word) -> put_binding(word, b)
	:: else -> k = PROMISED(b); o = OWNER(b); join_promised(word, k, o)
	fi
}

/* ---- frames ---- */

#define MAY_SEND_ALSO(count) (!P.session || P.frames + (count) < FRAMES)
#define MAY_SEND MAY_SEND_ALSO(0)
#define MAY_SEND_BATCH MAY_SEND_ALSO(1)
#define ANSWERS (D.contra - D.contra / 2) /* how many bits */

/* on a connection that the peer has given up, into nothing */
inline send(kind, a, word)
{
	if
	:: P.session ->
		assert(P.frames < FRAMES);
		P.frame[P.frames] = FRAME(kind, a, word);
		P.frames++
	:: else
	fi
}

inline next_frame()
{
	D.frame[0] = D.frame[1];
	D.frame[1] = D.frame[2];
	D.frame[2] = D.frame[3];
	D.frame[3] = 0;
	D.frames--
}

/* ---- node/bind/writer.c ---- */

#define HAS_ROOM (D.blocks < BLOCKS)
#define LAST(a) (D.blocks == 0 -> D.disk[a] : D.block[(D.blocks - 1) * 2 + (a)])

inline append(a, word)
{
	assert(D.blocks < BLOCKS);
	D.block[D.blocks * 2 + 1 - (a)] = LAST(1 - (a));
	D.block[D.blocks * 2 + (a)] = word;
	D.blocks++
}

/* ---- node/bind/change.c ---- */

#define STANDS(a) (VERSION(D.memory[a]) == REPLACES(D.flight[a]) && IS_PAIRED(d) == D.paired[a])

/* The decision is made: x becomes the binding of `a`, to be. */
inline begin(a, state, who, expiry)
{
	late = 0;
	used++;
	assert(D.clock < 14);
	D.clock++;
	printf("%d decides: address %d state %d client %d expiry %d version %d paired %d\n",
		d, a, state, who, expiry, 2 * D.clock + d, IS_PAIRED(d));
	x = PUT(D.memory[a], 0, 3, state);
	x = PUT(x, 2, 1, who);
	x = PUT(x, 3, 3, expiry);
	x = PUT(x, 9, 31, 2 * D.clock + d);
	D.paired[a] = IS_PAIRED(d);
	if
	:: state == LEASED ->
		settle(x);
		if
		:: !D.paired[a] -> join_promised(x, expiry, who + 1)
		:: else
		fi
	:: else
	fi;
	D.flight[a] = (x & BINDING) | VERSION(D.memory[a]) << 14;
	D.stage[a] = WRITTEN;
	at = VERSION(x);
	w = LAST(a);
	if
	:: D.paired[a] ->
		note_sent(D.memory[a], at);
		note_sent(w, at);
#ifndef SHORT_DOUBT
		if
		:: state == LEASED ->
			D.memory[a] = PUT(D.memory[a], 28, 3, MAX(DOUBT(D.memory[a]), expiry));
			w = PUT(w, 28, 3, MAX(DOUBT(w), expiry))
		:: else
		fi
#endif
	:: else ->
		w = x;
		if
		:: D.session -> note_sent(w, at)
		:: else
		fi
	fi;
	append(a, w);
	D.waits[a] = D.blocks
}

inline end_change(a)
{
	D.stage[a] = NONE;
	D.flight[a] = 0;
	D.paired[a] = 0;
	D.waits[a] = 0
}

inline make_void(a)
{
	if
	:: SENT(D.memory[a]) == VERSION(D.flight[a]) -> note_void(D.memory[a])
	:: else
	fi
}

inline hand_over(a)
{
	if
	:: STANDS(a) ->
		printf("%d sends its update of %d\n", d, a);
		send(UPDATE, a, D.flight[a] & ASKING);
		D.stage[a] = ASKED;
		D.waits[a] = 0
	:: else -> make_void(a); end_change(a)
	fi
}

inline answer(a)
{
	c = WHO(D.flight[a]) * 2 + (a);
	k = LEFT(EXPIRY(D.flight[a]));
	if
	:: STATE(D.flight[a]) == LEASED && (D.flight[a] & DEAF) == 0 ->
		printf("%d answers: address %d client %d\n", d, a, WHO(D.flight[a]));
#ifdef QUARREL
		fair = !D.paired[a] || told[2 - (c & 2) + (a)] == 0 || (D.flight[a] & HELD) != 0;
		assert(fair);
#endif
		told[c] = MAX(told[c], k);
		gone[c] = 0;
		safely[c] = (D.paired[a] -> MAX(safely[c], k) : safely[c])
	:: else
	fi
}

inline apply_alone(a)
{
	if
	:: STANDS(a) ->
		D.memory[a] = (D.memory[a] & ~BINDING) | (D.flight[a] & BINDING);
		at = VERSION(D.flight[a]);
		if
		:: D.session -> note_sent(D.memory[a], at)
		:: else
		fi;
		D.note[a] = (D.session && D.out > 0);
		answer(a)
	:: else -> append(a, D.memory[a])
	fi;
	end_change(a)
}

inline take_safe(a)
{
	put_binding(D.memory[a], D.flight[a]);
	at = VERSION(D.flight[a]);
	note_acked(D.memory[a], at);
	D.memory[a] = PUT(D.memory[a], 28, 3, 0);
	append(a, D.memory[a]);
	D.stage[a] = KEPT;
	D.waits[a] = D.blocks
}

inline answer_kept(a)
{
	if
	:: VERSION(D.memory[a]) == VERSION(D.flight[a]) -> answer(a)
	:: else
	fi;
	end_change(a)
}

inline go_on(a)
{
	if
	:: D.stage[a] == KEPT -> answer_kept(a)
	:: D.stage[a] == WRITTEN && !D.paired[a] -> apply_alone(a)
	:: else ->
		if
		:: D.owes[a] == 0 && !D.note[a] && D.in != 1 -> hand_over(a)
		:: else
		fi
	fi
}

/* what is of the device as a whole is written with both words */
inline append_flags(flag0, flag1)
{
	w = LAST(0);
	x = LAST(1);
	assert(D.blocks < BLOCKS);
	D.block[D.blocks * 2] = (flag0 -> w | FLAG : w & ~FLAG);
	D.block[D.blocks * 2 + 1] = (flag1 -> x | FLAG : x & ~FLAG);
	D.blocks++
}

inline batch_done()
{
	if
	:: IS_PAIRED(d) ->
		D.careful = 0;
		D.condemned = 0;
		D.unmet = 0;
		if
		:: !D.paired[0] -> note_void(D.memory[0])
		:: else
		fi;
		if
		:: !D.paired[1] -> note_void(D.memory[1])
		:: else
		fi;
		D.lost = (D.lost == LOST_UNTAUGHT -> MCLT : D.lost);
		if
		:: FORFEITED(d) || FRESH(d) ->
			D.memory[0] = D.memory[0] & ~FLAG;
			D.memory[1] = D.memory[1] & ~FLAG;
			append_flags(0, 0)
		:: else
		fi
	:: else
	fi
}

inline forget_session()
{
	D.session = 0;
	D.out = 0;
	D.in = 0;
	D.begin_waits = 0;
	D.in_waits = 0;
	D.contra = 0;
	D.frames = 0;
	D.frame[0] = 0;
	D.frame[1] = 0;
	D.frame[2] = 0;
	D.frame[3] = 0;
	D.note[0] = 0;
	D.note[1] = 0;
	D.owes[0] = 0;
	D.owes[1] = 0;
	D.owed[0] = 0;
	D.owed[1] = 0;
	D.batch[0] = 0;
	D.batch[1] = 0
}

/* An update that was sent is in doubt from now on: memory and disk say so already. */
inline drop_change(a)
{
	if
	:: D.stage[a] == ASKED ->
#ifdef MERGE_DOUBTFUL
		put_binding(D.memory[a], D.flight[a]);
		append(a, D.memory[a]);
#endif
		end_change(a)
	:: else
	fi
}

inline drop()
{
	printf("%d drops the session\n", d);
	forget_session();
	drop_change(0);
	drop_change(1);
	if
	:: D.asked -> /* nobody heard of it, and nobody will */
		D.asked = 0;
		D.leave_waits = 0;
		D.memory[0] = D.memory[0] & ~FLAG;
		append_flags(0, FRESH(d))
	:: else
	fi
}

/* ---- node/pair/leave.c, rbs/link.c ---- */

#ifdef NO_JUMP /* what a merge takes back covers it: only without both */
#define NO_RESTORE
#define JUMP
#else
#define JUMP D.clock = MAX(D.clock, P.clock) + OPS - used
#endif

/* Versions made from here on beat all that the peer made before. */
inline take_down(waits)
{
	D.declared = 1;
	D.unmet = 1;
	D.down = (waits);
	JUMP
}

/* BYE: nothing is missing there when no note waits */
inline say_leave()
{
	printf("%d leaves\n", d);
	send(BYE, 0, (D.note[0] || D.note[1] -> MCLT : 0));
	D.asked = 0;
	D.leave_waits = 0;
	drop();
	D.left = 1
}

inline ask_leave()
{
	printf("%d is to leave\n", d);
	D.memory[0] = D.memory[0] | FLAG;
#ifdef LEAVE_UNWRITTEN
	append_flags(1, FRESH(d));
	say_leave()
#else
	D.asked = 1;
	append_flags(1, FRESH(d));
	D.leave_waits = D.blocks
#endif
}

inline take_bye()
{
	printf("%d hears that its peer leaves\n", d);
	w = D.frame[0] & 3;
	drop();
	take_down((FORFEITED(d) -> LENGTH + MCLT : w))
}



/* rbs/answers.c: what contradicts a "free" goes out before the ACK of that */
inline answer_free(a)
{
	if
	:: D.contra & (1 << (a)) ->
		at = VERSION(D.memory[a]);
		note_sent(D.memory[a], at);
		printf("%d answers the free of %d with version %d\n", d, a, at);
		send(ANSWER, a, D.memory[a] & BINDING);
		D.contra = D.contra & ~(1 << (a))
	:: else
	fi
}

/* a block is durable: what waited for it goes on */
inline heard(a)
{
	if
	:: D.owes[a] == 1 ->
		answer_free(a);
		send(ACK, a, D.owed[a] << 9);
		D.owes[a] = 0;
		D.owed[a] = 0
	:: else -> D.owes[a] = (D.owes[a] > 0 -> D.owes[a] - 1 : 0)
	fi;
	if
	:: D.stage[a] == NONE || D.waits[a] == 0
	:: else ->
		D.waits[a]--;
		if
		:: D.waits[a] > 0
		:: else -> go_on(a)
		fi
	fi
}

inline sync()
{
	printf("%d: a block is durable\n", d);
	D.disk[0] = D.block[0];
	D.disk[1] = D.block[1];
	D.block[0] = D.block[2];
	D.block[1] = D.block[3];
	D.block[2] = 0;
	D.block[3] = 0;
	D.blocks--;
	D.begin_waits = (D.begin_waits > 0 -> D.begin_waits - 1 : 0);
	D.condemned = ((D.disk[0] & FLAG) -> 0 : D.condemned);
	if
	:: D.leave_waits > 0 ->
		D.leave_waits--;
		if
		:: D.leave_waits == 0 -> say_leave()
		:: else
		fi
	:: else
	fi;
	heard(0);
	heard(1);
	if
	:: D.in == 1 ->
		D.in_waits--;
		if
		:: D.in_waits == 0 ->
			answer_free(0);
			answer_free(1);
			send(BATCH_SAFE, 0, 0);
			D.in = 2;
			batch_done()
		:: else
		fi
	:: else
	fi
}

/* ---- rbs/receive.c ---- */

inline saw(version)
{
	D.clock = MAX(D.clock, (version) / 2)
}

/* an alone change stands no more when something was written after its own record */
inline overtake(a)
{
#ifndef OVERTAKEN
	if
	:: D.stage[a] == WRITTEN && !D.paired[a] ->
		D.flight[a] = PUT(D.flight[a], 14, 31, NO_VERSION)
	:: else
	fi
#else
	skip
#endif
}

inline owe(a, version)
{
	D.owes[a] = D.blocks;
	D.owed[a] = version
}

#ifdef NO_CROSSING
#define OURS_STANDS(a) false
#else
#define OURS_STANDS(a) (D.stage[a] == ASKED && HOME(d, a))
#endif

/* a promise to another client, made alone, of which the peer may not know */
#ifdef BLIND_JUDGE
#define IS_PROMISED(held, b) false
#else
#define IS_PROMISED(held, b) (STATE(b) == LEASED && ELSEWHERE(held, WHO(b)) && \
	!(LASTS(held) && WHO(held) == WHO(b)))
#endif

inline judge(a)
{
	late = 0;
	w = D.frame[0];
	x = D.memory[a];
	printf("%d judges %d: version %d replaces %d, held %d\n", d, a, VERSION(w), REPLACES(w),
		VERSION(x));
	if
	:: VERSION(x) == VERSION(w) ||
	   (!OURS_STANDS(a) && !IS_PROMISED(x, w) && REPLACES(w) >= VERSION(x)) ->
		c = VERSION(w);
		saw(c);
		put_binding(D.memory[a], w);
		note_acked(D.memory[a], c);
		overtake(a);
		append(a, D.memory[a]);
		owe(a, c)
	:: else -> send(REFUSE, a, x & BINDING)
	fi
}

/* lease_contradicts, lease_outlives */
#ifdef ACK_FIRST
#define CONTRADICTS(mine, b) false
#else
#define CONTRADICTS(mine, b) (STATE(b) == FREE && VERSION(mine) > 0 && \
	(PROMISED(mine) > MCLT && PROMISED(mine) > PROMISED(b) || \
	 PROMISED(mine) <= PROMISED(b) && LASTS(mine) && ACKED(mine) != VERSION(mine)))
#endif
#define IS_GIVEN_UP(mine, b, a) (STATE(b) == RELEASED && WHO(b) == WHO(mine) && \
	told[WHO(mine) * 2 + (a)] == 0)
#define OUTLIVES(mine, b, a) (LASTS(mine) && VERSION(b) > VERSION(mine) && \
	(NAMES(b, WHO(mine)) -> EXPIRY(b) < EXPIRY(mine) : \
	 (ACKED(mine) != VERSION(mine) || PROMISED(mine) > MCLT) && !LASTS(b) && \
	 !IS_GIVEN_UP(mine, b, a)))

/* node/bind/peer_records.c: `before` is made the newer record, beside the promises that joined */
inline restore(a)
{
	assert(D.clock < 14);
	D.clock++;
	at = 2 * D.clock + d;
	printf("%d restores its record of %d: version %d\n", d, a, at);
	k = D.memory[a] & (15 << 5);
	D.memory[a] = (D.memory[a] & ~BINDING) | (before & BINDING & ~(15 << 5)) | k;
	D.memory[a] = PUT(D.memory[a], 9, 31, at);
	D.memory[a] = PUT(D.memory[a], 23, 31, at);
	D.note[a] = (D.out > 0)
}

/* the record in w, for address a; x: what is to be written */
inline merge(a)
{
	late = 0;
	c = VERSION(w);
	saw(c);
	before = D.memory[a];
	D.contra = (CONTRADICTS(before, w) -> D.contra | 1 << (a) : D.contra);
	settle(before);
	y = before;
	merge_binding(y, w);
	x = LAST(a);
	if
	:: (before & BINDING) != (y & BINDING) ->
		D.memory[a] = y;
		note_acked(D.memory[a], c);
#ifndef NO_RESTORE
		if
		:: OUTLIVES(before, w, a) -> restore(a)
		:: else
		fi;
#endif
		x = D.memory[a];
		overtake(a)
	:: else ->
		y = D.memory[a];
		note_acked(D.memory[a], c);
		if
		:: y == D.memory[a]
		:: VERSION(x) == c -> note_acked(x, c)
		:: else -> note_void(x)
		fi
	fi
}

inline take_note(a)
{
	printf("%d merges a note of %d\n", d, a);
	w = D.frame[0];
	merge(a);
	append(a, x);
	owe(a, c)
}

inline take_answer(a)
{
	printf("%d merges an answer of %d\n", d, a);
	w = D.frame[0];
	merge(a);
	append(a, x)
}

inline take_batch()
{
	printf("%d takes a batch\n", d);
	w = D.frame[0];
	merge(0);
	D.block[D.blocks * 2] = x;
	w = D.frame[1];
	merge(1);
	D.block[D.blocks * 2 + 1] = x;
	D.blocks++;
	D.in = 1;
	D.in_waits = D.blocks;
	next_frame()
}

inline take_ack(a)
{
	printf("%d has an ACK of %d\n", d, a);
	c = VERSION(D.frame[0]);
	if
	:: D.stage[a] == ASKED && VERSION(D.flight[a]) == c -> take_safe(a)
	:: else -> note_acked(D.memory[a], c)
	fi
}

inline take_refusal(a)
{
	printf("%d has a refusal of %d\n", d, a);
	assert(D.stage[a] == ASKED);
	w = D.frame[0];
	merge(a);
#ifdef IGNORE_REFUSAL
	take_safe(a)
#else
	make_void(a);
	append(a, D.memory[a]);
	end_change(a)
#endif
}

inline take_batch_safe()
{
	printf("%d: the batch was taken\n", d);
	D.out = 2;
	note_acked(D.memory[0], D.batch[0]);
	note_acked(D.memory[1], D.batch[1]);
	batch_done()
}

inline send_batch()
{
	printf("%d sends its batch\n", d);
	send(BATCH, 0, D.memory[0] & BINDING);
	send(BATCH, 1, D.memory[1] & BINDING);
	D.batch[0] = VERSION(D.memory[0]);
	D.batch[1] = VERSION(D.memory[1]);
	D.note[0] = 0;
	D.note[1] = 0;
	D.out = 1
}

/* ---- rbs/link.c, node/bind/recovery.c ---- */

inline sent_all(word)
{
#ifndef NO_SENT_ALL
	at = VERSION(word);
	if
	:: at > ACKED(word) -> note_sent(word, at)
	:: else
	fi
#else
	skip
#endif
}

/* pair_lost: it acknowledges nothing any more */
inline lose_disk(said)
{
	if
	:: said ->
		D.lost = LOST_UNTAUGHT;
		D.longer = LENGTH + MCLT;
		D.strange = 0;
		D.memory[0] = D.memory[0] & ~(511 << 14);
		D.memory[1] = D.memory[1] & ~(511 << 14)
	:: else
	fi
}

/* told_so: the peer says in HELLO that it had declared this device down; disk_gone: one of the pair
 * has a new one */
inline begin_session(told_so, disk_gone)
{
	printf("%d begins a session, told %d\n", d, told_so);
	D.session = 1;
	D.declared = 0;
	D.down = 0;
	lose_disk(disk_gone);
	sent_all(D.memory[0]);
	sent_all(D.memory[1]);
#ifdef TOLD_FORGOTTEN
	D.condemned = (told_so -> 0 : D.condemned);
#else
	D.memory[0] = (told_so -> D.memory[0] | FLAG : D.memory[0]);
#endif
	w = LAST(0);
	x = LAST(1);
	sent_all(w);
	sent_all(x);
	D.block[D.blocks * 2] = (w & ~FLAG) | (D.memory[0] & FLAG);
	D.block[D.blocks * 2 + 1] = x;
	D.blocks++;
	D.begin_waits = D.blocks
}

/* keeps: so many blocks not known to be durable came through */
inline crash(keeps)
{
	printf("%d crashes\n", d);
	if
	:: keeps == 0
	:: else ->
		D.disk[0] = D.block[(keeps - 1) * 2];
		D.disk[1] = D.block[(keeps - 1) * 2 + 1]
	fi;
	forget_session();
	D.up = 0;
	D.careful = 0;
	D.asked = 0;
	D.leave_waits = 0;
	D.left = 0;
	D.memory[0] = 0;
	D.memory[1] = 0;
	D.block[0] = 0;
	D.block[1] = 0;
	D.block[2] = 0;
	D.block[3] = 0;
	D.blocks = 0;
	end_change(0);
	end_change(1)
}

inline start()
{
	printf("%d starts\n", d);
	D.up = 1;
	D.careful = 1;
	D.memory[0] = D.disk[0];
	D.memory[1] = (D.lost > 0 -> D.disk[1] | FLAG : D.disk[1]);
	D.longer = (D.lost > 0 -> LENGTH + MCLT : 0);
	D.lost = (D.lost > 0 -> LOST_UNTAUGHT : 0);
#ifdef REUSE_VERSION
	D.clock = MAX(VERSION(D.disk[0]), VERSION(D.disk[1])) / 2
#endif
}

inline declare()
{
	printf("%d declares its peer down\n", d);
	late = 0;
	downs--;
#ifdef SHORT_FORFEIT
	take_down(MCLT);
#else
	take_down((FORFEITED(d) -> LENGTH + MCLT : MCLT));
#endif
	P.condemned = 1
}

/* SIGTERM: what was written becomes durable, the peer hears that the session ends */
inline stop()
{
	printf("%d stops\n", d);
#ifdef BYE_AT_STOP
	if
	:: IS_PAIRED(d) && P.session -> send(BYE, 0, 0)
	:: else
	fi;
#endif
	k = D.blocks;
	crash(k)
}

/* What the disk alone had promised is told, and on no disk any more. */
inline lose(a, c)
{
	if
	:: told[(c) * 2 + (a)] > 0 && !ON_DISK(1 - d, a, c) -> gone[(c) * 2 + (a)] = 1
	:: else
	fi
}

inline wipe()
{
	printf("%d has a new disk\n", d);
	lose(0, 0);
	lose(0, 1);
	lose(1, 0);
	lose(1, 1);
	D.lost = 0;
	D.longer = 0;
	D.strange = 1;
	D.declared = 0;
	D.unmet = 0;
	D.down = 0;
	D.disk[0] = 0;
	D.disk[1] = FLAG;
#ifdef LOW_START
	D.clock = 0
#else
	D.clock = MAX(D.clock, P.clock) + OPS - used + 1
#endif
}

/* ---- time ---- */

#define OLDER_FIELD(w, at) ((FIELD(w, at, 3) > 0) << (at))
#define ANY_TIME(d) (dev[d].down > 0 || dev[d].longer > 0 || (dev[d].lost & 1) != dev[d].lost >> 1 || \
	((dev[d].flight[0] | dev[d].flight[1]) & FLIGHT_TIMES) != 0 || \
	((dev[d].memory[0] | dev[d].memory[1] | dev[d].disk[0] | dev[d].disk[1] | \
	  dev[d].block[0] | dev[d].block[1] | dev[d].block[2] | dev[d].block[3]) & TIMES) != 0)

inline older_binding(word)
{
	word = word - OLDER_FIELD(word, 3) - OLDER_FIELD(word, 5);
	word = (PROMISED(word) <= MCLT -> PUT(word, 7, 3, 0) : word)
}

inline older_word(word)
{
	older_binding(word);
	word = word - OLDER_FIELD(word, 16) - OLDER_FIELD(word, 28)
}

#define CARRIES_TIMES(f) (KIND(f) != ACK && KIND(f) != BATCH_SAFE && KIND(f) != BYE)

inline older_frame(word)
{
	if
	:: CARRIES_TIMES(word) -> older_binding(word)
	:: else
	fi
}

inline older_device()
{
	for (at : 0 .. 1) {
		older_word(D.memory[at]);
		older_word(D.disk[at]);
		older_word(D.block[at]);
		older_word(D.block[at + 2]);
		older_binding(D.flight[at])
	}
#ifndef READ_LATE
	for (at : 0 .. FRAMES - 1) {
		older_frame(D.frame[at])
	}
#endif
	D.down = (D.down > 0 -> D.down - 1 : 0);
	D.longer = (D.longer > 0 -> D.longer - 1 : 0);
	D.lost = (D.lost == LOST_UNTAUGHT || D.lost == 0 -> D.lost : D.lost - 1)
}

inline older_promises()
{
	for (at : 0 .. 3) {
		told[at] = (told[at] > 0 -> told[at] - 1 : 0);
		gone[at] = gone[at] && told[at] > 0;
		safely[at] = (safely[at] > 0 -> safely[at] - 1 : 0)
	}
}

/* ---- what can happen ---- */

#ifdef ONLY
#define IN_PLAY(a) ((a) == ONLY)
#else
#define IN_PLAY(a) true
#endif

#define MAY_BEGIN(a) (IN_PLAY(a) && D.up && D.stage[a] == NONE && HAS_ROOM && used < OPS)
#define MAY_ASK(a, c) (MAY_BEGIN(a) && ((c) == 0 || used > 0) && \
	told[(c) * 2 + 1 - (a)] == 0 && MAY_GIVE(d, a, D.memory[a], c) && \
	(!HAS_FRESH_PEER(d) || IS_SILENT(d, a, c)) && \
	told[(c) * 2 + (a)] < LENGTH && PROMISE(d, D.memory[a], c) > 0)
#define MAY_RELEASE(a) (MAY_BEGIN(a) && STATE(D.memory[a]) == LEASED && \
	told[WHO(D.memory[a]) * 2 + (a)] > 0)
#ifdef READ_LATE
#define PROMPT true
#else
#define PROMPT !late
#endif
#define WAITS_FOR_ACK(a) (D.stage[a] == WRITTEN && D.waits[a] == 0 && D.owes[a] == 0 && \
	!D.note[a] && D.in != 1)

inline ask(a, client)
{
	before = PROMISE(d, D.memory[a], client) + MCLT;
#ifdef QUARREL
	k = (COVERS(D.memory[a], client, 1) -> HELD : 0);
	begin(a, LEASED, client, before);
	D.flight[a] = D.flight[a] | k;
#else
	begin(a, LEASED, client, before);
#endif
	skip
}

inline release(a)
{
	before = WHO(D.memory[a]);
	told[before * 2 + (a)] = 0;
	safely[before * 2 + (a)] = 0;
	P.flight[a] = (P.stage[a] != NONE && WHO(P.flight[a]) == before -> P.flight[a] | DEAF :
		P.flight[a]);
	begin(a, RELEASED, before, MCLT)
}

inline free(a)
{
	before = EXPIRY(D.memory[a]);
	c = WHO(D.memory[a]);
	begin(a, FREE, c, before)
}

inline receive()
{
	before = ADDRESS(D.frame[0]);
	if
	:: KIND(D.frame[0]) == UPDATE && before == 0 -> judge(0)
	:: KIND(D.frame[0]) == UPDATE && before == 1 -> judge(1)
	:: KIND(D.frame[0]) == ACK && before == 0 -> take_ack(0)
	:: KIND(D.frame[0]) == ACK && before == 1 -> take_ack(1)
	:: KIND(D.frame[0]) == REFUSE && before == 0 -> take_refusal(0)
	:: KIND(D.frame[0]) == REFUSE && before == 1 -> take_refusal(1)
	:: KIND(D.frame[0]) == NOTE && before == 0 -> take_note(0)
	:: KIND(D.frame[0]) == NOTE && before == 1 -> take_note(1)
	:: KIND(D.frame[0]) == ANSWER && before == 0 -> take_answer(0)
	:: KIND(D.frame[0]) == ANSWER && before == 1 -> take_answer(1)
	:: KIND(D.frame[0]) == BATCH -> take_batch()
	:: KIND(D.frame[0]) == BATCH_SAFE -> take_batch_safe()
	:: KIND(D.frame[0]) == BYE -> take_bye()
	fi;
	if
	:: D.frames > 0 -> next_frame()
	:: else
	fi
}

proctype device(bit d)
{
end:	do
	/* clients */
	:: d_step { MAY_ASK(0, 0) -> ask(0, 0) }
	:: d_step { MAY_ASK(0, 1) -> ask(0, 1) }
	:: d_step { MAY_ASK(1, 0) -> ask(1, 0) }
	:: d_step { MAY_ASK(1, 1) -> ask(1, 1) }
	:: d_step { MAY_RELEASE(0) -> release(0) }
	:: d_step { MAY_RELEASE(1) -> release(1) }
	:: d_step { MAY_BEGIN(0) && MAY_FREE(d, 0, D.memory[0]) -> free(0) }
	:: d_step { MAY_BEGIN(1) && MAY_FREE(d, 1, D.memory[1]) -> free(1) }
	/* disk */
	:: d_step { PROMPT && D.blocks > 0 && MAY_SEND_ALSO(ANSWERS) -> sync() }
	:: d_step { PROMPT && WAITS_FOR_ACK(0) && MAY_SEND -> hand_over(0) }
	:: d_step { PROMPT && WAITS_FOR_ACK(1) && MAY_SEND -> hand_over(1) }
#ifdef MARK_LATE
	:: d_step { D.stage[0] == WRITTEN && D.paired[0] && D.owes[0] == 0 && !D.note[0] &&
		MAY_SEND -> hand_over(0) }
	:: d_step { D.stage[1] == WRITTEN && D.paired[1] && D.owes[1] == 0 && !D.note[1] &&
		MAY_SEND -> hand_over(1) }
#endif
#ifdef SEND_EARLY
	:: d_step { D.stage[0] == WRITTEN && D.paired[0] && MAY_SEND -> hand_over(0) }
	:: d_step { D.stage[1] == WRITTEN && D.paired[1] && MAY_SEND -> hand_over(1) }
#endif
#ifdef ACK_EARLY
	:: d_step { D.owes[0] > 0 && MAY_SEND ->
		send(ACK, 0, D.owed[0] << 9); D.owes[0] = 0; D.owed[0] = 0 }
	:: d_step { D.owes[1] > 0 && MAY_SEND ->
		send(ACK, 1, D.owed[1] << 9); D.owes[1] = 0; D.owed[1] = 0 }
#endif
#ifdef ANSWER_EARLY
	:: d_step { D.stage[0] == KEPT -> answer_kept(0) }
	:: d_step { D.stage[1] == KEPT -> answer_kept(1) }
	:: d_step { D.stage[0] == WRITTEN && !D.paired[0] && HAS_ROOM -> apply_alone(0) }
	:: d_step { D.stage[1] == WRITTEN && !D.paired[1] && HAS_ROOM -> apply_alone(1) }
#endif
	/* the session */
	:: d_step { PROMPT && D.session && D.out == 0 && D.begin_waits == 0 && D.in != 1 &&
		D.owes[0] == 0 && D.owes[1] == 0 && MAY_SEND_BATCH -> send_batch() }
	:: d_step { PROMPT && D.note[0] && D.owes[0] == 0 && D.in != 1 && MAY_SEND ->
		send(NOTE, 0, D.memory[0] & BINDING); D.note[0] = 0 }
	:: d_step { PROMPT && D.note[1] && D.owes[1] == 0 && D.in != 1 && MAY_SEND ->
		send(NOTE, 1, D.memory[1] & BINDING); D.note[1] = 0 }
	:: d_step { (PROMPT || CARRIES_TIMES(D.frame[0])) && D.frames > 0 && HAS_ROOM &&
		MAY_SEND -> receive() }
	:: d_step { PROMPT && D.session && !P.session && HAS_ROOM -> drop() }
	/* a start, the end of its delay, an operator */
	:: d_step { PROMPT && !D.up -> start() }
#if LEAVES
	:: d_step { PROMPT && leaves > 0 && used < OPS && D.up && IS_PAIRED(d) && !D.asked && HAS_ROOM &&
		MAY_SEND -> leaves--; ask_leave() }
	:: d_step { PROMPT && D.left -> printf("%d joins\n", d); D.left = 0 }
#endif
#if OUTS
	:: d_step { PROMPT && outs > 0 && used < OPS && D.up && !D.outside &&
		D.blocks + D.asked < BLOCKS ->
		outs--; printf("%d takes its pool out of the pair\n", d); drop(); D.outside = 1 }
	:: d_step { PROMPT && D.outside -> printf("%d puts its pool back\n", d); D.outside = 0 }
#endif
#if STOPS
	:: d_step { PROMPT && stops > 0 && D.up && MAY_SEND -> stops--; stop() }
#endif
#if WIPES
	:: d_step { PROMPT && wipes > 0 && !D.up && !P.session && P.stage[0] != KEPT &&
		P.stage[1] != KEPT ->
		wipes--; wipe() }
#endif
	:: d_step { PROMPT && used < OPS && D.careful && !D.condemned && !D.session -> D.careful = 0 }
	:: d_step { downs > 0 && used < OPS && D.up && !D.session && !P.up && !D.declared -> declare() }
	od
}

#define UP_AND_PAIRED(d) (dev[d].up && IS_PAIRED(d) && dev[d].frames == 0 && \
	dev[d].blocks == 0 && dev[d].stage[0] == NONE && dev[d].stage[1] == NONE && \
	!DOUBTFUL(dev[d].memory[0]) && !DOUBTFUL(dev[d].memory[1]) && \
	!FORFEITED(d) && !FRESH(d) && !dev[d].unmet)
#define IS_ASKED(d) (dev[d].stage[0] == ASKED || dev[d].stage[1] == ASKED)
#define STANDS_AT(d, a, c) (told[(c) * 2 + (a)] == 0 || gone[(c) * 2 + (a)] || NAMES(dev[d].memory[a], c))
#define ALL_STAND(d) (STANDS_AT(d, 0, 0) && STANDS_AT(d, 1, 0) && STANDS_AT(d, 0, 1) && \
	STANDS_AT(d, 1, 1))
#define EQUAL(a) (((dev[0].memory[a] ^ dev[1].memory[a]) & BINDING & ~(TIMES | 3 << 7)) == 0)

proctype world()
{
	byte d;
end:	do
	:: d_step { !ALL_IS_WELL -> check() }
	:: d_step { (used < OPS || IS_ASKED(0) || IS_ASKED(1)) && (ANY_TIME(0) || ANY_TIME(1)) ->
		printf("time passes\n");
		d = 0; older_device(); d = 1; older_device(); d = 0;
		older_promises();
		late = 1 }
	:: d_step { PROMPT && dev[0].up && dev[1].up && !(dev[0].session && dev[1].session) &&
		!(dev[0].left || dev[1].left || dev[0].outside || dev[1].outside) &&
		dev[0].blocks + dev[0].asked < BLOCKS && dev[1].blocks + dev[1].asked < BLOCKS ->
		o = dev[0].strange || dev[1].strange;
		d = 0; drop(); d = 1; drop(); begin_session(dev[0].unmet, o); d = 0;
		begin_session(dev[1].unmet, o) }
	:: d_step { PROMPT && cuts > 0 && dev[0].session && dev[0].blocks < BLOCKS ->
		cuts--; d = 0; drop() }
	:: d_step { PROMPT && cuts > 0 && dev[1].session && dev[1].blocks < BLOCKS ->
		cuts--; d = 1; drop(); d = 0 }
	:: d_step { PROMPT && crashes > 0 && dev[0].up -> crashes--; d = 0; crash(0) }
	:: d_step { PROMPT && crashes > 0 && dev[0].blocks >= 1 -> crashes--; d = 0; crash(1) }
	:: d_step { PROMPT && crashes > 0 && dev[0].blocks >= 2 -> crashes--; d = 0; crash(2) }
	:: d_step { PROMPT && crashes > 0 && dev[1].up -> crashes--; d = 1; crash(0); d = 0 }
	:: d_step { PROMPT && crashes > 0 && dev[1].blocks >= 1 -> crashes--; d = 1; crash(1); d = 0 }
	:: d_step { PROMPT && crashes > 0 && dev[1].blocks >= 2 -> crashes--; d = 1; crash(2); d = 0 }
	:: timeout && PROMPT ->
		connected = UP_AND_PAIRED(0) && UP_AND_PAIRED(1);
		assert(connected);
		equal = EQUAL(0) && EQUAL(1);
		assert(equal);
		stands = ALL_STAND(0) && ALL_STAND(1);
		ASSERT(stands);
		break
	od
}

/* Histories that are too long to be found from the beginning, as far as they matter. */
#ifdef FOLDER
/* Device 0 lost its disk; while they were cut apart it gave address 0 to client 1, was given it
 * back and freed it. Device 1 remembers that client 0 gave it back. */
#define BEGIN_APART true
#define WORD(d) ((d) == 0 -> FREE | 1 << 2 | 8 << 9 : \
	RELEASED | 5 << 9 | RELEASED << 14 | 5 << 18 | 5 << 23)
#define FRESH_FLAG(d) ((d) == 0 -> FLAG : 0)
#define NOT_MET(d) ((d) == 0)
#define CLOCK 4
#endif
#ifdef LENGTHENED
/* Both knew that client 0 has address 0 for one MCLT more; device 1, cut off, lengthened that by as
 * much, as R4 allows, and lost its disk. */
#define BEGIN_APART true
#define WORD(d) ((d) == 0 -> LEASED | 2 << 3 | 4 << 9 | LEASED << 14 | 2 << 16 | 4 << 18 | 4 << 23 : 0)
#define FRESH_FLAG(d) ((d) == 1 -> FLAG : 0)
#define NOT_MET(d) ((d) == 1)
#define CLOCK 4
#endif
#ifdef QUARREL
/* Device 1 declared device 0 down, which was not, and gave address 0 to client 1, while device 0
 * lengthened the lease of client 0 by MCLT. */
#define BEGIN_APART true
#define WORD(d) ((d) == 0 -> LEASED | 2 << 3 | 2 << 5 | 1 << 7 | 2 << 9 : \
	LEASED | 1 << 2 | 3 << 3 | 3 << 5 | 2 << 7 | 9 << 9)
#define FRESH_FLAG(d) 0
#define NOT_MET(d) 0
#define CLOCK 4
#endif

init {
	d_step {
#ifdef BEGIN_APART
		for (at : 0 .. 1) {
			dev[at].up = 1;
			dev[at].clock = CLOCK;
			dev[at].strange = NOT_MET(at);
			dev[at].memory[0] = WORD(at);
			dev[at].memory[1] = FRESH_FLAG(at);
			dev[at].disk[0] = dev[at].memory[0];
			dev[at].disk[1] = dev[at].memory[1]
		}
#ifdef LENGTHENED
		told[0] = 2;
		gone[0] = 1
#endif
#ifdef QUARREL
		told[0] = 1;
		told[2] = 2
#endif
#else
		for (at : 0 .. 1) {
			dev[at].up = 1;
			dev[at].session = 1;
			dev[at].in = 2;
			dev[at].out = 2
		}
#endif
	}
	atomic { run device(0); run device(1); run world() }
}
