package io.matriarch.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The cluster's name as Corosync's configuration has it.
final class CorosyncName {

  private static final Pattern LINE =
      Pattern.compile(
          "^[ \\t]*cluster_name[ \\t]*:[ \\t]*([^\\s\\p{Z}\\p{C}]+)[ \\t]*$", Pattern.MULTILINE);

  private CorosyncName() {}

  /// The name; Corosync's own default when there is none or the file cannot be read.
  static String read(Path file) {
    try {
      Matcher line = LINE.matcher(Files.readString(file));
      return line.find() ? line.group(1) : "debian";
    } catch (IOException e) {
      return "debian";
    }
  }
}
