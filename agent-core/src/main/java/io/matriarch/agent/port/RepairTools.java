package io.matriarch.agent.port;

import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.UpstreamAnswer;
import io.matriarch.agent.model.WalPosition;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/// The programs and files with which one instance's data directory is repaired. Each call is
/// durable when it ends, and can be repeated after it was interrupted.
public interface RepairTools {

  /// How a program ended.
  sealed interface Outcome {

    record Done() implements Outcome {}

    /// It did not do what it was run for.
    ///
    /// @param changed whether it may have changed the data directory
    /// @param lasting whether another try is of no use
    record Failed(String reason, boolean changed, boolean lasting) implements Outcome {}
  }

  /// What is noted of an earlier repair; reads one small file. A note that cannot be read says that
  /// the directory is not whole.
  Optional<RepairNote> noted();

  /// The same, off the caller's thread.
  Mono<Optional<RepairNote>> readNote();

  Mono<Void> note(RepairNote note);

  /// Removes the note.
  Mono<Void> erase();

  /// Asks the server in `primary_conninfo` who it is.
  ///
  /// @param from where a standby would begin to stream, empty when that is not asked
  Mono<UpstreamAnswer> ask(Optional<WalPosition> from);

  /// Why the data directory cannot be replaced by a base backup, if it cannot.
  Mono<Optional<String>> obstacle();

  /// Runs pg_rewind; this node's own configuration files are kept aside before it.
  ///
  /// @param step is told how far it is, in a few words
  Mono<Outcome> rewind(Policy.Rejoin policy, Consumer<String> step);

  /// Puts pg_control aside, so that nothing can start what a program left unfinished, and puts this
  /// node's own configuration files back.
  Mono<Void> putControlAside();

  /// Makes a standby of what pg_rewind made: puts this node's own configuration files back, ends
  /// the WAL of older timelines where the primary's began, removes that of later ones, and writes
  /// `standby.signal`.
  ///
  /// @param begun where the primary's timeline began
  Mono<Void> complete(WalPosition begun);

  /// Makes a base backup beside the data directory, complete as a standby of this node.
  Mono<Outcome> copy(Policy.Rejoin policy, Consumer<String> step);

  /// Puts the base backup in the place of the data directory; the old one is kept beside it.
  Mono<Void> swap();

  /// Lets go of what a repair kept for the case of its failure; returns at once.
  Mono<Void> retire();

  /// Deletes what was let go of, and what interrupted repairs left. Takes its time.
  Mono<Void> sweep();

  /// Ends programs that an earlier agent left running on the data directory.
  Mono<Void> endPrograms();

  /// Points `primary_conninfo` at that node; tells whether that changed anything.
  ///
  /// @param slot whether to use this node's slot there, if there is one
  Mono<Boolean> pointAt(String node, boolean slot);

  /// Ends a running server's WAL receiver, and has it start anew once the upstream can be reached.
  Mono<Void> reconnect();

  /// Makes a running server read its configuration again.
  Mono<Void> reload();
}
