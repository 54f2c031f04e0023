package io.matriarch.agent.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The file that takes a postmaster's standard output and error.
record ServerLog(Path file) {

  private static final int TAIL = 64 * 1024;
  private static final Pattern FATAL = Pattern.compile("\\b(?:FATAL|PANIC): +");

  long size() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException _) {
      return 0;
    }
  }

  /// The last FATAL or PANIC message written after the offset; failing that, the last line, for
  /// messages may be translated.
  String lastWords(long offset) {
    List<String> lines = since(offset).lines().filter(line -> !line.isBlank()).toList();
    List<String> fatal = lines.stream().filter(line -> FATAL.matcher(line).find()).toList();
    if (!fatal.isEmpty()) {
      String line = fatal.getLast();
      return line.substring(FATAL.matcher(line).results().findFirst().orElseThrow().start());
    }
    return lines.isEmpty() ? "it wrote nothing to " + file : lines.getLast().strip();
  }

  private String since(long offset) {
    try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(Math.min(offset, reader.length()), reader.length() - TAIL);
      byte[] bytes = new byte[(int) (reader.length() - start)];
      reader.seek(start);
      reader.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException _) {
      return "";
    }
  }
}
