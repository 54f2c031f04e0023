package io.matriarch.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Spoils valid inputs. The same seed spoils in the same way.
final class Mutator {

  static final int BYTES_MAX = 1 << 16;

  private static final int STEPS_MAX = 6;
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "00",
          "2147483648",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551616",
          "99999999999999999999999999999999",
          "1e999",
          "0x7f",
          "\u0663\u0664",
          "FFFFFFFF");
  private static final List<String> WORDS =
      List.of(
          "\0",
          "\n",
          "\r",
          "\r\n",
          "\t",
          " ",
          "'",
          "\"",
          "''",
          "\"\"",
          "\\",
          "\\'",
          "%",
          "%00",
          "%s%n",
          "$(id)",
          "`id`",
          "${x}",
          ";",
          "|",
          "&",
          "<",
          ">",
          "=",
          ":",
          ",",
          "/",
          "../",
          "..",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "#",
          "--",
          "/*",
          "\u0000",
          "\u001b[31m",
          "\u00e4",
          "\u2028",
          "\ufeff",
          "\ud83d\ude00",
          "\u202e",
          "\u0130",
          "null",
          "NaN");
  private static final List<Charset> CHARSETS =
      List.of(
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16BE,
          StandardCharsets.UTF_16,
          StandardCharsets.ISO_8859_1);

  private final List<byte[]> seeds;
  private final List<String> words;

  /// @param words what means something to the parser
  Mutator(List<byte[]> seeds, List<String> words) {
    this.seeds = List.copyOf(seeds);
    this.words = List.copyOf(words);
  }

  byte[] input(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] input = pick(random, seeds);
    int steps = 1 + random.nextInt(STEPS_MAX);
    for (int i = 0; i < steps; i++) {
      byte[] next = spoilt(random, input);
      input = next.length > BYTES_MAX ? Arrays.copyOf(next, BYTES_MAX) : next;
    }
    return input;
  }

  private byte[] spoilt(RandomGenerator random, byte[] input) {
    int at = random.nextInt(input.length + 1);
    int end = at + random.nextInt(input.length - at + 1);
    return switch (random.nextInt(12)) {
      case 0 -> flipped(random, input);
      case 1 -> Arrays.copyOf(input, at);
      case 2 -> joined(Arrays.copyOf(input, at), Arrays.copyOfRange(input, end, input.length));
      case 3 -> insert(input, at, repeated(Arrays.copyOfRange(input, at, end), times(random)));
      case 4 -> insert(input, at, utf8(pick(random, WORDS)));
      case 5 -> insert(input, at, repeated(utf8(pick(random, WORDS)), times(random)));
      case 6 -> insert(input, at, utf8(words.isEmpty() ? "\0" : pick(random, words)));
      case 7 -> renumbered(random, input, at);
      case 8 -> spliced(random, input, at);
      case 9 -> new String(input, StandardCharsets.UTF_8).getBytes(pick(random, CHARSETS));
      case 10 -> line(random, input);
      default -> insert(input, at, noise(random));
    };
  }

  private static byte[] flipped(RandomGenerator random, byte[] input) {
    byte[] flipped = input.clone();
    for (int i = 0; i < 1 + random.nextInt(8) && flipped.length > 0; i++) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /// Mostly few, sometimes as many as there is room for.
  private static int times(RandomGenerator random) {
    return random.nextInt(6) == 0 ? 1 << random.nextInt(17) : 1 + random.nextInt(4);
  }

  private static byte[] repeated(byte[] piece, int times) {
    int most = piece.length == 0 ? 0 : Math.min(times, BYTES_MAX / piece.length);
    byte[] repeated = new byte[piece.length * most];
    for (int i = 0; i < most; i++) {
      System.arraycopy(piece, 0, repeated, i * piece.length, piece.length);
    }
    return repeated;
  }

  /// Another number in the place of the one that comes next.
  private static byte[] renumbered(RandomGenerator random, byte[] input, int at) {
    int begin = at;
    while (begin < input.length && !isDigit(input[begin])) {
      begin++;
    }
    int end = begin;
    while (end < input.length && isDigit(input[end])) {
      end++;
    }
    return joined(
        Arrays.copyOf(input, begin),
        utf8(pick(random, NUMBERS)),
        Arrays.copyOfRange(input, end, input.length));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private byte[] spliced(RandomGenerator random, byte[] input, int at) {
    byte[] other = pick(random, seeds);
    int from = random.nextInt(other.length + 1);
    return joined(Arrays.copyOf(input, at), Arrays.copyOfRange(other, from, other.length));
  }

  /// A line doubled, dropped, or moved to the end.
  private static byte[] line(RandomGenerator random, byte[] input) {
    List<String> lines = List.of(new String(input, StandardCharsets.UTF_8).split("\n", -1));
    int at = random.nextInt(lines.size());
    List<String> before = lines.subList(0, at);
    List<String> after = lines.subList(at + 1, lines.size());
    String line = lines.get(at);
    List<List<String>> parts =
        switch (random.nextInt(3)) {
          case 0 -> List.of(before, List.of(line, line), after);
          case 1 -> List.of(before, after);
          default -> List.of(before, after, List.of(line));
        };
    return utf8(String.join("\n", parts.stream().flatMap(List::stream).toList()));
  }

  private static byte[] noise(RandomGenerator random) {
    byte[] noise = new byte[1 + random.nextInt(64)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] insert(byte[] input, int at, byte[] piece) {
    return joined(Arrays.copyOf(input, at), piece, Arrays.copyOfRange(input, at, input.length));
  }

  private static byte[] joined(byte[]... pieces) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      joined.writeBytes(piece);
    }
    return joined.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T pick(RandomGenerator random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
