package io.matriarch.simulation;

import java.util.NavigableSet;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// The nodes that see each other, as Corosync tells them, with the CIB that they share.
final class Partition {

  private final NavigableSet<String> members;
  private final boolean quorate;
  private final Cib cib;
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private boolean over;

  Partition(NavigableSet<String> members, boolean quorate, Cib cib) {
    this.members = members;
    this.quorate = quorate;
    this.cib = cib;
  }

  NavigableSet<String> members() {
    return members;
  }

  boolean quorate() {
    return quorate;
  }

  Cib cib() {
    return cib;
  }

  /// Whether another membership has taken its place.
  boolean over() {
    return over;
  }

  Mono<Void> ended() {
    return ended.asMono();
  }

  void end() {
    over = true;
    ended.tryEmitEmpty();
  }

  String controller() {
    return members.first();
  }
}
