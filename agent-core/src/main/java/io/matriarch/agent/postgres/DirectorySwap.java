package io.matriarch.agent.postgres;

import io.matriarch.agent.process.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Replaces a data directory by another one beside it, by renaming; the old one is kept until it is
/// not needed any more. Each step can be repeated.
record DirectorySwap(Path directory) {

  private static final double ROOM = 1.05;

  /// The base backup on its way into its place.
  Path fresh() {
    return beside(".matriarch-new");
  }

  /// The directory as it was before the first repair that has not ended.
  Path old() {
    return beside(".matriarch-old");
  }

  private Path trash() {
    return beside(".matriarch-trash");
  }

  private Path beside(String suffix) {
    return directory.resolveSibling(directory.getFileName() + suffix);
  }

  /// Why a base backup cannot take the directory's place, if it cannot.
  Optional<String> obstacle() throws IOException {
    Path around = DurableFiles.parent(directory);
    if (Files.isSymbolicLink(directory) || Files.isSymbolicLink(directory.resolve("pg_wal"))) {
      return Optional.of(
          directory + " or its pg_wal is a symbolic link: clone this node anew by hand");
    }
    if (hasTablespaces()) {
      return Optional.of(directory + " has tablespaces: clone this node anew by hand");
    }
    if (!Files.isWritable(around)) {
      return Optional.of("a directory cannot be made in " + around + ": let postgres write there");
    }
    if (Files.exists(directory)
        && !Files.getAttribute(directory, "unix:dev")
            .equals(Files.getAttribute(around, "unix:dev"))) {
      return Optional.of(
          directory + " is a mount point, which cannot be renamed: clone this node anew by hand");
    }
    return room(around);
  }

  private boolean hasTablespaces() throws IOException {
    Path links = directory.resolve("pg_tblspc");
    if (!Files.isDirectory(links)) {
      return false;
    }
    try (Stream<Path> all = Files.list(links)) {
      return all.findAny().isPresent();
    }
  }

  private Optional<String> room(Path around) throws IOException {
    long needed = Files.exists(directory) ? (long) (DurableFiles.size(directory) * ROOM) : 0;
    long free = Files.getFileStore(around).getUsableSpace();
    return free < needed
        ? Optional.of(
            "a base backup needs %d MiB, and %s has %d free"
                .formatted(needed >> 20, around, free >> 20))
        : Optional.empty();
  }

  /// Removes what an interrupted base backup left.
  void clearFresh() throws IOException {
    DurableFiles.delete(fresh());
  }

  void swap() throws IOException {
    if (Files.exists(fresh())) {
      if (Files.exists(directory)) {
        if (Files.exists(old())) {
          DurableFiles.delete(trash());
        }
        DurableFiles.move(directory, Files.exists(old()) ? trash() : old());
      }
      DurableFiles.move(fresh(), directory);
    }
    if (!Files.exists(directory)) {
      throw new CommandFailedException("neither %s nor %s is there".formatted(directory, fresh()));
    }
    DurableFiles.delete(trash());
  }

  /// Gives the old directory another name, so that a half deleted one is never taken for it.
  void retire() throws IOException {
    if (Files.exists(old())) {
      DurableFiles.delete(trash());
      DurableFiles.move(old(), trash());
    }
  }

  void sweep() throws IOException {
    DurableFiles.delete(trash());
    clearFresh();
  }
}
