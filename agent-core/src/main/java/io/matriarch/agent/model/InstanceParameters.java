package io.matriarch.agent.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Reads an [Instance] from the resource's parameters, whether they come from the CIB or from the
/// environment of a resource operation. An empty value means the default, as with PAF.
public final class InstanceParameters {

  /// The parameters' names.
  public static final List<String> NAMES =
      List.of(
          "system_user",
          "bindir",
          "pgdata",
          "datadir",
          "pghost",
          "pgport",
          "start_opts",
          "maxlag",
          "crash_policy",
          "recovery_wait",
          "election_wait",
          "hang_timeout",
          "cold_start_wait",
          "rejoin",
          "rejoin_user",
          "rejoin_tries",
          "upstream",
          "slots",
          "slot_wal_max",
          "synchronous",
          "synchronous_list",
          "synchronous_count",
          "synchronous_wait",
          "disk_low");

  /// An instance in which every wrong value was replaced by its default, with a sentence for each.
  public record Parsed(Instance instance, List<String> faults) {

    public Parsed {
      faults = List.copyOf(faults);
    }
  }

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private final Map<String, String> values;
  private final List<String> faults = new ArrayList<>();

  private InstanceParameters(Map<String, String> values) {
    this.values = values;
  }

  /// Reads the values; all faults are reported, and the instance can still be stopped.
  public static Parsed parse(String resource, Map<String, String> values, boolean notifications) {
    InstanceParameters reader = new InstanceParameters(values);
    Instance instance = reader.read(resource, notifications);
    return new Parsed(instance, reader.faults);
  }

  private Instance read(String resource, boolean notifications) {
    values.keySet().stream()
        .filter(name -> !NAMES.contains(name))
        .sorted()
        .forEach(name -> faults.add("unknown parameter " + name + ": known are " + listed(NAMES)));
    Path pgdata = path("pgdata", Path.of("/var/lib/pgsql/data"));
    return new Instance(
        resource,
        text("system_user", "postgres"),
        path("bindir", Path.of("/usr/bin")),
        pgdata,
        path("datadir", pgdata),
        text("pghost", "/var/run/postgresql"),
        (int) number("pgport", 5432, 1, 65535),
        text("start_opts", ""),
        policy(),
        notifications);
  }

  private Policy policy() {
    return new Policy(
        number("maxlag", 0, 0, Long.MAX_VALUE),
        word("crash_policy", CrashPolicy.AUTO),
        seconds("recovery_wait", 30),
        seconds("election_wait", 5),
        seconds("hang_timeout", 30),
        seconds("cold_start_wait", 60),
        new Policy.Rejoin(
            word("rejoin", Policy.Rejoin.Method.REWIND),
            text("rejoin_user", ""),
            (int) number("rejoin_tries", 3, 1, 100),
            chosen("upstream", "manual", "managed")),
        new Policy.Slots(
            !chosen("slots", "on", "off"), number("slot_wal_max", GIB, MIB, Long.MAX_VALUE)),
        new Policy.Synchronous(
            word("synchronous", Policy.Synchronous.Mode.OFF),
            chosen("synchronous_list", "any", "first"),
            (int) number("synchronous_count", 1, 1, 16),
            seconds("synchronous_wait", 10)),
        number("disk_low", 256 * MIB, 0, Long.MAX_VALUE));
  }

  /// One of an enum's words, in lower case.
  private <E extends Enum<E>> E word(String name, E fallback) {
    List<E> all = List.of(fallback.getDeclaringClass().getEnumConstants());
    String words = String.join(" or ", all.stream().map(InstanceParameters::lower).toList());
    return parsed(
        name,
        fallback,
        words,
        text ->
            all.stream()
                .filter(e -> lower(e).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// Whether the second of two words was chosen; the first is the default.
  private boolean chosen(String name, String first, String second) {
    return parsed(
        name,
        false,
        first + " or " + second,
        text -> {
          if (!text.equals(first) && !text.equals(second)) {
            throw new IllegalArgumentException();
          }
          return text.equals(second);
        });
  }

  private String text(String name, String fallback) {
    String value = values.getOrDefault(name, "").strip();
    return value.isEmpty() ? fallback : value;
  }

  private Path path(String name, Path fallback) {
    return parsed(
        name,
        fallback,
        "an absolute path",
        value -> {
          Path path = Path.of(value);
          if (!path.isAbsolute()) {
            throw new IllegalArgumentException();
          }
          return path.normalize();
        });
  }

  private long number(String name, long fallback, long least, long most) {
    String rule =
        most == Long.MAX_VALUE
            ? "a whole number, not negative"
            : "a whole number from " + least + " to " + most;
    return parsed(
        name,
        fallback,
        rule,
        value -> {
          long number = Long.parseLong(value);
          if (number < least || number > most) {
            throw new IllegalArgumentException();
          }
          return number;
        });
  }

  private Duration seconds(String name, long fallback) {
    return Duration.ofSeconds(number(name, fallback, 1, 86_400));
  }

  private <T> T parsed(String name, T fallback, String rule, Function<String, T> parse) {
    String value = values.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      return fallback;
    }
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      faults.add("%s='%s' is not %s: set it, or remove it".formatted(name, value, rule));
      return fallback;
    }
  }

  private static String listed(List<String> names) {
    return String.join(" ", names);
  }
}
