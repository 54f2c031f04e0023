package io.matriarch.simulation;

/// One transaction of a client: where its commit record ends.
record Commit(int number, Place place) {

  @Override
  public String toString() {
    return "row %d at %s".formatted(number, place);
  }
}
