package io.matriarch.agent.process;

import java.nio.charset.StandardCharsets;

/// Files that are named after a resource. Whatever the name holds, the file is in the directory
/// that it should be in, and no other resource has the same.
public final class FileNames {

  private static final String PLAIN = "-_";

  private FileNames() {}

  /// The resource's name where it is made of letters of ASCII, digits, `.`, `_` and `-`, and does
  /// not begin with a dot; what else there is becomes `%` and two hexadecimal digits a byte.
  public static String of(String resource) {
    StringBuilder name = new StringBuilder();
    for (byte b : resource.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean dot = c == '.' && !name.isEmpty();
      if (dot || isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0) {
        name.append(c);
      } else {
        name.append("%%%02X".formatted((int) c));
      }
    }
    return name.toString();
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
