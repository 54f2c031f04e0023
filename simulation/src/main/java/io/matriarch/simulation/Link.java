package io.matriarch.simulation;

/// One WAL sender and its receiver. What is under way when it breaks is lost.
final class Link {

  final Server primary;
  final Server standby;
  private final Ground ground;
  private boolean open = true;
  private boolean shipping;
  private boolean dead;
  private long flushed;
  private long told;

  Link(Ground ground, Server primary, Server standby) {
    this.ground = ground;
    this.primary = primary;
    this.standby = standby;
    this.flushed = standby.disk().wal.lsn();
    this.told = primary.disk().wal.lsn();
  }

  boolean open() {
    return open;
  }

  /// What the primary knows to be flushed by the standby.
  long flushed() {
    return flushed;
  }

  /// The end of WAL that the primary last told the standby of.
  long told() {
    return told;
  }

  void close() {
    open = false;
  }

  /// The primary's machine is gone: nothing is sent any more, and the standby does not know yet.
  void die() {
    dead = true;
  }

  /// Sends what there is, unless some is under way: the rest follows it.
  void ship() {
    if (open && !shipping && primary.disk().wal.lsn() > flushed) {
      shipping = true;
      Place end = primary.disk().wal;
      ground.queue().after(ground.network().latency(), () -> arrive(end));
    }
  }

  private void arrive(Place end) {
    if (!open || dead) {
      return;
    }
    if (!connected() || standby.frozen()) {
      ground.queue().after(ground.chance().between(200, 600), () -> arrive(end)); // TCP tries again
      return;
    }
    told = end.lsn();
    standby.receive(end);
    ground.queue().after(ground.network().latency(), () -> confirm(end.lsn()));
  }

  private void confirm(long lsn) {
    if (!open) {
      return;
    }
    if (!connected() || primary.frozen()) {
      ground.queue().after(ground.chance().between(200, 600), () -> confirm(lsn));
      return;
    }
    shipping = false;
    flushed = lsn;
    primary.confirmed();
    ship();
  }

  private boolean connected() {
    return ground.network().replicates(primary.node(), standby.node());
  }
}
