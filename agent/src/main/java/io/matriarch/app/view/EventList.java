package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Events of several nodes. Their order rests on the nodes' clocks.
final class EventList {

  /// One event, and the node that told it.
  record Told(String node, JsonNode json) {

    static final String PREFIX = "io.matriarch.";

    Instant time() {
      return Instant.parse(json.path("time").asText());
    }

    String type() {
      String type = json.path("type").asText();
      return type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
    }

    String subject() {
      return json.path("subject").asText();
    }

    String correlation() {
      return json.path("correlationid").asText();
    }

    String severity() {
      return json.path("severity").asText();
    }

    JsonNode data() {
      return json.path("data");
    }

    String sentence() {
      return data().path("sentence").asText();
    }

    long number() {
      return json.path("id").asLong();
    }
  }

  private final List<Told> events = new ArrayList<>();
  private final Set<String> silent = new TreeSet<>();

  void add(String node, AgentAnswer answer, PrintWriter err) {
    switch (answer) {
      case AgentAnswer.Told(var json) -> json.forEach(event -> events.add(new Told(node, event)));
      case AgentAnswer.Silent(var reason) -> {
        silent.add(node);
        err.println("matriarch: no events of " + node + ": " + reason);
      }
    }
  }

  void add(Told told) {
    events.add(told);
  }

  EventList sorted() {
    events.sort(Comparator.comparing(Told::time).thenComparing(Told::node));
    return this;
  }

  List<Told> all() {
    return List.copyOf(events);
  }

  /// Whether that node's agent did not answer.
  boolean isSilent(String node) {
    return silent.contains(node);
  }

  /// For each node that told something, the number of its latest event.
  Map<String, Long> places() {
    Map<String, Long> places = new TreeMap<>();
    events.forEach(event -> places.merge(event.node(), event.number(), Math::max));
    return places;
  }
}
