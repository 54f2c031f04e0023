package io.matriarch.telemetry;

import io.matriarch.telemetry.event.CloudEvent;
import io.matriarch.telemetry.event.EventJournal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `/v1/events`: the journal as JSON, or, for who accepts `text/event-stream`, as it goes on.
final class EventRoutes {

  private static final String STREAM = "text/event-stream";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
  private static final int LIMIT = 200;
  private static final long MOST = 1 << 20;
  private static final int BAD_REQUEST = 400;
  private static final int UNAVAILABLE = 503;

  private final Vertx vertx;
  private final Answers answers;
  private final EventJournal journal;
  private final EventStream stream;

  EventRoutes(Vertx vertx, Telemetry telemetry, Answers answers) {
    this.answers = answers;
    this.vertx = vertx;
    this.journal = telemetry.journal();
    this.stream = telemetry.stream();
  }

  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String accept = Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)).orElse("");
    Optional<String> wrong =
        List.of("since", "limit").stream()
            .filter(name -> parameter(request, name).filter(v -> !isNumber(v)).isPresent())
            .findFirst();
    if (wrong.isPresent()) {
      String name = wrong.get();
      answers.plain(
          context,
          BAD_REQUEST,
          "%s=%s is not a number: give the id of an event for since, a count for limit\n"
              .formatted(name, parameter(request, name).orElse("")));
    } else if (accept.contains(STREAM)) {
      follow(context);
    } else {
      answers.send(context, 200, BATCH, batch(request));
    }
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static Optional<String> parameter(HttpServerRequest request, String name) {
    return Optional.ofNullable(request.getParam(name));
  }

  /// The latest ones, or those after `since`; `correlation` and `type` choose among them.
  private String batch(HttpServerRequest request) {
    int limit =
        parameter(request, "limit").map(l -> (int) Math.min(Long.parseLong(l), MOST)).orElse(LIMIT);
    List<CloudEvent> events =
        parameter(request, "since")
            .map(Long::parseLong)
            .map(since -> journal.after(since, Integer.MAX_VALUE).events())
            .orElseGet(() -> journal.latest(Integer.MAX_VALUE));
    List<CloudEvent> chosen =
        events.stream()
            .filter(matches(request, "correlation", CloudEvent::correlation))
            .filter(matches(request, "type", CloudEvent::shortType))
            .toList();
    return chosen.stream()
        .skip(Math.max(0, chosen.size() - limit))
        .map(CloudEvent::json)
        .collect(Collectors.joining(",\n", "[", "]\n"));
  }

  private static Predicate<CloudEvent> matches(
      HttpServerRequest request, String name, Function<CloudEvent, String> of) {
    Optional<String> wanted = parameter(request, name);
    return event -> wanted.map(of.apply(event)::equals).orElse(true);
  }

  /// Goes on after the event that the reader had last; one that had none gets what is new.
  private void follow(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (stream.isFull()) {
      answers.plain(
          context, UNAVAILABLE, "too many readers: %d\n".formatted(EventStream.READERS_MAX));
      return;
    }
    long after =
        Optional.ofNullable(request.getHeader("Last-Event-ID"))
            .filter(EventRoutes::isNumber)
            .or(() -> parameter(request, "since"))
            .map(Long::parseLong)
            .orElseGet(journal::newest);
    context
        .response()
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, STREAM)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    stream.follow(vertx, context.response(), after);
  }
}
