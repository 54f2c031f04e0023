package io.matriarch.history;

/// Who answered a client: the virtual address does not say.
///
/// @param started when it had been started, which tells it from any other server and run
/// @param timeline the one that it wrote; 0 for a standby
public record Server(String started, int timeline, boolean inRecovery) {

  @Override
  public String toString() {
    return inRecovery
        ? "the standby started " + started
        : "the primary started %s, timeline %d".formatted(started, timeline);
  }
}
