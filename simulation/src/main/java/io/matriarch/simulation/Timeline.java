package io.matriarch.simulation;

import java.util.Optional;

/// One timeline as it really is: two servers can begin timelines of one number, and they are two.
/// Only the server that began it writes on it.
record Timeline(int number, Optional<Timeline> parent, long begunAt, String writer) {

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
