package io.matriarch.stories;

/// Faults of whole nodes: those that lose their power stay off until somebody starts them.
enum NodeFault implements Fault {
  NODE_KILLED(Place.ANY),
  DECIDING_NODE_KILLED(Place.DC),
  TWO_NODES_KILLED(Place.ANY),
  ALL_NODES_KILLED(Place.ANY),
  NODE_SHUT_DOWN(Place.ANY);

  private final Place place;

  NodeFault(Place place) {
    this.place = place;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public void strike(Target target) {
    Node node = target.node();
    switch (this) {
      case NODE_KILLED, DECIDING_NODE_KILLED -> node.kill();
      case TWO_NODES_KILLED -> killWithOthers(target, 1);
      case ALL_NODES_KILLED -> killWithOthers(target, target.others().size());
      case NODE_SHUT_DOWN -> node.shutDown();
    }
  }

  private static void killWithOthers(Target target, int number) {
    target.node().kill();
    target.others().stream().filter(Node::isRunning).limit(number).forEach(Node::kill);
  }
}
