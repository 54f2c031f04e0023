package io.matriarch.agent.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A data directory's `postgresql.auto.conf`, which comes before `postgresql.conf`. It is changed
/// as a file: `ALTER SYSTEM` with a password in it would go to the server's log.
record AutoConf(Path file) {

  static AutoConf of(Path datadir) {
    return new AutoConf(datadir.resolve("postgresql.auto.conf"));
  }

  /// Sets one parameter; all other lines stay as they are, byte by byte, whatever their encoding.
  void set(String name, String value) throws IOException {
    String text = Files.exists(file) ? Files.readString(file, ISO_8859_1) : "";
    String changed = with(text, name, new String(value.getBytes(UTF_8), ISO_8859_1));
    if (!changed.equals(text)) {
      DurableFiles.write(file, changed.getBytes(ISO_8859_1));
    }
  }

  /// Throws [IllegalArgumentException], which does not quote the value, when no line can hold it.
  static String with(String text, String name, String value) {
    if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == '\0')) {
      throw new IllegalArgumentException(
          name + " cannot be set: its value has a line's end or a NUL in it");
    }
    Pattern setting = Pattern.compile("(?is)\\s*" + Pattern.quote(name) + "\\s*(?:=|\\s).*");
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    String line = "%s = '%s'".formatted(name, value.replace("\\", "\\\\").replace("'", "''"));
    int last = -1;
    for (int i = 0; i < lines.size(); i++) {
      last = setting.matcher(lines.get(i)).matches() ? i : last;
    }
    if (last < 0) {
      lines.add(line);
    } else {
      lines.set(last, line);
    }
    return String.join("\n", lines) + "\n";
  }
}
