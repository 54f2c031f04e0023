package io.matriarch.telemetry;

import io.matriarch.agent.decide.Decider;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Snapshot;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A telemetry with clocks that stand still, told by the real decider.
final class Fixture {

  static final Instant WALL = Instant.parse("2026-03-01T12:00:00Z");

  final AtomicReference<BootTime> now = new AtomicReference<>(Snapshots.NOW);
  final Telemetry telemetry;

  Fixture(String node) {
    telemetry =
        new Telemetry(
            new Identity("0.1.0", "0123abc", "herd", node), now::get, () -> WALL, Optional.empty());
  }

  Fixture() {
    this("n1");
  }

  static Fixture told(Snapshot snapshot) {
    Fixture fixture = new Fixture(snapshot.node());
    fixture.tell(snapshot);
    return fixture;
  }

  void tell(Snapshot snapshot) {
    telemetry.decided(snapshot, new Decider().decide(snapshot));
  }

  Scrape scrape() {
    return new Scrape(telemetry);
  }
}
