package io.matriarch.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The WAL receiver of one server: it connects wherever `primary_conninfo` leads, again and again.
final class Receiver {

  private static final long SEGMENT = 1L << 24;

  private final Ground ground;
  private final Server server;
  private final Supplier<List<Server>> upstreams;
  private Optional<Link> link = Optional.empty();
  private long received;

  Receiver(Ground ground, Server server, Supplier<List<Server>> upstreams) {
    this.ground = ground;
    this.server = server;
    this.upstreams = upstreams;
  }

  /// What it streams from, if it does.
  Optional<Link> link() {
    return link.filter(Link::open);
  }

  /// As `pg_last_wal_receive_lsn()` says; where streaming was asked for is a segment's beginning.
  long received() {
    return received;
  }

  /// A server that has just started has received nothing.
  void forget() {
    received = 0;
  }

  /// Begins once the server has replayed what it had.
  void begin() {
    received = asked();
    connect();
  }

  private long asked() {
    return server.disk().wal.lsn() / SEGMENT * SEGMENT;
  }

  private void connect() {
    if (server.phase() != Server.Phase.STANDBY) {
      return;
    }
    if (link().isEmpty()) {
      upstreams.get().stream()
          .filter(s -> s.phase() == Server.Phase.PRIMARY && !s.frozen())
          .filter(s -> ground.network().replicates(server.node(), s.node()))
          .filter(s -> s.disk().wal.contains(server.disk().wal))
          .findFirst()
          .ifPresent(this::stream);
    }
    server.later(ground.chance().between(500, 2500), this::connect);
  }

  private void stream(Server primary) {
    Link next = new Link(ground, primary, server);
    link = Optional.of(next);
    primary.serve(next);
    received = asked();
    server.disk().historyFiles.addAll(primary.disk().historyFiles);
    ground.tell(server.node(), "streams from " + primary.node());
    next.ship();
  }

  void receive(Place end) {
    Disk disk = server.disk();
    Place place = end.upTo(end.lsn());
    ground
        .laws()
        .require(
            place.contains(disk.wal) || disk.wal.contains(place),
            server.node() + " at " + disk.wal + " was sent " + place);
    if (place.contains(disk.wal)) {
      disk.wal = place;
    }
    received = disk.wal.lsn();
    long lsn = received;
    server.later(
        ground.chance().skewed(1, 200), () -> disk.replayed = Math.max(disk.replayed, lsn));
  }

  /// Ends, to connect anew if the server goes on as a standby.
  void end() {
    link.ifPresent(Link::close);
    link = Optional.empty();
  }
}
