package io.matriarch.agent.model;

/// One step towards the synchronous replication and the slots that the policy asks for. Each is
/// decided anew at every look, so one that was not carried out is asked for again.
public sealed interface Upkeep extends Action {

  /// Why, a sentence without a full stop.
  String because();

  /// Sets `synchronous_standby_names` by ALTER SYSTEM, and reloads.
  record SetSynchronousNames(SynchronousSetting setting, String because) implements Upkeep {}

  /// Keeps the set in the CIB.
  record RecordSynchronousSet(SynchronousSet set, String because) implements Upkeep {}

  /// Removes the set from the CIB.
  record WithdrawSynchronousSet(String because) implements Upkeep {}

  /// A step that concerns a physical replication slot of the agent's.
  sealed interface SlotChange extends Upkeep {

    String name();
  }

  /// Makes a slot.
  ///
  /// @param reserve whether it holds WAL from now on, rather than from its first use on
  record CreateSlot(String name, boolean reserve, String because) implements SlotChange {}

  /// Lets go of the WAL before that location.
  record AdvanceSlot(String name, Lsn to, String because) implements SlotChange {}

  /// Makes the slot anew, without its `xmin` and with the WAL since the last checkpoint.
  record RenewSlot(String name, String because) implements SlotChange {}

  /// Drops the slot.
  ///
  /// @param forSpace whether it is dropped for the WAL that it holds, even while it is in use: the
  ///   next one of that name begins to hold WAL when it is used
  record DropSlot(String name, boolean forSpace, String because) implements SlotChange {}
}
