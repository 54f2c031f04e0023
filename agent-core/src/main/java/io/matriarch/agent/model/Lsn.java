package io.matriarch.agent.model;

/// A WAL location: an unsigned 64-bit byte position, written `X/Y` in hexadecimal as PostgreSQL
/// does.
public record Lsn(long value) implements Comparable<Lsn> {

  public static final Lsn ZERO = new Lsn(0);

  /// Parses `X/Y`; throws [IllegalArgumentException] naming the text when it has another form.
  public static Lsn parse(String text) {
    int slash = text.indexOf('/');
    try {
      if (slash < 1) {
        throw new NumberFormatException("no slash");
      }
      long high = Integer.parseUnsignedInt(text, 0, slash, 16);
      long low = Integer.parseUnsignedInt(text, slash + 1, text.length(), 16);
      return new Lsn((high << 32) | (low & 0xFFFF_FFFFL));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "not a WAL location: '" + text + "': two hexadecimal numbers as in 0/3000148 are needed",
          e);
    }
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(value, other.value);
  }

  public boolean isAtLeast(Lsn other) {
    return compareTo(other) >= 0;
  }

  /// How many bytes this location is past the other one; 0 when it is not past it, and at most the
  /// greatest `long`.
  public long bytesPast(Lsn other) {
    if (!isAtLeast(other)) {
      return 0;
    }
    long distance = value - other.value;
    return distance < 0 ? Long.MAX_VALUE : distance;
  }

  public static Lsn max(Lsn one, Lsn other) {
    return one.isAtLeast(other) ? one : other;
  }

  @Override
  public String toString() {
    return "%X/%X".formatted(value >>> 32, value & 0xFFFF_FFFFL);
  }
}
