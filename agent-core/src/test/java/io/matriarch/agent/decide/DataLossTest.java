package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.decide.DataLoss.Assessment;
import io.matriarch.agent.decide.DataLoss.Lack;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What an administrator is told before a loss is allowed; the incidents are told as in decision
/// files.
class DataLossTest {

  private static Assessment assess(String... commands) {
    String text = "# An incident.\n\nagent node=n2\n" + String.join("\n", commands) + "\ndecide";
    DecisionFile file = new DecisionFile(Path.of("loss.txt"), text);
    return DataLoss.assess(file.run().incident().snapshots.getLast());
  }

  private static List<Lack> lacks(String... commands) {
    return assess(commands) instanceof Assessment.Possible(var _, var _, var lacks)
        ? lacks
        : List.of(Lack.unknown("it is impossible"));
  }

  private static String impossible(String... commands) {
    return assess(commands) instanceof Assessment.Impossible(var reason) ? reason : "possible";
  }

  @Test
  void what_it_was_refused_for_is_counted_in_bytes() {
    List<Lack> lacks =
        lacks(
            "cluster n2=unpromoted/refused=n1@3:0/50000A0 record=3:0/4000000@n2",
            "observe role=standby receiver=none held=3:0/5000028");
    assertThat(lacks)
        .singleElement()
        .satisfies(
            lack -> {
              assertThat(lack.sentence()).isEqualTo("what n1 held when this node was refused");
              assertThat(lack.bytes()).isEqualTo(Optional.of(0x78L));
            });
  }

  @Test
  void a_node_that_does_not_run_may_hold_more() {
    assertThat(
            lacks(
                "cluster n1=stopped/away n2=unpromoted n3=unpromoted record=3:0/4000000@n1"
                    + " synchronous=1@n1,n2,n3",
                "observe role=standby receiver=none held=3:0/5000028"))
        .extracting(Lack::sentence)
        .containsExactly(
            "what only n1 holds, which does not run and was promoted last, acknowledged commits"
                + " among it");
  }

  @Test
  void what_the_upstream_had_when_it_was_lost_is_remembered() {
    List<Lack> lacks =
        lacks(
            "cluster n1=promoted n2=unpromoted record=3:0/4000000@n2",
            "observe role=standby receiver=streaming held=3:0/5000000 lag=4096",
            "decide",
            "cluster n1=unpromoted",
            "observe role=standby receiver=none held=3:0/5000100");
    assertThat(lacks)
        .singleElement()
        .satisfies(lack -> assertThat(lack.bytes()).isEqualTo(Optional.of(4096L - 0x100)));
  }

  @Test
  void the_last_primary_itself_lacks_nothing() {
    assertThat(
            lacks(
                "cluster n1=stopped/away n2=unpromoted record=3:0/4000000@n2",
                "observe role=standby receiver=none held=3:0/5000028"))
        .isEmpty();
  }

  @Test
  void the_recorded_promotion_that_it_does_not_contain_is_named() {
    assertThat(
            lacks(
                "cluster n1=unpromoted n2=unpromoted record=4:0/5000148@n1",
                "observe role=standby receiver=none held=3:0/5000028"))
        .extracting(Lack::sentence)
        .containsExactly("all that was written since n1 was promoted, to timeline 4 at 0/5000148");
  }

  @Test
  void a_fork_is_told_where_it_left() {
    assertThat(
            lacks(
                "cluster n1=unpromoted n2=unpromoted/refused=n1>3:0/5000148 record=3:0/4000000@n1",
                "observe role=standby receiver=none held=4:0/9000000"
                    + " history=1@0/3000000,2@0/4000000,3@0/5000148"))
        .extracting(Lack::sentence)
        .containsExactly(
            "all that n1 wrote on timeline 3 after 0/5000148, where this node left it");
  }

  @Test
  void while_somebody_is_promoted_nothing_has_to_be_lost() {
    assertThat(
            impossible("cluster n1=promoted n2=unpromoted", "observe role=standby receiver=none"))
        .isEqualTo("n1 is Promoted: nothing has to be lost");
  }

  @Test
  void what_is_no_running_standby_cannot_be_promoted() {
    assertThat(impossible("cluster n2=unpromoted", "observe role=stopped"))
        .isEqualTo("PostgreSQL on n2 is no running standby: it is stopped");
    assertThat(impossible("cluster n2=unpromoted", "observe role=primary")).contains("primary");
  }

  @Test
  void another_database_is_never_promoted() {
    assertThat(
            impossible(
                "cluster n2=unpromoted record=3:0/4000000@n1",
                "observe role=standby receiver=none system=9999"))
        .contains("system identifier 9999, the promotion record has 7301");
  }

  @Test
  void what_is_not_known_is_not_guessed() {
    assertThat(
            impossible(
                "cluster n2=unpromoted unknown=\"cibadmin: timed out\"",
                "observe role=standby receiver=none"))
        .isEqualTo("the cluster's state is unknown: cibadmin: timed out");
    assertThat(
            impossible(
                "cluster n2=unpromoted", "observe role=standby receiver=none history=unknown"))
        .startsWith("the history of timeline 3 cannot be read on n2");
    assertThat(
            impossible(
                "cluster n2=unpromoted",
                "observe role=standby receiver=none received=0/0 application=n2"))
        .startsWith("n2 still replays the WAL that it has");
  }
}
