package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Changes of files that a crash of the machine does not undo, and that are never half done.
final class DurableFiles {

  private DurableFiles() {}

  /// Replaces the file's text; its owner and permissions stay.
  static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// The same with the file's bytes.
  static void write(Path file, byte[] bytes) throws IOException {
    Path fresh = beside(file);
    Files.deleteIfExists(fresh);
    if (Files.exists(file)) {
      Files.copy(file, fresh, StandardCopyOption.COPY_ATTRIBUTES);
    } else {
      var mode = PosixFilePermissions.fromString("rw-------");
      Files.createFile(fresh, PosixFilePermissions.asFileAttribute(mode));
      Files.setOwner(fresh, Files.getOwner(parent(file)));
    }
    Files.write(fresh, bytes, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    replace(fresh, file);
  }

  /// Puts a copy of the one file in the place of the other.
  static void copy(Path from, Path to) throws IOException {
    Path fresh = beside(to);
    Files.deleteIfExists(fresh);
    Files.copy(from, fresh, StandardCopyOption.COPY_ATTRIBUTES);
    replace(fresh, to);
  }

  private static void replace(Path fresh, Path file) throws IOException {
    sync(fresh);
    move(fresh, file);
  }

  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(to));
  }

  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".matriarch-new");
  }

  static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " has no directory around it");
    }
    return parent;
  }

  /// The configuration files right in that directory.
  static List<Path> configuration(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.toString().endsWith(".conf"))
          .filter(Files::isRegularFile)
          .toList();
    }
  }

  /// Deletes the directory with all in it; follows no link.
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// The bytes of all files in the directory.
  static long size(Path directory) throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }
}
