package io.matriarch.app.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One failover as all nodes tell it.
///
/// @param id the name that all nodes gave it
/// @param events in the order of their time, with what followed within ten seconds
record Story(String id, List<EventList.Told> events) {

  private static final Duration LEAD = Duration.ofSeconds(10);
  private static final Duration AFTERMATH = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final List<String> HIDDEN =
      List.of("failover.phase", "decision.changed", "score.changed", "cluster.known");
  private static final List<String> PHASES =
      List.of("detect", "fence", "demote", "elect", "promote", "writable", "address");

  Story {
    events = List.copyOf(events);
  }

  /// The failovers among all that the nodes told, the earliest first.
  static List<Story> among(List<EventList.Told> all) {
    Map<String, List<EventList.Told>> byId = new LinkedHashMap<>();
    all.stream()
        .filter(e -> !e.correlation().isEmpty())
        .forEach(e -> byId.computeIfAbsent(e.correlation(), _ -> new ArrayList<>()).add(e));
    List<Story> stories = new ArrayList<>();
    byId.forEach(
        (id, events) ->
            apart(events).forEach(part -> stories.add(new Story(id, withAftermath(all, part)))));
    stories.sort(Comparator.comparing(Story::begun));
    return stories;
  }

  /// One that was averted has the name of the next one, as both left the same promotion.
  private static List<List<EventList.Told>> apart(List<EventList.Told> events) {
    List<List<EventList.Told>> parts = new ArrayList<>();
    Instant last = Instant.MIN;
    for (EventList.Told event : events) {
      if (parts.isEmpty() || event.time().isAfter(last.plus(PAUSE))) {
        parts.add(new ArrayList<>());
      }
      parts.getLast().add(event);
      last = event.time();
    }
    return parts;
  }

  private static List<EventList.Told> withAftermath(
      List<EventList.Told> all, List<EventList.Told> own) {
    Instant from = own.getFirst().time();
    Instant to = own.getLast().time().plus(AFTERMATH);
    return all.stream()
        .filter(
            e ->
                own.contains(e)
                    || (e.correlation().isEmpty()
                        && isWithin(e, isLoss(e) ? from.minus(LEAD) : from, to)))
        .toList();
  }

  /// A standby that lost its upstream: where the node is lost, the cluster notices later.
  private static boolean isLoss(EventList.Told event) {
    return event.type().equals("streaming.changed") && event.severity().equals("warning");
  }

  private static boolean isWithin(EventList.Told event, Instant from, Instant to) {
    return event.time().isAfter(from) && event.time().isBefore(to);
  }

  Instant begun() {
    return events.getFirst().time();
  }

  /// The end as the node tells it that saw most of it: the new primary, else the first one.
  Optional<EventList.Told> end() {
    List<EventList.Told> ends =
        events.stream().filter(e -> e.type().equals("failover.ended")).toList();
    return ends.stream()
        .filter(e -> e.data().path("primary").asText().equals(e.node()))
        .findFirst()
        .or(() -> ends.stream().findFirst());
  }

  /// How long each phase took, on the node that saw it, in milliseconds.
  Map<String, Long> phases() {
    Map<String, Long> phases = new TreeMap<>(Comparator.comparingInt(PHASES::indexOf));
    events.stream()
        .filter(e -> e.type().equals("failover.phase"))
        .filter(e -> PHASES.contains(e.data().path("phase").asText()))
        .forEach(
            e ->
                phases.merge(
                    e.data().path("phase").asText(), e.data().path("took_ms").asLong(), Math::max));
    return phases;
  }

  /// The most that any node knows to be left behind.
  long lostBytes() {
    return events.stream()
        .filter(e -> e.type().equals("failover.ended"))
        .mapToLong(e -> e.data().path("lost_wal_bytes").asLong())
        .max()
        .orElse(0);
  }

  String title() {
    String when =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
            .withZone(ZoneId.systemDefault())
            .format(begun());
    String what =
        end().map(EventList.Told::sentence).orElse("it has not ended, as far as was told");
    return "Failover " + id + "   " + when + "   " + what;
  }

  /// What a person needs of it: each step with its time after the beginning.
  ///
  /// @param whole with decisions and scores
  String text(boolean whole, boolean colour) {
    StringBuilder text = new StringBuilder(Style.TITLE.on(title(), colour)).append("\n\n");
    Table table = new Table();
    for (EventList.Told event : events) {
      if (whole || !(isHidden(event) || isNotification(event))) {
        String after = Duration.between(begun(), event.time()).toMillis() + " ms";
        table.add(
            List.of(
                Table.Cell.plain("%10s".formatted(after)),
                Table.Cell.plain(event.node()),
                Table.Cell.plain(event.sentence())));
      }
    }
    text.append(table.text(colour)).append('\n');
    phases().forEach((phase, took) -> text.append("  %-8s %6d ms\n".formatted(phase, took)));
    return text.toString();
  }

  /// What all nodes tell alike is told once, by the new primary.
  private boolean isHidden(EventList.Told event) {
    boolean alike = List.of("failover.ended", "promotion.recorded").contains(event.type());
    boolean others = end().filter(end -> !end.node().equals(event.node())).isPresent();
    return HIDDEN.contains(event.type()) || (alike && others);
  }

  /// What Pacemaker tells of the resource itself its agent tells better.
  private boolean isNotification(EventList.Told event) {
    boolean own =
        event.type().equals("resource.told")
            && id.startsWith(event.data().path("name").asText() + "-");
    boolean notified =
        event.type().equals("operation.ended")
            && event.data().path("succeeded").asBoolean()
            && event.data().path("operation").asText().matches("(pre|post)-.*");
    return own || notified;
  }
}
