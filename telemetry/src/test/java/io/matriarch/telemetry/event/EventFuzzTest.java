package io.matriarch.telemetry.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.fuzz.Fuzz;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Lines of Pacemaker's alerts and of the kept journal, spoilt.
class EventFuzzTest {

  @Test
  void a_line_of_an_alert_is_an_event_or_none() {
    Fuzz.of(
            1500,
            "kind=fencing node=n2 rsc= task=reboot rc=0 desc=Operation reboot of n2 by n1: OK",
            "kind=resource node=n1 rsc=pg task=promote rc=1 desc=failed, for a reason",
            "kind=node node=n1 rsc= task= rc= desc=lost")
        .with("kind=fencing", "kind=resource", "rc=", "desc=", " desc=", "task=monitor")
        .texts(
            line -> {
              Optional<ClusterEvent> event = AlertLine.parse(line);
              event.ifPresent(
                  told ->
                      assertThat(
                              CloudEvent.parse(
                                  CloudEvent.of(
                                          7,
                                          Instant.EPOCH,
                                          new CloudEvent.Context("/x", "", Optional.empty()),
                                          told)
                                      .json()))
                          .isPresent());
            });
  }

  @Test
  void a_line_of_the_journal_is_an_event_or_left_out() {
    Fuzz.of(
            1500,
            "{\"specversion\":\"1.0\",\"id\":\"1767225600000\",\"source\":\"/matriarch/c/n1\","
                + "\"type\":\"io.matriarch.failover.ended\",\"time\":\"2026-01-01T00:00:00.000Z\","
                + "\"subject\":\"pg\",\"correlationid\":\"x\",\"severity\":\"info\","
                + "\"data\":{\"sentence\":\"it is over\",\"phases_ms\":{\"detect\":3}}}")
        .with("{\"a\":", "[", "]", "}", "\"id\":", "\\u0000", "1e400", "null", "\\ud800")
        .texts(
            line ->
                CloudEvent.parse(line)
                    .ifPresent(
                        event -> {
                          assertThat(event.number()).isNotNegative();
                          assertThat(event.shortType()).isNotNull();
                          assertThat(event.correlation()).isNotNull();
                        }));
  }
}
