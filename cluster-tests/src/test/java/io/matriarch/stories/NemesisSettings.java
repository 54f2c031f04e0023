package io.matriarch.stories;

import io.matriarch.reliability.Mode;
import io.matriarch.stories.Make.Begun;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the nemesis is to do, from CHAOS_SEED, CHAOS_FAULTS, CHAOS_MINUTES, CHAOS_SYNCHRONOUS and
/// CHAOS_AGENT.
///
/// @param seed that of the first round; the second one has the next number
/// @param faultsMost no round begins after so many faults
/// @param spanMost no round begins after so long
/// @param modes through which it goes in turn
record NemesisSettings(
    long seed, int faultsMost, Duration spanMost, List<Mode> modes, Begun agent) {

  private static final Duration SPAN = Duration.ofMinutes(20);
  private static final int ANY_NUMBER = Integer.MAX_VALUE;
  private static final Duration ANY_TIME = Duration.ofDays(365);

  /// Rounds in one mode before the next one's turn: changing it takes time.
  private static final int ROUNDS_IN_A_ROW = 5;

  NemesisSettings {
    modes = List.copyOf(modes);
  }

  static NemesisSettings chosen() {
    return of(System.getenv(), System.currentTimeMillis());
  }

  /// @param now the seed if none is given
  static NemesisSettings of(Map<String, String> environment, long now) {
    Begun agent = agent(environment.getOrDefault("CHAOS_AGENT", Begun.MATRIARCH.word()));
    Optional<Long> faults = number(environment, "CHAOS_FAULTS");
    Optional<Long> minutes = number(environment, "CHAOS_MINUTES");
    Duration unless = faults.isPresent() ? ANY_TIME : SPAN;
    return new NemesisSettings(
        number(environment, "CHAOS_SEED").orElse(now),
        faults.map(Math::toIntExact).orElse(ANY_NUMBER),
        minutes.map(Duration::ofMinutes).orElse(unless),
        modes(agent, environment.getOrDefault("CHAOS_SYNCHRONOUS", "all")),
        agent);
  }

  Mode modeOf(int round) {
    return modes.get((round - 1) / ROUNDS_IN_A_ROW % modes.size());
  }

  /// A round by itself has the seed by which it can be the first one of another run.
  long seedOf(int round) {
    return seed + round - 1;
  }

  private static Begun agent(String word) {
    return Arrays.stream(Begun.values())
        .filter(begun -> begun.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "CHAOS_AGENT is '%s': matriarch or paf".formatted(word)));
  }

  /// PAF leaves the setting to the administrator, who knows no `prefer`.
  private static List<Mode> modes(Begun agent, String word) {
    List<Mode> possible =
        switch (agent) {
          case MATRIARCH -> List.of(Mode.OFF, Mode.PREFER, Mode.STRICT);
          case PAF -> List.of(Mode.OFF, Mode.STRICT);
        };
    List<Mode> chosen =
        possible.stream().filter(m -> word.equals("all") || m.word().equals(word)).toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "CHAOS_SYNCHRONOUS is '%s': with %s it is all or one of %s"
              .formatted(word, agent.word(), possible.stream().map(Mode::word).toList()));
    }
    return chosen;
  }

  private static Optional<Long> number(Map<String, String> environment, String name) {
    Optional<String> text = Optional.ofNullable(environment.get(name));
    text.filter(t -> !t.matches("[1-9]\\d{0,17}"))
        .ifPresent(
            t -> {
              throw new IllegalArgumentException(
                  "%s is '%s': a whole number from 1 on is needed".formatted(name, t));
            });
    return text.map(Long::valueOf);
  }
}
