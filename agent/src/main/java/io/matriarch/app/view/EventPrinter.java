package io.matriarch.app.view;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// Prints the events that are wanted, one a line.
final class EventPrinter {

  static final List<String> SEVERITIES = List.of("info", "warning", "critical");

  private static final String GAP = "gap";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  /// Which events are wanted.
  ///
  /// @param node empty for all of them
  /// @param type how the types begin
  /// @param severity the least one
  record Wanted(String node, String type, String severity) {

    /// Whoever misses events must know it, whatever they asked for.
    boolean has(EventList.Told event) {
      boolean chosen =
          event.type().equals(GAP)
              || (event.type().startsWith(type)
                  && SEVERITIES.indexOf(event.severity()) >= SEVERITIES.indexOf(severity));
      return chosen && (node.isEmpty() || event.node().equals(node));
    }
  }

  /// How a line looks.
  enum Form {
    PLAIN,
    COLOURED,
    JSON
  }

  private final PrintWriter out;
  private final Wanted wanted;
  private final Form form;

  EventPrinter(PrintWriter out, Wanted wanted, Form form) {
    this.out = out;
    this.wanted = wanted;
    this.form = form;
  }

  /// The latest of them, so many at most.
  void print(List<EventList.Told> events, int most) {
    List<EventList.Told> chosen = events.stream().filter(wanted::has).toList();
    chosen.stream().skip(Math.max(0, chosen.size() - most)).forEach(this::write);
    out.flush();
  }

  void print(EventList.Told event) {
    if (wanted.has(event)) {
      write(event);
      out.flush();
    }
  }

  /// Whether nobody reads any more.
  boolean isClosed() {
    return out.checkError() || System.out.checkError();
  }

  private void write(EventList.Told event) {
    out.println(
        switch (form) {
          case JSON -> event.json().toString();
          case PLAIN -> line(event, false);
          case COLOURED -> line(event, true);
        });
  }

  private static String line(EventList.Told event, boolean colour) {
    Style style =
        switch (event.severity()) {
          case "critical" -> Style.BAD;
          case "warning" -> Style.WARNING;
          default -> Style.GOOD;
        };
    return "%s  %s  %s  %-20s  %s"
        .formatted(
            TIME.format(event.time()),
            event.node(),
            style.on("%-8s".formatted(event.severity()), colour),
            event.type(),
            sentence(event));
  }

  /// The number of an event is about the time at which it happened.
  private static String sentence(EventList.Told event) {
    return event.type().equals(GAP)
        ? "events are missing: %s keeps none from before %s"
            .formatted(
                event.node(),
                TIME.format(Instant.ofEpochMilli(event.data().path("oldest_kept").asLong())))
        : event.sentence();
  }
}
