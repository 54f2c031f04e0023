package io.matriarch.agent.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
          "hang_timeout");

  /// An instance in which every wrong value was replaced by its default, with a sentence for each.
  public record Parsed(Instance instance, List<String> faults) {

    public Parsed {
      faults = List.copyOf(faults);
    }
  }

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
        number("maxlag", 0, 0, Long.MAX_VALUE),
        parsed("crash_policy", CrashPolicy.AUTO, "auto, failover or restart", CrashPolicies::of),
        seconds("recovery_wait", 30),
        seconds("election_wait", 5),
        seconds("hang_timeout", 30),
        notifications);
  }

  private static final class CrashPolicies {
    static CrashPolicy of(String text) {
      return Arrays.stream(CrashPolicy.values())
          .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(text))
          .findFirst()
          .orElseThrow(IllegalArgumentException::new);
    }
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
