package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;

/// A primary as it was before something that must not touch it.
record Untouched(Node primary, Node.Postmaster postmaster, int timeline) {

  static Untouched of(Node primary) throws SQLException {
    return new Untouched(
        primary, primary.postmaster(), Postgres.facts(primary.address()).timeline());
  }

  /// It is the primary still, by the same postmaster on the same timeline.
  void assertStill(Bed bed) throws SQLException {
    assertThat(bed.primary()).isEqualTo(primary);
    assertThat(primary.postmaster()).as("the postmaster").isEqualTo(postmaster);
    assertThat(Postgres.facts(primary.address()).timeline()).as("the timeline").isEqualTo(timeline);
  }
}
