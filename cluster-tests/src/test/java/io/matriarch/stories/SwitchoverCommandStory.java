package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The administrator moves the primary's role with `matriarch switchover`.
@Order(6)
@ExtendWith(StoryBed.class)
class SwitchoverCommandStory {

  private static final Duration COMMAND_MOST = Duration.ofSeconds(60);
  private static final int INTERRUPTED = 130;

  /// Before the tools are asked, while Pacemaker works, and when it may be done.
  private static final List<String> MOMENTS = List.of("0.4", "0.9", "1.4", "2.2");

  @Test
  void a_dry_run_tells_what_would_be_done_and_changes_nothing(Bed bed) {
    Node home = bed.primary();
    Node away = bed.others(home).getLast();
    String before = configuration(bed);

    Output said = switchover(away, "--to", away.name(), "--dry-run");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains(home.name(), away.name(), "Nothing was done");
    assertThat(configuration(bed)).isEqualTo(before);
    assertThat(bed.primary()).isEqualTo(home);
  }

  @Test
  void the_role_goes_where_it_is_sent_and_no_row_is_lost(Bed bed) {
    Node home = bed.primary();
    Node away = bed.others(home).getLast();
    try (Client client = bed.client()) {
      client.writesFor(Duration.ofSeconds(1));

      assertThat(switchover(home, "--to", away.name()).code()).isZero();
      assertThat(bed.primary()).isEqualTo(away);
      assertThat(constraints(bed)).isEmpty();
      bed.settles();
      // From a node that is not concerned.
      assertThat(switchover(bed.others(away).getLast(), "--to", home.name()).code()).isZero();
      assertThat(bed.primary()).isEqualTo(home);
      bed.settles();
      client.writesAgain();
      client.stop();

      client.assertKept();
      bed.assertNothingFailed();
    }
  }

  @Test
  void one_that_is_interrupted_leaves_no_constraint(Bed bed) {
    try (Client client = bed.client()) {
      for (String seconds : MOMENTS) {
        Node home = bed.primary();
        Node away = bed.others(home).getLast();
        Output said =
            home.attempt(
                COMMAND_MOST,
                "timeout",
                "--preserve-status",
                "-s",
                "INT",
                seconds,
                "matriarch",
                "switchover",
                "--to",
                away.name());

        assertThat(said.code()).as(said.said()).isIn(0, INTERRUPTED);
        assertThat(constraints(bed)).as("interrupted after %s s", seconds).isEmpty();
        bed.settles();
        client.writesAgain();
      }
      client.stop();
      client.assertKept();
    }
  }

  private static Output switchover(Node on, String... arguments) {
    String[] command = new String[arguments.length + 2];
    command[0] = "matriarch";
    command[1] = "switchover";
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return on.attempt(COMMAND_MOST, command);
  }

  private static String configuration(Bed bed) {
    return bed.anyNode().run("cibadmin", "--query", "--scope", "constraints");
  }

  private static String constraints(Bed bed) {
    return bed.anyNode()
        .attempt(
            COMMAND_MOST,
            "cibadmin",
            "--query",
            "--xpath",
            "//rsc_location[starts-with(@id,'cli-')]")
        .out();
  }
}
