package io.matriarch.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Gives a parser valid inputs that were spoilt at random, and says how to play again the one that
/// it does not stand.
///
/// Each input has a seed of its own, the first one `-Dfuzz.seed`; `-Dfuzz.runs` says how many there
/// are.
public final class Fuzz {

  /// What has to hold for an input; it throws where it does not.
  @FunctionalInterface
  public interface Property<T> {
    void holdsFor(T input) throws Exception;
  }

  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// The daemon's threads have as much: recursion without bound has to show here as there.
  private static final long STACK_BYTES = 512 * 1024;

  private static final int SHOWN = 2000;

  private final List<byte[]> seeds;
  private final List<String> words;
  private final long first;
  private final int runs;
  private final Duration patience;

  private Fuzz(List<byte[]> seeds, List<String> words, long first, int runs, Duration patience) {
    this.seeds = seeds;
    this.words = words;
    this.first = first;
    this.runs = runs;
    this.patience = patience;
  }

  /// So many inputs made from these, unless the command line wants another number of them.
  public static Fuzz of(int runs, List<byte[]> seeds) {
    return new Fuzz(seeds, List.of(), SEED, Integer.getInteger("fuzz.runs", runs), PATIENCE);
  }

  public static Fuzz of(int runs, String... seeds) {
    return of(runs, Stream.of(seeds).map(s -> s.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /// What means something to the parser, to be strewn in.
  public Fuzz with(String... meaningful) {
    return new Fuzz(seeds, List.of(meaningful), first, runs, patience);
  }

  Fuzz from(long seed, int count, Duration within) {
    return new Fuzz(seeds, words, seed, count, within);
  }

  /// Checks a parser of bytes.
  public void bytes(Property<byte[]> property) {
    check(property, caller());
  }

  /// Checks a parser of text, which gets what a program's output is taken for: UTF-8, with a mark
  /// for what is none.
  public void texts(Property<String> property) {
    check(input -> property.holdsFor(new String(input, StandardCharsets.UTF_8)), caller());
  }

  private static String caller() {
    StackWalker.StackFrame frame =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .walk(f -> f.skip(2).findFirst())
            .orElseThrow();
    return frame.getDeclaringClass().getSimpleName() + "#" + frame.getMethodName();
  }

  private void check(Property<byte[]> property, String test) {
    if (Guided.isAsked()) {
      throw new Guided.Taken(property, seeds, words);
    }
    Mutator mutator = new Mutator(seeds, words);
    for (long seed = first; seed < first + runs; seed++) {
      byte[] input = mutator.input(seed);
      attempt(property, input)
          .throwUnless(
              "an input is not stood: %s%nreplay it with: %s%nthe input: %s"
                  .formatted("%s", command(test, seed), shown(input)));
    }
  }

  private record Outcome(List<Throwable> failures) {

    void throwUnless(String message) {
      failures.forEach(
          failure -> {
            throw new AssertionError(message.replaceFirst("%s", quoted(failure)), failure);
          });
    }

    private static String quoted(Throwable failure) {
      return Matcher.quoteReplacement(failure.toString());
    }
  }

  private Outcome attempt(Property<byte[]> property, byte[] input) {
    AtomicReference<List<Throwable>> failures = new AtomicReference<>(List.of());
    Runnable run =
        () -> {
          try {
            property.holdsFor(input.clone());
          } catch (Throwable failure) {
            failures.set(List.of(failure));
          }
        };
    Thread thread = Thread.ofPlatform().daemon().stackSize(STACK_BYTES).unstarted(run);
    thread.start();
    try {
      if (!thread.join(patience)) {
        AssertionError endless = new AssertionError("no end within " + patience);
        endless.setStackTrace(thread.getStackTrace());
        return new Outcome(List.of(endless));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(List.of(e));
    }
    return new Outcome(failures.get());
  }

  private static String command(String test, long seed) {
    Path module = Path.of("").toAbsolutePath().getFileName();
    return ("mvn -pl %s -am test -Dtest='%s' -Dsurefire.failIfNoSpecifiedTests=false"
            + " -Dfuzz.runs=1 -Dfuzz.seed=%d")
        .formatted(module, test, seed);
  }

  private static String shown(byte[] input) {
    String text =
        new String(Arrays.copyOf(input, Math.min(input.length, SHOWN)), StandardCharsets.UTF_8)
            .chars()
            .mapToObj(c -> c >= ' ' && c < 127 ? Character.toString(c) : "\\u%04x".formatted(c))
            .collect(Collectors.joining());
    return input.length > SHOWN ? "%s… (%d bytes)".formatted(text, input.length) : text;
  }
}
