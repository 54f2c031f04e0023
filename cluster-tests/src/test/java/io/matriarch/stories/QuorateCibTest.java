package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuorateCibTest {

  private static final String JOINED =
      """
      <cib epoch="85" num_updates="6" have-quorum="1" dc-uuid="2">
        <status><node_state id="1" uname="n1" join="member"/></status>
      </cib>
      """;

  @Test
  void a_node_that_has_joined_the_quorum_counts() {
    assertThat(QuorateCib.counts(JOINED, "n1")).isTrue();
  }

  @Test
  void a_node_without_quorum_does_not() {
    assertThat(QuorateCib.counts(JOINED.replace("have-quorum=\"1\"", "have-quorum=\"0\""), "n1"))
        .isFalse();
  }

  @Test
  void a_node_that_has_not_joined_yet_does_not() {
    assertThat(QuorateCib.counts(JOINED.replace("join=\"member\"", "join=\"down\""), "n1"))
        .isFalse();
  }

  @Test
  void a_node_that_boots_does_not() {
    assertThat(QuorateCib.counts(JOINED, "n2")).isFalse();
  }
}
