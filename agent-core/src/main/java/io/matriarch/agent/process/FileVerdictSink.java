package io.matriarch.agent.process;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.VerdictSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Verdicts as files `<resource>.verdict`, each replaced as a whole: a reader sees the old one or
/// the new one.
public final class FileVerdictSink implements VerdictSink {

  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private final Path directory;

  public FileVerdictSink(Path directory) {
    this.directory = directory;
  }

  @Override
  public void write(String resource, Verdict verdict, BootTime expiry) {
    String line =
        "%d %d %s\n".formatted(expiry.centiseconds(), verdict.code().code(), verdict.reason());
    Path file = file(resource);
    Path fresh = directory.resolve(FileNames.of(resource) + ".verdict.new");
    try {
      Files.writeString(fresh, line);
      Files.setPosixFilePermissions(fresh, READABLE);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the verdict " + file + " cannot be written", e);
    }
  }

  @Override
  public void remove(String resource) {
    try {
      Files.deleteIfExists(file(resource));
    } catch (IOException e) {
      throw new UncheckedIOException("the verdict " + file(resource) + " cannot be removed", e);
    }
  }

  private Path file(String resource) {
    return directory.resolve(FileNames.of(resource) + ".verdict");
  }
}
