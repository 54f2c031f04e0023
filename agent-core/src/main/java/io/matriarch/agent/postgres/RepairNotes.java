package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.RepairNote.Phase;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.process.CommandFailedException;
import io.matriarch.agent.process.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The note of an instance's repair: a file outside of the data directory, which a repair may
/// replace as a whole.
///
/// @param directory where the agent keeps what must outlive a reboot
public record RepairNotes(Path directory, String resource) {

  Path file() {
    return directory.resolve(FileNames.of(resource) + ".repair");
  }

  /// Where this node's own configuration files are kept while pg_rewind is at work.
  Path kept() {
    return directory.resolve(FileNames.of(resource) + ".kept");
  }

  /// The note; one that cannot be read says that the directory is not whole.
  Optional<RepairNote> read() {
    try {
      return Optional.of(RepairNote.parse(Files.readString(file())));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException _) {
      return Optional.of(
          new RepairNote(
              Method.REBUILD,
              Phase.FAILED_DAMAGED,
              0,
              new PromotionRecord("nobody", new WalPosition(1, Lsn.ZERO), "none"),
              file() + " cannot be read: clone this node anew, then remove it"));
    }
  }

  void write(RepairNote note) throws IOException {
    DurableFiles.write(file(), note.toString());
  }

  void erase() throws IOException {
    Files.deleteIfExists(file());
    DurableFiles.sync(directory);
  }

  /// Fails while the data directory is not whole.
  void refuseStart() {
    read()
        .filter(note -> !note.phase().startable())
        .ifPresent(
            note -> {
              throw new CommandFailedException(
                  "a start is refused: the repair noted in %s is unfinished (%s)"
                      .formatted(file(), note.phase()));
            });
  }
}
