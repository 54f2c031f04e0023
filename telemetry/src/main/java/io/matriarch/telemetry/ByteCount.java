package io.matriarch.telemetry;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A size as PostgreSQL's settings have it: `16MB` are 16 times 1024 times 1024 bytes.
final class ByteCount {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(|b|kb|mb|gb)");

  private ByteCount() {}

  static OptionalLong parse(String text) {
    Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    int shift =
        switch (size.group(2)) {
          case "kb" -> 10;
          case "mb" -> 20;
          case "gb" -> 30;
          default -> 0;
        };
    return OptionalLong.of(Long.parseLong(size.group(1)) << shift);
  }
}
