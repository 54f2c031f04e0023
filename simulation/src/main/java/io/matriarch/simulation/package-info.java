/// A whole cluster in one thread and in virtual time: several agents with the real control loop,
/// operations, repairs and decisions, between models of PostgreSQL, Pacemaker and the network.
/// Everything that happens is an event in one queue, and chance comes from one seed, so a seed is a
/// history that can be played again.
///
/// What is real: all of `agent-core`'s `model`, `decide` and `loop`. What is a model, and how far:
///
/// - *PostgreSQL*: WAL is a place in a tree of timelines; a timeline has one writer and only grows,
///   and what was acknowledged is a place in it. There are crash recovery, orphans of a killed
///   postmaster, streaming with delay, retransmission and loss, synchronous commit by
///   `synchronous_standby_names` with processes that notice a reload one after the other, fast,
///   immediate and forced shutdown, a frozen postmaster, promotion with PostgreSQL's way to number
///   a timeline, pg_rewind and base backups that can be cut off. There are no cascades, no slots,
///   no WAL that is removed, no full disk, no archive. A server tells two timelines of one number
///   apart even where they begin at one place, which PostgreSQL does not.
/// - *Pacemaker*: membership after a delay, quorum, fencing that takes its time and fails at times,
///   a CIB for each partition, transitions with notifications that an abort cuts short, an
///   operation at a time on each node, recurring monitors that read the verdict file, promotion
///   scores with stickiness, private attributes that travel with delays of their own, an attrd that
///   forgets. An operation that fails is tried again 20 s later: there is no migration threshold.
///   Notified nodes are those of the transition's beginning; one resource, one clone, one address.
/// - *The agent's surroundings*: the daemon dies and comes back; without it a process of its own
///   answers each operation. The health of storage is not simulated.
///
/// The laws, checked at each event that could break them, are in [Laws], [Ledger], [Transition] and
/// [Machine]; what must have come about once everything is mended is in [Health].
@NullMarked
package io.matriarch.simulation;

import org.jspecify.annotations.NullMarked;
