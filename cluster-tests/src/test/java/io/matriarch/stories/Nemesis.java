package io.matriarch.stories;

import io.matriarch.reliability.Mode;
import io.matriarch.reliability.Page;
import io.matriarch.reliability.Results;
import io.matriarch.reliability.Round;
import io.matriarch.reliability.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Plays round after round. What each came to is kept at once, so that a run that breaks off tells
/// what it saw. At the end the page is made from all runs that are kept.
final class Nemesis {

  private static final Path RESULTS = Path.of("target/nemesis");
  private static final Path DOCS = Path.of("../docs");

  private final NemesisSettings settings;
  private final Circumstances circumstances;
  private final List<Round> rounds = new ArrayList<>();
  private Bed bed;
  private Optional<Mode> inForce = Optional.empty();

  Nemesis(Bed bed, NemesisSettings settings) {
    this.bed = bed;
    this.settings = settings;
    this.circumstances = Circumstances.of(bed);
  }

  /// Fails naming each round that went wrong; but what PAF does wrong is what is asked, and only
  /// told.
  void run() {
    System.out.printf("  CHAOS_SEED=%d%n", settings.seed());
    long end = System.nanoTime() + settings.spanMost().toNanos();
    try {
      while (hits() < settings.faultsMost() && System.nanoTime() < end) {
        playNext();
      }
    } finally {
      Page.tell(RESULTS, DOCS);
    }
    List<Round> wrong = rounds.stream().filter(r -> !r.violations().isEmpty()).toList();
    if (!wrong.isEmpty() && settings.agent() == Make.Begun.MATRIARCH) {
      throw new AssertionError(
          wrong.stream()
              .map(r -> r + "\n  again: " + Page.replay(settings.agent().word(), r))
              .collect(Collectors.joining("\n")));
    }
  }

  private int hits() {
    return rounds.stream().mapToInt(Round::hits).sum();
  }

  private void playNext() {
    int number = rounds.size() + 1;
    Mode mode = settings.modeOf(number);
    long seed = settings.seedOf(number);
    enforce(mode);
    Path diagnoses = RESULTS.resolve("%s-%d".formatted(settings.agent().word(), seed));
    NemesisRound round = new NemesisRound(bed, mode, diagnoses);
    round.play(Plan.of(seed, circumstances::allow));
    rounds.add(round.told(number, seed));
    System.out.println(rounds.getLast());
    keep();
    if (round.wasRestored()) {
      inForce = Optional.empty();
    }
    if (round.bedIsLost()) {
      replaceBed();
    }
  }

  /// A bed that has been healthy all the same may not take a setting: then another one must.
  private void enforce(Mode mode) {
    if (inForce.equals(Optional.of(mode))) {
      return;
    }
    try {
      set(mode);
    } catch (AssertionError | RuntimeException e) {
      System.out.printf("  %s could not be brought into force: %s%n", mode, e.getMessage());
      replaceBed();
      set(mode);
    }
    inForce = Optional.of(mode);
  }

  private void set(Mode mode) {
    if (settings.agent() == Make.Begun.MATRIARCH) {
      bed.parameter("hang_timeout", "5");
      bed.parameter("synchronous_wait", "6");
    }
    ModeInForce.on(bed, mode);
  }

  private void replaceBed() {
    bed = StoryBed.fresh(bed.make());
    bed.healthy();
    inForce = Optional.empty();
  }

  private void keep() {
    try {
      Results.write(
          RESULTS,
          new Run(
              settings.agent().word(),
              settings.seed(),
              circumstances.facts(),
              circumstances.leftOut(settings.agent()),
              rounds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
