package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A cluster of PAF's becomes one of Matriarch's by the commands of docs/migrating-from-paf.md, and
/// goes back.
@Tag("chaos")
@Order(95)
@BegunWithPaf
@ExtendWith(StoryBed.class)
class MigrationFromPafStory {

  private static final Path PAGE = Path.of("../docs/migrating-from-paf.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh (\\w+)\\n(.*?)^```$");
  private static final Duration ANSWERS_MOST = Duration.ofSeconds(20);
  private static final Duration BLOCK_MOST = Duration.ofMinutes(2);
  private static final Duration WRITES = Duration.ofSeconds(2);

  @Test
  void there_and_back_no_server_is_restarted_and_no_write_is_lost(Bed bed) throws Exception {
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      assertThat(agentOf(bed)).isEqualTo("heartbeat:pgsqlms");
      Map<Node, Node.Postmaster> before = postmasters(bed);

      bed.nodes().forEach(MigrationFromPafStory::startDaemon);
      for (String block : blocks("once")) {
        onOneNode(bed, block);
      }
      bed.settles();
      assertThat(agentOf(bed)).isEqualTo("matriarch:postgres");
      assertThat(postmasters(bed)).as("postmasters").isEqualTo(before);
      assertThat(bed.kept("promotion")).as("the recorded promotion").isPresent();
      hasMatriarchsScores(bed);

      Node successor = bed.others(bed.primary()).getFirst();
      bed.moveTo(successor);
      bed.settles();
      client.writesFor(WRITES);
      Map<Node, Node.Postmaster> moved = postmasters(bed);

      for (String block : blocks("back")) {
        onOneNode(bed, block);
      }
      bed.settles();
      assertThat(agentOf(bed)).isEqualTo("heartbeat:pgsqlms");
      assertThat(bed.primary()).isEqualTo(successor);
      assertThat(postmasters(bed)).as("postmasters").isEqualTo(moved);
      client.writesAgain();
      client.stop();
      client.assertKept();
    }
  }

  private static List<String> blocks(String where) throws IOException {
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(PAGE))
            .results()
            .filter(block -> block.group(1).equals(where))
            .map((MatchResult block) -> block.group(2))
            .toList();
    assertThat(blocks).as("blocks for '%s' in %s", where, PAGE).isNotEmpty();
    return blocks;
  }

  private static void onOneNode(Bed bed, String block) {
    Output output = bed.anyNode().attempt(BLOCK_MOST, "sh", "-ec", block);
    assertThat(output.ok()).as("%s%s", block, output.said()).isTrue();
  }

  /// What systemd does on a real node.
  private static void startDaemon(Node node) {
    node.shell("setsid bed-agent </dev/null >/dev/null 2>&1 &");
    Await.until(ANSWERS_MOST, "the agent of " + node + " answers", node::agentAnswers);
  }

  private static String agentOf(Bed bed) {
    String shown = bed.anyNode().run("crm_resource", "-r", Bed.RESOURCE, "--query-xml");
    return Pattern.compile("provider=\"(\\w+)\" type=\"(\\w+)\"")
        .matcher(shown)
        .results()
        .map(found -> found.group(1) + ":" + found.group(2))
        .findFirst()
        .orElse(shown);
  }

  private static void hasMatriarchsScores(Bed bed) {
    bed.probe()
        .until(
            ANSWERS_MOST,
            "every standby has score 1000",
            s ->
                bed.others(bed.primary()).stream()
                    .allMatch(standby -> s.score(standby).equals(Optional.of(1000))));
  }

  private static Map<Node, Node.Postmaster> postmasters(Bed bed) {
    return bed.nodes().stream().collect(Collectors.toMap(node -> node, Node::postmaster));
  }
}
