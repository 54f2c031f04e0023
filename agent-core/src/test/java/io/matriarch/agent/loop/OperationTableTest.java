package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ServerControl.StopMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import reactor.test.scheduler.VirtualTimeScheduler;

/// The answer of each operation to each state of the server, as a table.
class OperationTableTest {

  private static final List<String> OPERATIONS =
      List.of("monitor", "probe", "start", "stop", "demote", "promote");

  private static final String TABLE =
      """
      state                  monitor probe start stop demote promote
      absent                 7       7     1     0    1      1
      stopped                7       7     0     0    0      0
      crashed primary        9       7     0     0    0      1
      crashed standby        7       7     0     0    0      1
      starting primary       191     191   1     0    0      1
      starting standby       0       0     0     0    0      1
      refusing primary       191     191   1     0    0      1
      refusing standby       190     190   0     0    0      1
      silent primary         8       8     1     0    0      1
      silent standby         0       0     1     0    0      1
      primary                8       8     1     0    0      0
      standby                0       0     0     0    0      0
      hung primary           1       1     1     0    0      0
      hung standby           1       1     0     0    0      0
      frozen primary         191     191   1     1    1      0
      frozen standby         190     190   0     1    0      0
      full, crashed primary  9       7     0     0    0      1
      full, crashed standby  7       7     0     0    0      1
      full, stopped          7       7     0     0    0      0
      """;

  @TestFactory
  Stream<DynamicTest> each_operation_answers_each_state_as_designed() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String row : TABLE.lines().skip(1).toList()) {
      String state = row.substring(0, 23).strip();
      List<String> codes = List.of(row.substring(23).strip().split(" +", -1));
      for (String operation : OPERATIONS) {
        int code = Integer.parseInt(codes.get(OPERATIONS.indexOf(operation)));
        tests.add(
            DynamicTest.dynamicTest(
                operation + " of " + state, () -> answers(state, operation, code, false)));
        tests.add(
            DynamicTest.dynamicTest(
                operation + " of " + state + " while its health cannot be measured",
                () -> answers(state, operation, code, true)));
      }
    }
    return tests.stream();
  }

  private static void answers(String state, String operation, int code, boolean measuringHangs) {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    VirtualTimeScheduler.set(time);
    try {
      FakeCluster cluster = new FakeCluster();
      cluster.roles.put("n1", Role.UNPROMOTED);
      FakeServer server = new FakeServer(state(state.replaceAll("hung |frozen |full, ", "")));
      Agent agent = new Agent("n1", server, cluster, time, Map.of());
      agent.health.latest = health(state);
      agent.health.hanging = measuringHangs;
      if (state.startsWith("frozen")) {
        server.survived.addAll(List.of(StopMode.values()));
      }
      agent.run();
      Verdict verdict = agent.ask(Requests.of(operation, "n1"));
      assertThat(verdict.code()).isEqualTo(OcfExitCode.of(code).orElseThrow());
      assertThat(verdict.reason().isEmpty()).isEqualTo(hasNoReason(state, operation, code));
    } finally {
      VirtualTimeScheduler.reset();
    }
  }

  /// Whatever is not well says why.
  private static boolean hasNoReason(String state, String operation, int code) {
    boolean plain = code == 0 || code == 8;
    return plain || (state.endsWith("stopped") && List.of("monitor", "probe").contains(operation));
  }

  private static Health health(String state) {
    return switch (state.split("[ ,]", 2)[0]) {
      case "hung" -> SicknessOperationsTest.refusing();
      case "frozen" -> SicknessOperationsTest.frozen();
      case "full" -> SicknessOperationsTest.free(8);
      default -> Health.UNKNOWN;
    };
  }

  private static ServerState state(String name) {
    return switch (name) {
      case "absent" -> new ServerState.Absent("no PG_VERSION");
      case "stopped" -> FakeServer.stopped();
      case "crashed primary" -> FakeServer.crashed(false, 2);
      case "crashed standby" -> FakeServer.crashed(true, 2);
      case "starting primary" -> FakeServer.starting(false);
      case "starting standby" -> FakeServer.starting(true);
      case "refusing primary" -> FakeServer.unreachable(false, true);
      case "refusing standby" -> FakeServer.unreachable(true, true);
      case "silent primary" -> FakeServer.unreachable(false, false);
      case "silent standby" -> FakeServer.unreachable(true, false);
      case "primary" -> FakeServer.primary(FakeServer.HELD);
      case "standby" -> FakeServer.standby(FakeServer.HELD, true);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
