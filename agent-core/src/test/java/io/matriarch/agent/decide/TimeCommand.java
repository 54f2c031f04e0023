package io.matriarch.agent.decide;

import java.time.Duration;

/// Lets time pass: `s` and `ms` are known units.
///
/// Example: `time +9999ms`
final class TimeCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    String text = arguments.word("a time such as +5s");
    incident.pass(parse(text));
    return "";
  }

  static Duration parse(String text) {
    if (!text.matches("\\+\\d+(ms|s)")) {
      throw new IllegalArgumentException("time: '" + text + "' is not of the form +5s or +5ms");
    }
    boolean millis = text.endsWith("ms");
    long number = Long.parseLong(text.substring(1, text.length() - (millis ? 2 : 1)));
    return millis ? Duration.ofMillis(number) : Duration.ofSeconds(number);
  }
}
