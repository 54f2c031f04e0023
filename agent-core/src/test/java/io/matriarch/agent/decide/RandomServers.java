package io.matriarch.agent.decide;

import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.model.WalReceiver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Makes up states of a server, each kind as often as the others.
record RandomServers(RandomWorld world) {

  private static final List<Long> LAGS =
      List.of(0L, (16L << 20) - 1, 16L << 20, 1_048_576L, 1_048_577L, 1L << 40);

  private static final List<String> NAMES =
      List.of("", "ANY 1 (n2)", "ANY 1 (n2, n3)", "FIRST 2 (n3, n2)", "*", "n9");

  ServerState state() {
    return switch (world.upTo(6)) {
      case 0 -> new ServerState.Absent("nothing there");
      case 1 -> new ServerState.Stopped(control());
      case 2 -> new ServerState.Crashed(control(), world.maybe(), world.upTo(3));
      case 3 -> new ServerState.Starting(control(), world.maybe(), longSentence());
      case 4 ->
          new ServerState.Unreachable(control(), world.maybe(), world.maybe(), longSentence());
      case 5 -> primary();
      default -> standby();
    };
  }

  private String longSentence() {
    return "the database system is not yet accepting connections ".repeat(world.upTo(4));
  }

  ControlData control() {
    return new ControlData(
        world.one(List.of(ControlData.ClusterState.values())),
        world.system(),
        world.lsn(),
        world.lsn(),
        world.position().timeline(),
        Lsn.ZERO,
        0,
        "replica");
  }

  private ServerSettings settings() {
    return new ServerSettings(
        170_006,
        world.system(),
        world.one(NAMES),
        "on",
        "",
        "replica",
        "latest",
        world.rarely() ? 1 : 10,
        0,
        0,
        world.maybe());
  }

  private ServerState primary() {
    List<StandbyLink> links =
        IntStream.range(0, world.upTo(3)).mapToObj(_ -> link(world.node())).toList();
    WalPosition written = world.position();
    return new ServerState.Primary(settings(), written, written.lsn(), links, slots());
  }

  private StandbyLink link(String name) {
    return new StandbyLink(
        name,
        name,
        world.one(List.of("startup", "catchup", "streaming")),
        world.one(List.of("async", "potential", "sync", "quorum")),
        world.lsn(),
        world.lsn(),
        world.lsn(),
        world.lsn(),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO);
  }

  private ServerState standby() {
    WalPosition held = world.position();
    Lsn end = new Lsn(held.lsn().value() + world.one(LAGS));
    WalReceiver receiver =
        new WalReceiver(
            world.one(List.of("starting", "streaming", "waiting")),
            world.node(),
            5432,
            held.timeline(),
            held.lsn(),
            held.lsn(),
            end,
            100);
    return new ServerState.Standby(
        settings(),
        held,
        held.lsn(),
        world.lsn(),
        world.rarely(),
        Duration.ZERO,
        world.maybe() ? List.of(receiver) : List.of(),
        List.of(),
        slots());
  }

  private List<ReplicationSlot> slots() {
    return List.of("matriarch_n2", "matriarch_n3", "matriarch_n9", "backup").stream()
        .filter(_ -> world.rarely())
        .map(
            name ->
                new ReplicationSlot(
                    name,
                    world.rarely() ? "logical" : "physical",
                    world.rarely(),
                    world.maybe(),
                    world.one(LAGS),
                    world.rarely() ? "lost" : "reserved",
                    world.perhaps(world.lsn()),
                    world.rarely(),
                    Optional.empty()))
        .toList();
  }
}
