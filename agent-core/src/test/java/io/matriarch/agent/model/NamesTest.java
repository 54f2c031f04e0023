package io.matriarch.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  /// Every visible character of ASCII but the ones that have a test of their own.
  private static final List<String> ODD =
      "!\"#$%&'()+-./:;<=>?@[\\]^_`{}~*"
          .chars()
          .mapToObj(c -> "n" + Character.toString(c) + "1")
          .toList();

  @Test
  void odd_names_of_nodes_can_be_worked_with() {
    assertThat(Names.faults("pg", ODD, true)).isEmpty();
  }

  /// Of all that is kept under a node's name.
  @Test
  void odd_names_of_nodes_are_kept_and_read_again() {
    WalPosition position = WalPosition.parse("3:0/5000148");
    for (String node : ODD) {
      PromotionRecord record = new PromotionRecord(node, position, "7301");
      assertThat(PromotionRecord.parse(record.toString())).isEqualTo(record);
      Refusal refusal = new Refusal(node, position);
      assertThat(Refusal.parse(refusal.toString())).isEqualTo(refusal);
      SynchronousSet set = new SynchronousSet(List.of("a", node), 1);
      assertThat(SynchronousSet.parse(set.toString())).isEqualTo(set);
      SynchronousSetting setting = SynchronousSetting.of(false, 1, List.of(node));
      assertThat(SynchronousSetting.parse(setting.toString())).isEqualTo(setting);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a\tb", "a\nb", "a|b", "n\u00f6", "\u001b[31m", "a\0"})
  void a_name_of_a_node_that_cannot_be_kept_is_a_fault(String node) {
    assertThat(Names.faults("pg", List.of("n1", node), false))
        .singleElement()
        .asString()
        .contains("the node's name '" + node + "'", "give it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "a,b"})
  void a_name_that_stands_for_several_is_a_fault_with_synchronous_replication(String node) {
    assertThat(Names.faults("pg", List.of("n1", node), false)).isEmpty();
    assertThat(Names.faults("pg", List.of("n1", node), true)).hasSize(1);
  }

  @Test
  void names_that_differ_in_capitals_alone_are_a_fault_with_synchronous_replication() {
    assertThat(Names.faults("pg", List.of("Db1", "db1"), false)).isEmpty();
    assertThat(Names.faults("pg", List.of("Db1", "db1"), true))
        .singleElement()
        .asString()
        .contains("'db1'", "rename");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a b", "a=b", "b\u00fccher", "a:0"})
  void a_name_of_a_resource_that_is_no_attribute_s_is_a_fault(String resource) {
    assertThat(Names.faults(resource, List.of("n1"), false)).singleElement().isNotNull();
  }
}
