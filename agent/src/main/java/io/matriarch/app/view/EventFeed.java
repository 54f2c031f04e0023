package io.matriarch.app.view;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.telemetry.event.Backoff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Follows one agent's event stream, and opens it again after its last event whenever it ends,
/// until its thread is interrupted.
final class EventFeed implements Runnable {

  /// How an agent is reached.
  interface Door {
    AgentWire open() throws IOException;

    /// A header with its line's end that lets the command in; mostly empty. A secret.
    default String credentials() {
      return "";
    }
  }

  /// Who is told; may make the feed wait.
  interface Listener {
    void told(News news) throws InterruptedException;
  }

  /// What a feed tells.
  sealed interface News {

    /// Something happened.
    record Happened(EventList.Told event) implements News {}

    /// The node's events come no more for now.
    record Lost(String node, String reason) implements News {}

    /// They come again.
    record Found(String node) implements News {}
  }

  /// How a feed waits.
  ///
  /// @param patience for how long a living agent may be silent; it says something every 15 s
  record Timing(Backoff backoff, Duration patience, Pace pace) {
    static final Timing USUAL =
        new Timing(
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)),
            Duration.ofSeconds(40),
            Pace.REAL);
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String node;
  private final Door door;
  private final Listener listener;
  private final Timing timing;
  private String place;
  private boolean lost;
  private int failures;

  /// @param place the id after which it begins
  /// @param lost whether it is known already that the agent does not answer
  EventFeed(String node, Door door, String place, boolean lost, Listener listener, Timing timing) {
    this.node = node;
    this.door = door;
    this.place = place;
    this.lost = lost;
    this.listener = listener;
    this.timing = timing;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        String reason = follow();
        if (!lost) {
          lost = true;
          listener.told(new News.Lost(node, reason));
        }
        failures++;
        double chance = ThreadLocalRandom.current().nextDouble();
        timing.pace().pause(timing.backoff().after(failures, chance));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Tells what comes, and returns why nothing comes any more.
  private String follow() throws InterruptedException {
    try (StreamLines lines = new StreamLines(asked(), timing.patience())) {
      Optional<String> refusal = refusal(lines);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      if (lost) {
        lost = false;
        listener.told(new News.Found(node));
      }
      ServerSentEvent.Parser parser = new ServerSentEvent.Parser();
      Optional<String> line = lines.next();
      while (line.isPresent()) {
        failures = 0;
        Optional<ServerSentEvent> event = parser.take(line.get());
        if (event.isPresent()) {
          tell(event.get());
        }
        line = lines.next();
      }
      return "the agent closed the stream";
    } catch (IOException e) {
      return AgentClient.reason(e);
    }
  }

  /// HTTP/1.0, so that the stream comes without chunks.
  private AgentWire asked() throws IOException {
    AgentWire wire = door.open();
    String request =
        """
        GET /v1/events HTTP/1.0\r
        Host: localhost\r
        Accept: text/event-stream\r
        Last-Event-ID: %s\r
        %s\r
        """
            .formatted(place, door.credentials());
    try {
      wire.send(request.getBytes(StandardCharsets.US_ASCII));
      return wire;
    } catch (IOException e) {
      wire.close();
      throw e;
    }
  }

  private static Optional<String> refusal(StreamLines lines) throws IOException {
    String status = lines.next().orElse("an empty answer");
    boolean stream = false;
    String header = lines.next().orElse("");
    while (!header.isEmpty()) {
      stream |= header.toLowerCase(Locale.ROOT).contains("text/event-stream");
      header = lines.next().orElse("");
    }
    return status.matches("HTTP/1\\.[01] 200( .*)?") && stream
        ? Optional.empty()
        : Optional.of("it answered with " + status + (stream ? "" : ", and no stream"));
  }

  private void tell(ServerSentEvent event) throws IOException, InterruptedException {
    listener.told(new News.Happened(new EventList.Told(node, MAPPER.readTree(event.data()))));
    if (!event.id().isEmpty()) {
      place = event.id();
    }
  }
}
