package io.matriarch.simulation;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.model.WalReceiver;
import java.time.Duration;
import java.util.List;

/// What the agent's observer makes of a server.
record Sight(Server server, SynchronousSetting inForce, long startedAt) {

  ServerState state() {
    Disk disk = server.disk();
    if (disk.controlAside) {
      return new ServerState.Absent("pg_control is aside");
    }
    if (server.frozen()) {
      return new ServerState.Unreachable(
          disk.control(), disk.standbySignal, false, "no answer within 1.0 s");
    }
    return switch (server.phase()) {
      case DOWN ->
          disk.cleanlyShutDown() && server.orphans() == 0
              ? new ServerState.Stopped(disk.control())
              : new ServerState.Crashed(disk.control(), disk.standbySignal, server.orphans());
      case RECOVERING ->
          new ServerState.Starting(disk.control(), true, "the database system is starting up");
      case STOPPING ->
          new ServerState.Starting(disk.control(), false, "the database system is shutting down");
      case STANDBY -> standby();
      case PRIMARY ->
          new ServerState.Primary(
              settings(),
              disk.wal.position(),
              new Lsn(disk.wal.lsn()),
              server.standbys().stream().map(this::link).toList(),
              List.of());
    };
  }

  private ServerState standby() {
    Disk disk = server.disk();
    WalPosition held =
        server.ownReplayed() ? disk.wal.position() : disk.wal.upTo(disk.replayed).position();
    return new ServerState.Standby(
        settings(),
        held,
        new Lsn(server.receiver().received()),
        new Lsn(disk.replayed),
        false,
        Duration.ZERO,
        server.receiver().link().map(Sight::receiver).stream().toList(),
        List.of(),
        List.of());
  }

  private static WalReceiver receiver(Link link) {
    Lsn flushed = new Lsn(link.standby.disk().wal.lsn());
    return new WalReceiver(
        "streaming",
        link.primary.node(),
        5432,
        link.primary.disk().wal.timeline().number(),
        flushed,
        flushed,
        new Lsn(link.told()),
        10);
  }

  private StandbyLink link(Link link) {
    Lsn lsn = new Lsn(link.flushed());
    return new StandbyLink(
        link.standby.node(),
        "",
        "streaming",
        inForce.names().contains(link.standby.node()) ? "quorum" : "async",
        lsn,
        lsn,
        lsn,
        lsn,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO);
  }

  private ServerSettings settings() {
    return new ServerSettings(
        170_006,
        Disk.SYSTEM,
        inForce.toString(),
        "on",
        server.node(),
        "replica",
        "latest",
        10,
        0,
        startedAt,
        true);
  }
}
