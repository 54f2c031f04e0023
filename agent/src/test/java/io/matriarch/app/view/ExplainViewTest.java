package io.matriarch.app.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExplainViewTest {

  private static String text(ClusterStatus status) {
    ExplainView view = new ExplainView(status, status.node(), false);
    return status.resources().stream().map(view::text).collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "primary",
        "primary-sick",
        "crashed",
        "starting",
        "unreachable",
        "absent",
        "unknown"
      })
  void a_node_in_each_state_is_explained(String state) throws IOException {
    Documents.checkGolden(
        "explain-" + state + ".txt",
        text(
            Documents.status(
                Documents.read(state),
                Map.of(
                    "n2",
                    Documents.told(Documents.read("standby")),
                    "n3",
                    new AgentAnswer.Silent(ClusterStatus.NOT_A_MEMBER)))));
  }

  @Test
  void all_that_is_remembered_is_told() throws IOException {
    ObjectNode standby = Documents.read("standby-apart");
    ObjectNode memory = Documents.object(standby, "/resources/0/memory");
    memory.put("operation", "promote").put("gave_up", true).put("comeback", true);
    memory.putObject("lost_to").put("node", "n2").put("timeline", 5).put("lsn", "0/6000000");
    Documents.object(standby, "/resources/0").putArray("faults").add("pgport='x' is not a number");
    Documents.checkGolden("explain-memory.txt", text(Documents.status(standby, Map.of())));
  }
}
