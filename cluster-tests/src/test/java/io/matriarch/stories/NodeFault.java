package io.matriarch.stories;

import java.time.Duration;

/// Faults of whole nodes: those that lose their power stay off until somebody starts them, and a
/// clock that jumped stays where it is until somebody sets it.
enum NodeFault implements Fault {
  NODE_KILLED(Place.ANY),
  DECIDING_NODE_KILLED(Place.DC),
  TWO_NODES_KILLED(Place.ANY),
  ALL_NODES_KILLED(Place.ANY),
  NODE_SHUT_DOWN(Place.ANY),
  CLOCK_AHEAD(Place.ANY),
  CLOCK_BEHIND(Place.ANY);

  private static final int JUMP_SECONDS_LEAST = 2;
  private static final int JUMP_SECONDS_MOST = 3600;

  private final Place place;

  NodeFault(Place place) {
    this.place = place;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Need need() {
    return switch (this) {
      case CLOCK_AHEAD, CLOCK_BEHIND -> Need.CLOCKS;
      case NODE_KILLED, DECIDING_NODE_KILLED, TWO_NODES_KILLED, ALL_NODES_KILLED, NODE_SHUT_DOWN ->
          Need.NOTHING;
    };
  }

  @Override
  public void strike(Target target) {
    Node node = target.node();
    switch (this) {
      case NODE_KILLED, DECIDING_NODE_KILLED -> node.kill();
      case TWO_NODES_KILLED -> killWithOthers(target, 1);
      case ALL_NODES_KILLED -> killWithOthers(target, target.others().size());
      case NODE_SHUT_DOWN -> node.shutDown();
      case CLOCK_AHEAD -> node.moveClock(jump(target));
      case CLOCK_BEHIND -> node.moveClock(jump(target).negated());
    }
  }

  private static Duration jump(Target target) {
    return Duration.ofSeconds(target.between(JUMP_SECONDS_LEAST, JUMP_SECONDS_MOST));
  }

  private static void killWithOthers(Target target, int number) {
    target.node().kill();
    target.others().stream().filter(Node::isRunning).limit(number).forEach(Node::kill);
  }
}
