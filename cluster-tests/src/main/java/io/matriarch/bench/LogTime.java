package io.matriarch.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When a line was logged, by an agent (`2026-11-25T02:20:27.761Z`) or by Pacemaker (`Nov 25
/// 02:20:27.761`, without a year); the bed's nodes are in UTC.
final class LogTime {

  private static final Pattern AGENT = Pattern.compile("^\\S+ (\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z) ");
  private static final Pattern PACEMAKER =
      Pattern.compile("^\\S+ [A-Z][a-z]{2} [ \\d]\\d (\\d\\d:\\d\\d:\\d\\d\\.\\d{3}) ");

  private LogTime() {}

  /// @param near microseconds since the epoch, less than half a day away
  static Optional<Long> of(String line, long near) {
    Matcher agent = AGENT.matcher(line);
    if (agent.find()) {
      return Optional.of(micros(Instant.parse(agent.group(1))));
    }
    Matcher pacemaker = PACEMAKER.matcher(line);
    return pacemaker.find()
        ? Optional.of(nearest(LocalTime.parse(pacemaker.group(1)), near))
        : Optional.empty();
  }

  private static long nearest(LocalTime time, long near) {
    Instant around = Instant.EPOCH.plus(near, ChronoUnit.MICROS);
    LocalDate day = LocalDate.ofInstant(around, ZoneOffset.UTC);
    Instant at = day.atTime(time).toInstant(ZoneOffset.UTC);
    Duration off = Duration.between(around, at);
    if (off.toHours() >= 12) {
      at = at.minus(1, ChronoUnit.DAYS);
    } else if (off.toHours() <= -12) {
      at = at.plus(1, ChronoUnit.DAYS);
    }
    return micros(at);
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
