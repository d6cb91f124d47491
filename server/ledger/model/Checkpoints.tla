---------------------------- MODULE Checkpoints ----------------------------
(***************************************************************************)
(* append -> checkpoint -> sign -> persist -> witness -> publish, as       *)
(* server/ledger does it, with crashes at every step, power cuts, failed   *)
(* syncs, and copies of the folder that are restored or run side by side.  *)
(* README.md says what was checked.                                        *)
(*                                                                         *)
(* An entry is a number that is given out once; a tree is the sequence of  *)
(* its entries, and stands for size and root hash alike, so that "is       *)
(* consistent with" is "one is a prefix of the other".                     *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Folders,       \* copies of the data folder; FirstFolder is where the log was founded
  FirstFolder,
  Witnesses,
  Quorum,        \* cosignatures that make a checkpoint final; two quorums share a witness when 2 * Quorum > n
  MaxEntries,
  MaxCrashes,
  CanCopy,       \* whether a folder may be copied to another place
  \* What the code does. Each is TRUE there; README.md tells what follows where one is FALSE.
  AcksAfterSync,
  ShowsAfterPersist,
  RewritesLastFrame,
  ChecksSizesAtStart,
  MakesHeadDurableBeforeAsking,
  WitnessPersistsFirst,
  WitnessChecksConsistency

VARIABLES
  wal,       \* per folder: what reads return, and how much of it a power cut leaves
  head,      \* per folder: the last signed checkpoint, as read and as a power cut leaves it
  process,   \* per folder: the process that has it (lock.ts: never two)
  acked,     \* per folder: entries somebody was told are durable, <<position, entry>>
  shown,     \* per folder: checkpoints somebody outside has seen
  witness,   \* per witness: the checkpoint it cosigned last, in its memory and on its disk
  cosigned,  \* <<witness, checkpoint>>: every cosignature ever made
  next, crashes, copied

vars == <<wal, head, process, acked, shown, witness, cosigned, next, crashes, copied>>

Prefix(a, b) == Len(a) <= Len(b) /\ SubSeq(b, 1, Len(a)) = a
Consistent(a, b) == Prefix(a, b) \/ Prefix(b, a)

\* A file: `read` is in the page cache; `durable` on the disk. Where they differ, `isDirty` tells whether the next sync
\* writes the difference; after a failed sync it does not: Linux marks the pages clean.
File(tree) == [read |-> tree, durable |-> tree, isDirty |-> FALSE]
Written(file, tree) == [file EXCEPT !.read = tree, !.isDirty = TRUE]
Synced(file) == IF file.isDirty THEN File(file.read) ELSE file
SyncFailed(file) == [file EXCEPT !.isDirty = FALSE]
\* What a power cut may leave. A frame or a head slot that is cut off is recognised, and counts as not written.
AfterPowerCut(file) == {File(file.durable)} \cup (IF file.isDirty THEN {File(file.read)} ELSE {})

\* up: "down", "asking" (the witnesses, at start), "running", "halted" (signs nothing more).
\* writing: a batch is written and not synced. signing: "no", "signed", "written" (the head, not synced), "durable".
Down == [up |-> "down", durable |-> <<>>, writing |-> FALSE, signing |-> "no", checkpoint |-> <<>>,
         published |-> <<>>, known |-> {}, seen |-> [w \in Witnesses |-> <<>>]]

Init ==
  /\ wal = [f \in Folders |-> File(<<>>)]
  /\ head = [f \in Folders |-> File(<<>>)]
  /\ process = [f \in Folders |-> Down]
  /\ acked = [f \in Folders |-> {}]
  /\ shown = [f \in Folders |-> {}]
  /\ witness = [w \in Witnesses |-> File(<<>>)]
  /\ cosigned = {}
  /\ next = 1 /\ crashes = 0 /\ copied = {FirstFolder}

---------------------------------------------------------------------------
(* The log. *)

IsLargerOrOther(w, own) ==
  LET seen == witness[w].read IN Len(seen) > Len(own) \/ (Len(seen) = Len(own) /\ seen # own)

\* larger-tree.ts: every witness that can be reached is asked, with the last signed checkpoint and from size 0: one that
\* knows nothing of this log cosigns it.
Ask(f, reachable) ==
  LET own == head[f].read IN
  /\ process[f].up = "down" /\ f \in copied
  /\ ChecksSizesAtStart => \A w \in reachable: own # <<>> => ~IsLargerOrOther(w, own)   \* else it does not start
  /\ head' = IF MakesHeadDurableBeforeAsking THEN [head EXCEPT ![f] = File(own)] ELSE head
  /\ LET new == {w \in reachable: witness[w].read = <<>> /\ own # <<>>} IN
     /\ cosigned' = cosigned \cup {<<w, own>>: w \in new}
     /\ witness' = [w \in Witnesses |-> IF w \in new THEN File(own) ELSE witness[w]]
     /\ shown' = IF new = {} THEN shown ELSE [shown EXCEPT ![f] = @ \cup {own}]
     /\ process' = [process EXCEPT ![f] = [Down EXCEPT !.up = "asking", !.known = IF own = <<>> THEN {} ELSE reachable,
          !.seen = [w \in Witnesses |-> IF w \in reachable /\ own # <<>> THEN witness'[w].read ELSE <<>>]]]
  /\ UNCHANGED <<wal, acked, next, crashes, copied>>

\* recover.ts, then Engine.start: the last frame once more, a sync, the head.
Recover(f) ==
  LET last == IF RewritesLastFrame THEN Written(wal[f], wal[f].read) ELSE wal[f] IN
  /\ process[f].up = "asking"
  /\ Prefix(head[f].read, wal[f].read)   \* replay.ts: else damage, see NeverDamaged
  /\ wal' = [wal EXCEPT ![f] = Synced(last)]
  /\ head' = [head EXCEPT ![f] = File(@.read)]
  /\ shown' = IF head[f].read = <<>> THEN shown ELSE [shown EXCEPT ![f] = @ \cup {head[f].read}]
  /\ process' = [process EXCEPT ![f].up = "running", ![f].durable = wal[f].read, ![f].published = head[f].read]
  /\ UNCHANGED <<acked, witness, cosigned, next, crashes, copied>>

Runs(f) == process[f].up \in {"running", "halted"}

Append1(f) ==
  /\ Runs(f) /\ ~process[f].writing /\ next <= MaxEntries
  /\ wal' = [wal EXCEPT ![f] = Written(@, Append(@.read, next))]
  /\ acked' = IF AcksAfterSync THEN acked ELSE [acked EXCEPT ![f] = @ \cup {<<Len(wal[f].read) + 1, next>>}]
  /\ process' = [process EXCEPT ![f].writing = TRUE]
  /\ next' = next + 1
  /\ UNCHANGED <<head, shown, witness, cosigned, crashes, copied>>

Acknowledge(f) ==
  /\ Runs(f) /\ process[f].writing
  /\ wal' = [wal EXCEPT ![f] = Synced(@)]
  /\ acked' = [acked EXCEPT ![f] = @ \cup {<<Len(wal[f].read), wal[f].read[Len(wal[f].read)]>>}]
  /\ process' = [process EXCEPT ![f].writing = FALSE, ![f].durable = wal[f].read]
  /\ UNCHANGED <<head, shown, witness, cosigned, next, crashes, copied>>

Sign(f) ==
  LET me == process[f] IN
  /\ me.up = "running" /\ me.signing = "no" /\ Len(me.durable) > Len(me.published)
  /\ process' = [process EXCEPT ![f].signing = "signed", ![f].checkpoint = me.durable]
  /\ UNCHANGED <<wal, head, acked, shown, witness, cosigned, next, crashes, copied>>

WriteHead(f) ==
  /\ Runs(f) /\ process[f].signing = "signed"
  /\ head' = [head EXCEPT ![f] = Written(@, process[f].checkpoint)]
  /\ process' = [process EXCEPT ![f].signing = "written"]
  /\ UNCHANGED <<wal, acked, shown, witness, cosigned, next, crashes, copied>>

SyncHead(f) ==
  /\ Runs(f) /\ process[f].signing = "written"
  /\ head' = [head EXCEPT ![f] = Synced(@)]
  /\ process' = [process EXCEPT ![f].signing = "durable"]
  /\ UNCHANGED <<wal, acked, shown, witness, cosigned, next, crashes, copied>>

\* What may be brought to witnesses: the checkpoint on its way, and the published one, again and again.
Showable(f) ==
  LET me == process[f] IN
  (IF me.signing = "durable" \/ (~ShowsAfterPersist /\ me.signing # "no") THEN {me.checkpoint} ELSE {})
  \cup (IF me.published = <<>> THEN {} ELSE {me.published})

\* witness-client.ts and witness.ts: the witness cosigns what extends the last it has cosigned.
Cosign(f, w) ==
  \E c \in Showable(f):
    /\ Runs(f) /\ <<w, c>> \notin cosigned /\ WitnessChecksConsistency => Prefix(witness[w].read, c)
    /\ witness' = [witness EXCEPT ![w] = IF WitnessPersistsFirst THEN File(c) ELSE Written(@, c)]
    /\ cosigned' = cosigned \cup {<<w, c>>}
    /\ shown' = [shown EXCEPT ![f] = @ \cup {c}]
    /\ process' = [process EXCEPT ![f].known = @ \cup {w}]
    /\ UNCHANGED <<wal, head, acked, next, crashes, copied>>

\* A witness that had not answered before has seen another history.
Halt(f, w) ==
  /\ process[f].up = "running" /\ w \notin process[f].known
  /\ \E c \in Showable(f): ~Prefix(witness[w].read, c)
  /\ process' = [process EXCEPT ![f].up = "halted"]
  /\ shown' = [shown EXCEPT ![f] = @ \cup Showable(f)]
  /\ UNCHANGED <<wal, head, acked, witness, cosigned, next, crashes, copied>>

\* Whoever has cosigned by then: nobody is waited for.
Publish(f) ==
  /\ Runs(f) /\ process[f].signing \in IF ShowsAfterPersist THEN {"durable"} ELSE {"durable", "signed"}
  /\ shown' = [shown EXCEPT ![f] = @ \cup {process[f].checkpoint}]
  /\ process' = [process EXCEPT ![f].signing = IF @ = "durable" THEN "no" ELSE @, ![f].published = process[f].checkpoint]
  /\ UNCHANGED <<wal, head, acked, witness, cosigned, next, crashes, copied>>

---------------------------------------------------------------------------
(* What goes wrong. *)

Crash == crashes < MaxCrashes /\ crashes' = crashes + 1

Kill(f) ==
  /\ Crash /\ process[f].up # "down"
  /\ process' = [process EXCEPT ![f] = Down]
  /\ UNCHANGED <<wal, head, acked, shown, witness, cosigned, next, copied>>

\* Also while nothing runs: after a kill, before the next start.
PowerCut(f) ==
  /\ Crash /\ f \in copied
  /\ \E w \in AfterPowerCut(wal[f]), h \in AfterPowerCut(head[f]):
       wal' = [wal EXCEPT ![f] = w] /\ head' = [head EXCEPT ![f] = h]
  /\ process' = [process EXCEPT ![f] = Down]
  /\ UNCHANGED <<acked, shown, witness, cosigned, next, copied>>

\* A failed sync ends the process; what it wrote can still be read.
FailSync(f) ==
  /\ Crash /\ Runs(f)
  /\ \/ process[f].writing /\ wal' = [wal EXCEPT ![f] = SyncFailed(@)] /\ UNCHANGED head
     \/ process[f].signing = "written" /\ head' = [head EXCEPT ![f] = SyncFailed(@)] /\ UNCHANGED wal
  /\ process' = [process EXCEPT ![f] = Down]
  /\ UNCHANGED <<acked, shown, witness, cosigned, next, copied>>

PowerCutAtWitness(w) ==
  /\ Crash
  /\ witness[w].read # witness[w].durable
  /\ \E file \in AfterPowerCut(witness[w]): witness' = [witness EXCEPT ![w] = file]
  /\ UNCHANGED <<wal, head, process, acked, shown, cosigned, next, copied>>

\* A copy of what is on the disk, taken now and started at any later time, beside the original or in its place.
Copy(from, to) ==
  /\ CanCopy /\ from \in copied /\ to \notin copied
  /\ wal' = [wal EXCEPT ![to] = File(wal[from].durable)]
  /\ head' = [head EXCEPT ![to] = File(head[from].durable)]
  /\ acked' = [acked EXCEPT ![to] = {a \in acked[from]: a[1] <= Len(wal[from].durable)}]
  /\ copied' = copied \cup {to}
  /\ UNCHANGED <<process, shown, witness, cosigned, next, crashes>>

Next ==
  \/ \E f \in Folders:
       \/ \E reachable \in SUBSET Witnesses: Ask(f, reachable)
       \/ Recover(f) \/ Append1(f) \/ Acknowledge(f) \/ Sign(f) \/ WriteHead(f) \/ SyncHead(f) \/ Publish(f)
       \/ \E w \in Witnesses: Cosign(f, w) \/ Halt(f, w)
       \/ Kill(f) \/ PowerCut(f) \/ FailSync(f)
  \/ \E w \in Witnesses: PowerCutAtWitness(w)
  \/ \E from, to \in Folders: Copy(from, to)

Spec == Init /\ [][Next]_vars

---------------------------------------------------------------------------
(* What holds. *)

\* No acknowledged entry is lost: a power cut at this very moment would leave it.
AcknowledgedIsDurable ==
  \A f \in Folders: \A a \in acked[f]: a[1] <= Len(wal[f].durable) /\ wal[f].durable[a[1]] = a[2]

\* What anybody has seen is on the disk as the last signed checkpoint, or before it.
ShownIsPersisted == \A f \in Folders: \A c \in shown[f]: Prefix(c, head[f].durable)

\* The entries under what is signed are durable, so that no start finds a signed tree larger than its own.
NeverDamaged == \A f \in Folders: Prefix(head[f].durable, wal[f].durable) /\ Prefix(head[f].read, wal[f].read)

\* One folder signs one history, whatever happens to it.
OneHistory == \A f \in Folders: \A a, b \in shown[f]: Consistent(a, b)

Final == {c \in {pair[2]: pair \in cosigned}: Cardinality({w \in Witnesses: <<w, c>> \in cosigned}) >= Quorum}

\* What the quorum has cosigned is a prefix of all it will ever cosign, also when several copies of the folder run.
FinalIsOneHistory == \A a, b \in Final: Consistent(a, b)

\* No witness contradicts itself.
WitnessesAreHonest == \A a, b \in cosigned: a[1] = b[1] => Consistent(a[2], b[2])

\* Whoever answered at the start knew of no entries beyond this folder's: what it signs extends what they saw. (A witness
\* that saw a smaller tree of another history answers so too; it refuses the first checkpoint it is brought: see Halt.)
NeverSignsBehind ==
  \A f \in Folders: process[f].signing # "no" => \A w \in process[f].known:
    Len(process[f].seen[w]) < Len(process[f].published) \/ Prefix(process[f].seen[w], process[f].checkpoint)

\* Without copies no witness ever knows more than the folder after a power cut: a crash is not taken for a restore.
NoFalseAlarm == copied = {FirstFolder} => \A w \in Witnesses: Prefix(witness[w].durable, head[FirstFolder].durable)

\* A halted log signs nothing that it had not signed before.
HaltedIsQuiet == \A f \in Folders: process[f].up = "halted" => ~ENABLED Sign(f)

\* Nobody waits for witnesses: a durable checkpoint can always be published.
NothingBlocks == \A f \in Folders: Runs(f) /\ process[f].signing = "durable" => ENABLED Publish(f)

\* And it will be: without any fairness of witnesses, what is durable gets published unless the process ends or is halted.
Progress == \A f \in Folders: WF_vars(Sign(f) \/ WriteHead(f) \/ SyncHead(f) \/ Publish(f))
FairSpec == Spec /\ Progress
EventuallyPublished ==
  \A f \in Folders: (Runs(f) /\ Len(process[f].durable) > Len(process[f].published)) ~>
    (process[f].up # "running" \/ Len(process[f].durable) = Len(process[f].published))

AnyWitness == Permutations(Witnesses)
=============================================================================
