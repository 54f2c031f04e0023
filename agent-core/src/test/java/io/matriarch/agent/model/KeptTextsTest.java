package io.matriarch.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is kept in the CIB is read back as it was.
class KeptTextsTest {

  @Test
  void a_synchronous_set_is_read_back() {
    SynchronousSet set = new SynchronousSet(List.of("n3", "n1", "n2"), 1);
    assertThat(set).hasToString("acknowledged=1 members=n1,n2,n3");
    assertThat(SynchronousSet.parse(set.toString())).isEqualTo(set);
    assertThat(set.quorum()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "members=n1", "acknowledged=1 members=n1", "acknowledged=x members=n1"})
  void a_text_that_is_no_synchronous_set_is_named(String text) {
    assertThatThrownBy(() -> SynchronousSet.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a synchronous set");
  }

  @Test
  void a_refusal_is_read_back() {
    Refusal refusal = new Refusal("n2", WalPosition.parse("3:0/5000148"));
    assertThat(refusal).hasToString("lacks 3:0/5000148 of n2");
    assertThat(Refusal.parse(refusal.toString())).isEqualTo(refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lacks 3:0/5000148", "lacks all of n2", "has 3:0/5000148 of n2"})
  void a_text_that_is_no_refusal_is_named(String text) {
    assertThatThrownBy(() -> Refusal.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
