package io.matriarch.telemetry.event;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Every kind of event, by its record.
public final class EventKinds {

  private EventKinds() {}

  public static Stream<Class<?>> records() {
    return records(Event.class);
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(EventKinds::records);
  }

  /// An event of that record with the plainest values.
  static Event sample(Class<?> type) throws ReflectiveOperationException {
    List<Class<?>> types = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      types.add(component.getType());
      values.add(value(component.getType()));
    }
    var constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
    return (Event) constructor.newInstance(values.toArray());
  }

  private static Object value(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "String" -> "text";
      case "int" -> 1;
      case "long" -> 1L;
      case "boolean" -> true;
      case "List" -> List.of("text");
      case "SortedMap" -> new TreeMap<>(Map.of("text", 1L));
      default -> throw new IllegalStateException("no JSON type for " + type);
    };
  }

  /// Each kind as it is written, with the plainest values.
  public static List<CloudEvent> written() throws ReflectiveOperationException {
    List<CloudEvent> all = new ArrayList<>();
    for (Class<?> type : records().toList()) {
      all.add(written(sample(type), "pgsqld"));
    }
    return all;
  }

  public static CloudEvent written(Event event, String subject) {
    return CloudEvent.of(
        1764300000000L,
        Instant.parse("2026-03-01T12:00:00Z"),
        new CloudEvent.Context("/matriarch/herd/n1", subject, Optional.of("pgsqld-4")),
        event);
  }
}
