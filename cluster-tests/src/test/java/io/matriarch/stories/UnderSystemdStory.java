package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.history.Fate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The service as systemd runs it, with what it is forbidden, on nodes that systemd boots.
@Tag("chaos")
@Order(92)
@UnderSystemd
@ExtendWith(StoryBed.class)
class UnderSystemdStory {

  private static final Duration WRITES = Duration.ofSeconds(2);
  private static final Duration STAYS = Duration.ofSeconds(5);
  private static final Duration BACK_MOST = Duration.ofSeconds(20);

  /// Two that the unit leaves; and those that a container may have at all, of what it takes away.
  private static final int CAP_CHOWN = 0;

  private static final int CAP_SETUID = 7;

  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_NET_RAW = 13;
  private static final int CAP_SYS_PTRACE = 19;

  @Test
  void the_server_lives_in_the_service_and_has_lost_what_the_unit_takes_away(Bed bed) {
    Node node = bed.primary();
    String server = String.valueOf(node.postmaster().pid());
    long bounds = bounds(node, server);

    assertThat(node.shell("cat /proc/" + server + "/cgroup"))
        .contains("/system.slice/matriarch.service");
    assertThat(List.of(CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_PTRACE))
        .noneMatch(capability -> has(bounds, capability))
        .allMatch(capability -> has(bounds(node, "1"), capability));
    assertThat(List.of(CAP_CHOWN, CAP_SETUID)).allMatch(capability -> has(bounds, capability));
    assertThat(status(node, server, "Umask")).isEqualTo("0077");
    assertThat(status(node, server, "NoNewPrivs")).isEqualTo("0");
  }

  private static long bounds(Node node, String process) {
    return Long.parseLong(status(node, process, "CapBnd"), 16);
  }

  private static boolean has(long bounds, int capability) {
    return (bounds >> capability & 1) == 1;
  }

  private static String status(Node node, String process, String line) {
    return node.shell("sed -n 's/^%s:[[:space:]]*//p' /proc/%s/status".formatted(line, process))
        .strip();
  }

  private static String mainProcess(Node node) {
    return property(node, "matriarch", "MainPID");
  }

  private static String property(Node node, String unit, String name) {
    return node.run("systemctl", "show", "--value", "-p", name, unit).strip();
  }

  @Test
  void a_restart_of_the_service_leaves_the_server_and_its_clients_alone(Bed bed) throws Exception {
    Untouched untouched = Untouched.of(bed.primary());
    Node node = untouched.primary();
    String before = mainProcess(node);
    try (Client client = bed.client()) {
      client.writesFor(WRITES);
      node.run("systemctl", "restart", "matriarch");
      staysPrimary(node);
      client.writesAgain();
      client.stop();

      assertThat(mainProcess(node)).isNotEqualTo(before);
      untouched.assertStill(bed);
      bed.assertNothingFailed();
      assertThat(client.with(Fate.UNKNOWN)).isEmpty();
      assertThat(client.lostRows()).isEmpty();
    }
  }

  @Test
  void an_agent_that_is_killed_is_started_again_at_once(Bed bed) throws Exception {
    Untouched untouched = Untouched.of(bed.primary());
    Node node = untouched.primary();
    String before = mainProcess(node);
    node.run("systemctl", "kill", "--signal=KILL", "--kill-whom=main", "matriarch");
    staysPrimary(node);
    Await.until(BACK_MOST, "the agent answers", node::agentAnswers);

    assertThat(mainProcess(node)).isNotEqualTo(before);
    assertThat(property(node, "matriarch", "NRestarts")).isEqualTo("1");
    untouched.assertStill(bed);
    bed.assertNothingFailed();
  }

  private static void staysPrimary(Node node) {
    Await.stays(
        STAYS,
        "monitor of " + node,
        ResourceAgent.on(node)::recurringMonitor,
        answer -> answer.code() == ResourceAgent.RUNNING_PROMOTED);
  }

  /// The drop-in that `docs/security.md` shows for those whose archive_command needs no rights.
  @Test
  void without_any_capability_the_node_follows_and_is_promoted(Bed bed) {
    Node node = bed.others(bed.primary()).getFirst();
    dropIn(node, "matriarch", "NoNewPrivileges=yes\\nCapabilityBoundingSet=");
    try {
      restarted(bed, node);
      bed.moveTo(node);
      bed.settles();
      String server = String.valueOf(node.postmaster().pid());

      assertThat(bounds(node, server)).isZero();
      assertThat(status(node, server, "NoNewPrivs")).isEqualTo("1");
    } finally {
      node.run("rm", "-r", dropIns("matriarch"));
      restarted(bed, node);
    }
  }

  private static void dropIn(Node node, String unit, String lines) {
    node.shell(
        "mkdir -p %1$s && printf '[Service]\\n%2$s\\n' >%1$s/story.conf && systemctl daemon-reload"
            .formatted(dropIns(unit), lines));
  }

  private static String dropIns(String unit) {
    return "/etc/systemd/system/" + unit + ".service.d";
  }

  /// The drop-in that `docs/operations.md` shows: where Corosync is gone from most nodes, nobody
  /// has the quorum to fence, and nothing else starts it again.
  @Test
  void corosync_that_is_killed_on_most_nodes_comes_back_with_its_drop_in(Bed bed) {
    List<Node> others = bed.others(bed.primary());
    others.forEach(node -> dropIn(node, "corosync", "Restart=on-failure"));
    try (Client client = bed.client()) {
      client.writesFor(WRITES);
      others.forEach(Program.COROSYNC::killOn);
      Await.until(
          BACK_MOST, "Corosync runs", () -> others.stream().allMatch(Program.COROSYNC::runsOn));
      bed.settles();
      client.writesAgain();
      client.stop();
      assertThat(client.lostRows()).isEmpty();
    } finally {
      bed.undoFaults();
      others.forEach(node -> node.run("rm", "-rf", dropIns("corosync")));
    }
  }

  /// The service and its server.
  private static void restarted(Bed bed, Node node) {
    node.shell("systemctl daemon-reload && systemctl restart matriarch");
    bed.takeOut(node);
    bed.putBack(node);
    bed.settles();
  }

  @Test
  void a_node_that_lost_its_power_boots_and_follows_and_pacemaker_waited_for_the_agent(Bed bed) {
    Node old = bed.primary();
    try (Client client = bed.client()) {
      client.writesFor(WRITES);
      old.kill();
      bed.successorOf(old);
      client.writesAgain();
      bed.rejoins(old);
      client.stop();
    }

    long listening = Long.parseLong(property(old, "matriarch", "ActiveEnterTimestampMonotonic"));
    long begun = Long.parseLong(property(old, "pacemaker", "ExecMainStartTimestampMonotonic"));
    assertThat(begun).isGreaterThanOrEqualTo(listening);
    bed.assertNothingFailed();
  }

  @Test
  void a_node_that_is_shut_down_hands_the_role_over_and_is_not_fenced(Bed bed) {
    Node old = bed.primary();
    int fencings = bed.probe().now().fencings();
    try (Client client = bed.client()) {
      client.writesFor(WRITES);
      old.shutDown();
      bed.successorOf(old);
      client.writesAgain();
      client.stop();
      assertThat(client.lostRows()).isEmpty();
    }
    assertThat(bed.probe().now().fencings()).isEqualTo(fencings);
    old.start();
    bed.rejoins(old);
    assertThat(old.shell("journalctl -u matriarch -u pacemaker -o cat")).contains("stop took ");
  }
}
