/* test/model/pair.pml -- the rules R1-R6, R8, R9 of a pair as a model for spin: two devices, two
 * addresses (one is home to each), two clients. `make model` explores it completely.
 *
 * What stands for what in src/:
 *
 *	proctype device    one device: a client's question is decided (MAY_GIVE, PROMISE, MAY_FREE:
 *	                   lease/rules.c), becomes a change (begin, sync, heard: node/bind/change.c,
 *	                   node/bind/writer.c), is judged by the peer (judge, merge: rbs/receive.c,
 *	                   lease_merge); batches (rbs/send.c); what a start reads (node/bind/recovery.c)
 *	proctype world     time, crashes, cuts, new connections; and, when nothing can happen any
 *	                   more, the question whether all is well
 *
 * A change, paired: WRITTEN (SENT is in a block), block durable, ASKED (UPDATE under way), the
 * peer's ACK, KEPT (applied, RECORD in a block), block durable, answer. Alone: WRITTEN (RECORD in a
 * block), block durable, applied and answered. STANDS asks again whether what was decided on is
 * still so.
 *
 * What is promised (check() after every step that could break it):
 *
 *	one_client    I1  nobody is told an address that another client still holds
 *	known         I2  what was acknowledged while Connected stands, with that client and at
 *	                  least that long, in the memory of every device that is up and on both disks
 *	renews        I2  and who was told it while Connected is given it again, by whichever device it
 *	                  asks
 *	on_disk       I3  what was acknowledged stands on a disk
 *	no_wrong_nak  R7  no device would refuse a client that holds its address
 *	connected, equal  I6, I4  when questions and faults have run out, every history ends with both
 *	                  devices up, Connected, nothing in doubt, and equal tables
 *
 * The graph has no cycles (questions, faults and what must follow them are finite), so the last one
 * is about every path: no state is a trap.
 *
 * What is left out, and why nothing is lost by it:
 *
 *	roles       any device that is up may be asked anything: safety must not depend on VRRP
 *	time        in MCLTs; a lease is LENGTH of them. Expiries count down to 0 together and stay
 *	            there: EXPIRY is what is left + MCLT, so 0 is "MCLT ago". The drift allowance is
 *	            the step of this time. What is under way ages too: a session that was silent for
 *	            its dead time is dropped before it is read. Time concerns decisions and the judge
 *	            only, so it passes right before one of them (`late`): any other order comes
 *	            to the same
 *	clocks      of a machine that booted anew: times compare here (lease/rules.c waits for the
 *	            latest a time can be, promises by the earliest)
 *	disk        blocks become durable in order; a crash keeps any number of the first ones. BLOCKS
 *	            is how many may wait. ACKED marks are not written: they only make a device bolder
 *	doubt       a device knows here what its update in doubt promises; lease/rules.c does not, and
 *	            waits a longest lease instead, which is never shorter
 *	judge       the home device's change stands here from when it is sent; rbs/receive.c lets
 *	            it stand from when it is decided
 *	batch       both addresses in one frame, never a part of them
 *	HELLO       both ends begin a session at once, and never with frames of an older one; the
 *	            two ends of a broken one notice by themselves, and late, and read what has arrived
 *	clients     one that holds an address asks for no other, and not before time has passed;
 *	            client 1 speaks after client 0 (they are alike)
 *	conflicts   no DECLINE, no probe, no BYE, no static binding
 *	Partner-down  is declared only while the peer is down, and the one declared down gives
 *	            nothing new until its next batch: what I1 presumes (docs/guarantees.md)
 *
 * Bounds: OPS decisions (grants, renewals, ends), CRASHES, CUTS, DOWNS declarations; ONLY=a leaves
 * the other address alone, for deeper histories. test/model/run names the bounds explored, and the
 * copies with one rule taken away (the names after #ifdef below). */

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

/* ---- a binding in one word ----
 *
 *	bits  0 2 1  3 2     5 2       7 5      12 2         14 2          16 5   21 5  26 2
 *	      state who expiry promised version acked.state acked.expiry acked  sent  doubt
 *
 * promised: a promise the peer did not acknowledge. doubt: what an update that is under way, or of
 * which the peer's word is missing, promises. Flights and frames: 12 5 replaces. */

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
#define VERSION(w) FIELD(w, 7, 31)
#define ACKED_STATE(w) FIELD(w, 12, 3)
#define ACKED_EXPIRY(w) FIELD(w, 14, 3)
#define ACKED(w) FIELD(w, 16, 31)
#define SENT(w) FIELD(w, 21, 31)
#define DOUBT(w) FIELD(w, 26, 3)
#define REPLACES(w) FIELD(w, 12, 31)

#define BINDING 4095	/* the bits of a binding that go over the wire */
#define ASKING 131071	/* and the version it replaces */
#define TIMES (3 << 3 | 3 << 5 | 3 << 14 | 3 << 26)
#define FLIGHT_TIMES (3 << 3 | 3 << 5)
#define NO_VERSION 31
#define DEAF 131072	/* of a flight: its client has given up waiting for the answer */

#define MAX(a, b) ((a) > (b) -> (a) : (b))
#define MIN(a, b) ((a) < (b) -> (a) : (b))
#define LEFT(e) ((e) > MCLT -> (e) - MCLT : 0)
#define LATEST(w) MAX(MAX(EXPIRY(w), PROMISED(w)), DOUBT(w))
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
#define FRAME(kind, a, word) ((kind) << 18 | (a) << 17 | (word))
#define KIND(f) FIELD(f, 18, 7)
#define ADDRESS(f) FIELD(f, 17, 1)

typedef Device {
	bit up, careful, declared, condemned, session;
	unsigned down : 1;	  /* of a declaration: MCLT has not passed */
	unsigned clock : 4;	  /* versions; survives a crash */
	unsigned out : 2;	  /* own batch: 1 sent, 2 safe there */
	unsigned in : 2;	  /* the peer's batch: 1 taken, 2 safe here */
	unsigned in_waits : 2;	  /* for so many blocks */
	unsigned begin_waits : 2; /* SENT_ALL, for so many blocks */
	unsigned blocks : 2;
	unsigned frames : 3;
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
byte used;
bit late; /* time has just passed */
byte crashes = CRASHES;
byte cuts = CUTS;
byte downs = DOWNS;

hidden int w; /* scratch, without meaning between two steps */
hidden int x;
hidden int before;
hidden byte at;
hidden byte c;
hidden int k;
hidden byte one_client;
hidden byte known;
hidden byte renews;
hidden byte on_disk;
hidden byte no_wrong_nak;
hidden byte connected;
hidden byte equal;

#define D dev[d]
#define P dev[1 - d]
#define IS_PAIRED(d) (dev[d].session && dev[d].in == 2 && dev[d].out == 2)
#define HOME(d, a) ((d) == (a))

/* ---- lease/rules.c ---- */

#define HOLDS(w, c) (STATE(w) != FREE && WHO(w) == (c))
#define PEER_THINKS_FREE(w) (ACKED_STATE(w) == FREE && SENT(w) <= ACKED(w))
#ifdef DOUBT_SILENT
#define IS_OVER(w) true
#else
#define IS_OVER(w) (STATE(w) != LEASED || EXPIRY(w) <= MCLT)
#endif
#define END_IS_DOUBTFUL(d, w) (!IS_PAIRED(d) && DOUBTFUL(w) && IS_OVER(w))
#define ENDED(w) (STATE(w) == RELEASED -> PROMISED(w) : LATEST(w))
#define WAITED(d, w) (dev[d].declared && LATEST(w) == 0 && dev[d].down == 0)

#ifdef NO_HALF
#define OWN_HALF(d, a, w) PEER_THINKS_FREE(w)
#else
#ifdef REUSE_INTERRUPTED
#define OWN_HALF(d, a, w) HOME(d, a)
#else
#define OWN_HALF(d, a, w) (HOME(d, a) && PEER_THINKS_FREE(w))
#endif
#endif

#define MAY_GIVE(d, a, w, c) ((HOLDS(w, c) && !END_IS_DOUBTFUL(d, w)) || \
	(!dev[d].careful && !(ENDED(w) > MCLT && !(STATE(w) == FREE && WHO(w) == (c))) && \
	 (IS_PAIRED(d) || OWN_HALF(d, a, w) || WAITED(d, w))))

#ifdef NO_MCLT
#define INTERRUPTED(w) LENGTH
#else
#define INTERRUPTED(w) MIN(LENGTH, MCLT + \
	(ACKED_STATE(w) == LEASED -> LEFT(ACKED_EXPIRY(w)) : 0))
#endif
#define CAREFUL(w, c) (NAMES(w, c) -> MIN(LENGTH, LEFT(EXPIRY(w))) : 0)
#define PROMISE(d, w, c) (dev[d].careful -> CAREFUL(w, c) : \
	(IS_PAIRED(d) || dev[d].declared -> LENGTH : INTERRUPTED(w)))

#define MAY_FREE(d, w) (!dev[d].careful && STATE(w) != FREE && \
	(STATE(w) == RELEASED || LATEST(w) <= MCLT) && (IS_PAIRED(d) || WAITED(d, w)))

/* ---- what is promised ---- */

#define COVERS(w, c, length) (NAMES(w, c) && LEFT(EXPIRY(w)) >= (length))
#define KNOWN(d, a, c) (safely[(c) * 2 + (a)] == 0 || \
	((!dev[d].up || COVERS(dev[d].memory[a], c, safely[(c) * 2 + (a)])) && \
	 COVERS(dev[d].disk[a], c, safely[(c) * 2 + (a)])))
#define ON_DISK(d, a, c) (WHO(dev[d].disk[a]) == (c) && \
	(LEFT(PROMISED(dev[d].disk[a])) >= told[(c) * 2 + (a)] || \
	 COVERS(dev[d].disk[a], c, told[(c) * 2 + (a)])))
#define ON_A_DISK(a, c) (told[(c) * 2 + (a)] == 0 || ON_DISK(0, a, c) || ON_DISK(1, a, c))
#define NO_NAK(d, a, c) (told[(c) * 2 + (a)] == 0 || !dev[d].up || dev[d].careful || \
	!NAMES(dev[d].memory[a], 1 - (c)) || EXPIRY(dev[d].memory[a]) <= MCLT || \
	!(IS_PAIRED(d) || HOME(d, a)))

#define RENEWS(d, a, c) (safely[(c) * 2 + (a)] == 0 || !dev[d].up || \
	(MAY_GIVE(d, a, dev[d].memory[a], c) && PROMISE(d, dev[d].memory[a], c) > 0))

inline check()
{
	one_client = (told[0] == 0 || told[2] == 0) && (told[1] == 0 || told[3] == 0);
	assert(one_client);
	known = KNOWN(0, 0, 0) && KNOWN(1, 0, 0) && KNOWN(0, 1, 0) && KNOWN(1, 1, 0) &&
		KNOWN(0, 0, 1) && KNOWN(1, 0, 1) && KNOWN(0, 1, 1) && KNOWN(1, 1, 1);
	assert(known);
	renews = RENEWS(0, 0, 0) && RENEWS(1, 0, 0) && RENEWS(0, 1, 0) && RENEWS(1, 1, 0) &&
		RENEWS(0, 0, 1) && RENEWS(1, 0, 1) && RENEWS(0, 1, 1) && RENEWS(1, 1, 1);
	assert(renews);
	on_disk = ON_A_DISK(0, 0) && ON_A_DISK(1, 0) && ON_A_DISK(0, 1) && ON_A_DISK(1, 1);
	assert(on_disk);
	no_wrong_nak = NO_NAK(0, 0, 0) && NO_NAK(1, 0, 0) && NO_NAK(0, 1, 0) && NO_NAK(1, 1, 0) &&
		NO_NAK(0, 0, 1) && NO_NAK(1, 0, 1) && NO_NAK(0, 1, 1) && NO_NAK(1, 1, 1);
	assert(no_wrong_nak)
}

/* ---- lease/record.c, lease/table.c ---- */

inline join_promised(word, until)
{
	word = PUT(word, 5, 3, MAX(PROMISED(word), until))
}

inline note_sent(word, version)
{
	word = (SENT(word) < version -> PUT(word, 21, 31, version) : word)
}

inline note_acked(word, version)
{
	if
	:: VERSION(word) != version
	:: else ->
		word = PUT(word, 12, 3, STATE(word));
		word = PUT(word, 14, 3, EXPIRY(word));
		word = PUT(word, 16, 31, version)
	fi
}

inline note_void(word)
{
	word = PUT(word, 26, 3, 0);
	word = (DOUBTFUL(word) -> PUT(word, 21, 31, MAX(ACKED(word), VERSION(word))) : word)
}

/* the record in `b` stands whole, but for what this device keeps of its peer */
inline put_binding(word, b)
{
	k = PROMISED(word);
	word = (word & ~BINDING) | (b & BINDING);
	join_promised(word, k)
}

inline merge_binding(word, b)
{
	if
	:: VERSION(b) > VERSION(word) -> put_binding(word, b)
	:: else -> k = PROMISED(b); join_promised(word, k)
	fi
}

/* ---- frames ---- */

#define MAY_SEND (!P.session || P.frames < FRAMES)
#define MAY_SEND_BATCH (!P.session || P.frames < FRAMES - 1)

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
	D.clock++;
	printf("%d decides: address %d state %d client %d expiry %d version %d paired %d\n",
		d, a, state, who, expiry, 2 * D.clock + d, IS_PAIRED(d));
	x = PUT(D.memory[a], 0, 3, state);
	x = PUT(x, 2, 1, who);
	x = PUT(x, 3, 3, expiry);
	x = PUT(x, 7, 31, 2 * D.clock + d);
	D.paired[a] = IS_PAIRED(d);
	if
	:: state == LEASED && !D.paired[a] -> join_promised(x, expiry)
	:: else
	fi;
	D.flight[a] = (x & BINDING) | VERSION(D.memory[a]) << 12;
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
			D.memory[a] = PUT(D.memory[a], 26, 3, MAX(DOUBT(D.memory[a]), expiry));
			w = PUT(w, 26, 3, MAX(DOUBT(w), expiry))
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
		told[c] = MAX(told[c], k);
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
	D.memory[a] = PUT(D.memory[a], 26, 3, 0);
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
		:: D.owes[a] == 0 && !D.note[a] -> hand_over(a)
		:: else
		fi
	fi
}

inline batch_done()
{
	if
	:: IS_PAIRED(d) ->
		D.careful = 0;
		D.condemned = 0;
		if
		:: !D.paired[0] -> note_void(D.memory[0])
		:: else
		fi;
		if
		:: !D.paired[1] -> note_void(D.memory[1])
		:: else
		fi
	:: else
	fi
}

/* a block is durable: what waited for it goes on */
inline heard(a)
{
	if
	:: D.owes[a] == 1 ->
		send(ACK, a, D.owed[a] << 7);
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
	heard(0);
	heard(1);
	if
	:: D.in == 1 ->
		D.in_waits--;
		if
		:: D.in_waits == 0 -> send(BATCH_SAFE, 0, 0); D.in = 2; batch_done()
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
		D.flight[a] = PUT(D.flight[a], 12, 31, NO_VERSION)
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
#define IS_PROMISED(held, b) (STATE(b) == LEASED && WHO(b) != WHO(held) && PROMISED(held) > MCLT)
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

/* the record in w, for address a; x: what is to be written */
inline merge(a)
{
	c = VERSION(w);
	saw(c);
	before = D.memory[a];
	merge_binding(D.memory[a], w);
	note_acked(D.memory[a], c);
	x = LAST(a);
	if
	:: (before & BINDING) != (D.memory[a] & BINDING) -> x = D.memory[a]; overtake(a)
	:: before == D.memory[a]
	:: else ->
		if
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

inline forget_session()
{
	D.session = 0;
	D.out = 0;
	D.in = 0;
	D.begin_waits = 0;
	D.in_waits = 0;
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
	drop_change(1)
}

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

inline begin_session()
{
	printf("%d begins a session\n", d);
	D.session = 1;
	D.declared = 0;
	D.down = 0;
	sent_all(D.memory[0]);
	sent_all(D.memory[1]);
	w = LAST(0);
	x = LAST(1);
	sent_all(w);
	sent_all(x);
	D.block[D.blocks * 2] = w;
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
	D.memory[1] = D.disk[1];
#ifdef REUSE_VERSION
	D.clock = MAX(VERSION(D.disk[0]), VERSION(D.disk[1])) / 2
#endif
}

/* Versions made from here on beat all that the peer made before. */
inline declare()
{
	printf("%d declares its peer down\n", d);
	late = 0;
	downs--;
	D.declared = 1;
	D.down = 1;
	P.condemned = 1;
#ifndef NO_JUMP
	D.clock = MAX(D.clock, P.clock) + OPS - used
#endif
}

/* ---- time ---- */

#define OLDER_FIELD(w, at) ((FIELD(w, at, 3) > 0) << (at))
#define ANY_TIME(d) (dev[d].down > 0 || \
	((dev[d].flight[0] | dev[d].flight[1]) & FLIGHT_TIMES) != 0 || \
	((dev[d].memory[0] | dev[d].memory[1] | dev[d].disk[0] | dev[d].disk[1] | \
	  dev[d].block[0] | dev[d].block[1] | dev[d].block[2] | dev[d].block[3]) & TIMES) != 0)

inline older_binding(word)
{
	word = word - OLDER_FIELD(word, 3) - OLDER_FIELD(word, 5)
}

inline older_word(word)
{
	older_binding(word);
	word = word - OLDER_FIELD(word, 14) - OLDER_FIELD(word, 26)
}

/* others carry no times */
inline older_frame(word)
{
	if
	:: KIND(word) == ACK || KIND(word) == BATCH_SAFE
	:: else -> older_binding(word)
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
	D.down = 0
}

inline older_promises()
{
	for (at : 0 .. 3) {
		told[at] = (told[at] > 0 -> told[at] - 1 : 0);
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
	told[(c) * 2 + (a)] < LENGTH && PROMISE(d, D.memory[a], c) > 0)
#define MAY_RELEASE(a) (MAY_BEGIN(a) && STATE(D.memory[a]) == LEASED && \
	told[WHO(D.memory[a]) * 2 + (a)] > 0)
#ifdef READ_LATE
#define PROMPT true
#else
#define PROMPT !late
#endif
#define WAITS_FOR_ACK(a) (D.stage[a] == WRITTEN && D.waits[a] == 0 && D.owes[a] == 0 && \
	!D.note[a])

inline ask(a, client)
{
	before = PROMISE(d, D.memory[a], client) + MCLT;
	begin(a, LEASED, client, before);
	check()
}

inline release(a)
{
	before = WHO(D.memory[a]);
	told[before * 2 + (a)] = 0;
	safely[before * 2 + (a)] = 0;
	P.flight[a] = (P.stage[a] != NONE && WHO(P.flight[a]) == before -> P.flight[a] | DEAF :
		P.flight[a]);
	begin(a, RELEASED, before, MCLT);
	check()
}

inline free(a)
{
	before = EXPIRY(D.memory[a]);
	c = WHO(D.memory[a]);
	begin(a, FREE, c, before);
	check()
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
	:: KIND(D.frame[0]) == BATCH -> take_batch()
	:: KIND(D.frame[0]) == BATCH_SAFE -> take_batch_safe()
	fi;
	next_frame();
	check()
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
	:: d_step { MAY_BEGIN(0) && MAY_FREE(d, D.memory[0]) -> free(0) }
	:: d_step { MAY_BEGIN(1) && MAY_FREE(d, D.memory[1]) -> free(1) }
	/* disk */
	:: d_step { PROMPT && D.blocks > 0 && MAY_SEND -> sync(); check() }
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
		send(ACK, 0, D.owed[0] << 7); D.owes[0] = 0; D.owed[0] = 0 }
	:: d_step { D.owes[1] > 0 && MAY_SEND ->
		send(ACK, 1, D.owed[1] << 7); D.owes[1] = 0; D.owed[1] = 0 }
#endif
#ifdef ANSWER_EARLY
	:: d_step { D.stage[0] == KEPT -> answer_kept(0); check() }
	:: d_step { D.stage[1] == KEPT -> answer_kept(1); check() }
	:: d_step { D.stage[0] == WRITTEN && !D.paired[0] && HAS_ROOM -> apply_alone(0); check() }
	:: d_step { D.stage[1] == WRITTEN && !D.paired[1] && HAS_ROOM -> apply_alone(1); check() }
#endif
	/* the session */
	:: d_step { PROMPT && D.session && D.out == 0 && D.begin_waits == 0 && D.owes[0] == 0 &&
		D.owes[1] == 0 && MAY_SEND_BATCH -> send_batch() }
	:: d_step { PROMPT && D.note[0] && D.owes[0] == 0 && MAY_SEND ->
		send(NOTE, 0, D.memory[0] & BINDING); D.note[0] = 0 }
	:: d_step { PROMPT && D.note[1] && D.owes[1] == 0 && MAY_SEND ->
		send(NOTE, 1, D.memory[1] & BINDING); D.note[1] = 0 }
	:: d_step { (PROMPT || KIND(D.frame[0]) == UPDATE) && D.frames > 0 && HAS_ROOM &&
		MAY_SEND -> receive() }
	:: d_step { PROMPT && D.session && !P.session && HAS_ROOM -> drop(); check() }
	/* a start, the end of its delay, an operator */
	:: d_step { PROMPT && !D.up -> start(); check() }
	:: d_step { PROMPT && used < OPS && D.careful && !D.condemned && !D.session -> D.careful = 0 }
	:: d_step { downs > 0 && used < OPS && D.up && !D.session && !P.up && !D.declared -> declare() }
	od
}

#define UP_AND_PAIRED(d) (dev[d].up && IS_PAIRED(d) && dev[d].frames == 0 && \
	dev[d].blocks == 0 && dev[d].stage[0] == NONE && dev[d].stage[1] == NONE && \
	!DOUBTFUL(dev[d].memory[0]) && !DOUBTFUL(dev[d].memory[1]))
#define IS_ASKED(d) (dev[d].stage[0] == ASKED || dev[d].stage[1] == ASKED)
#define EQUAL(a) (((dev[0].memory[a] ^ dev[1].memory[a]) & BINDING & ~TIMES) == 0)

proctype world()
{
	byte d;
end:	do
	:: d_step { (used < OPS || IS_ASKED(0) || IS_ASKED(1)) && (ANY_TIME(0) || ANY_TIME(1)) ->
		late = 1;
		printf("time passes\n");
		d = 0; older_device(); d = 1; older_device(); d = 0;
		older_promises(); check() }
	:: d_step { PROMPT && dev[0].up && dev[1].up && !(dev[0].session && dev[1].session) &&
		dev[0].blocks < BLOCKS && dev[1].blocks < BLOCKS ->
		d = 0; drop(); d = 1; drop(); begin_session(); d = 0; begin_session(); check() }
	:: d_step { PROMPT && cuts > 0 && dev[0].session && dev[0].blocks < BLOCKS ->
		cuts--; d = 0; drop(); check() }
	:: d_step { PROMPT && cuts > 0 && dev[1].session && dev[1].blocks < BLOCKS ->
		cuts--; d = 1; drop(); d = 0; check() }
	:: d_step { PROMPT && crashes > 0 && dev[0].up -> crashes--; d = 0; crash(0); check() }
	:: d_step { PROMPT && crashes > 0 && dev[0].blocks >= 1 -> crashes--; d = 0; crash(1); check() }
	:: d_step { PROMPT && crashes > 0 && dev[0].blocks >= 2 -> crashes--; d = 0; crash(2); check() }
	:: d_step { PROMPT && crashes > 0 && dev[1].up -> crashes--; d = 1; crash(0); d = 0; check() }
	:: d_step { PROMPT && crashes > 0 && dev[1].blocks >= 1 -> crashes--; d = 1; crash(1); d = 0; check() }
	:: d_step { PROMPT && crashes > 0 && dev[1].blocks >= 2 -> crashes--; d = 1; crash(2); d = 0; check() }
	:: timeout && PROMPT ->
		connected = UP_AND_PAIRED(0) && UP_AND_PAIRED(1);
		assert(connected);
		equal = EQUAL(0) && EQUAL(1);
		assert(equal);
		break
	od
}

init {
	d_step {
		for (at : 0 .. 1) {
			dev[at].up = 1;
			dev[at].session = 1;
			dev[at].in = 2;
			dev[at].out = 2
		}
	}
	atomic { run device(0); run device(1); run world() }
}
