package io.matriarch.stories;

/// Faults of PostgreSQL's processes.
enum PostgresFault implements Fault {
  POSTMASTER_KILLED(Place.ANY),
  POSTMASTER_PAUSED(Place.ANY),
  BACKEND_KILLED(Place.PRIMARY),
  WAL_RECEIVER_KILLED(Place.STANDBY),
  REPLAY_KILLED(Place.STANDBY),
  SERVER_STOPPED_BY_HAND(Place.ANY);

  private final Place place;

  PostgresFault(Place place) {
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
      case POSTMASTER_KILLED -> node.killPostmaster();
      case POSTMASTER_PAUSED -> node.pausePostmaster();
      case BACKEND_KILLED -> Program.BACKEND.killOn(node);
      case WAL_RECEIVER_KILLED -> Program.WAL_RECEIVER.killOn(node);
      case REPLAY_KILLED -> Program.STARTUP.killOn(node);
      case SERVER_STOPPED_BY_HAND -> node.stopPostgres();
    }
  }
}
