package io.matriarch.app.web;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Reads small files of the administrator's; why one cannot be read is noted with the remedy.
final class FilesRead {

  private static final int BYTES_MAX = 1 << 20;

  private FilesRead() {}

  static Buffer bytes(String key, Path file, List<String> faults) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] all = in.readNBytes(BYTES_MAX + 1);
      if (all.length > BYTES_MAX) {
        faults.add("%s %s is longer than 1 MiB".formatted(key, file));
      }
      return Buffer.buffer(all);
    } catch (NoSuchFileException e) {
      faults.add("%s %s does not exist".formatted(key, file));
    } catch (AccessDeniedException e) {
      faults.add(
          "%s %s may not be read: let the agent's user, postgres, read it".formatted(key, file));
    } catch (IOException e) {
      faults.add("%s %s cannot be read: %s".formatted(key, file, e.getMessage()));
    }
    return Buffer.buffer();
  }

  static String text(String key, Path file, List<String> faults) {
    return bytes(key, file, faults).toString(StandardCharsets.UTF_8);
  }
}
