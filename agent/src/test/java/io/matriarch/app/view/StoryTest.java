package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoryTest {

  private static final Path DIRECTORY = Path.of("src/test/resources/io/matriarch/app/view");

  /// What three real agents told of a killed postmaster that recovered in place.
  private static List<EventList.Told> told() throws IOException {
    JsonNode all = new ObjectMapper().readTree(DIRECTORY.resolve("events.json").toFile());
    EventList events = new EventList();
    all.forEach(
        event -> {
          String source = event.path("source").asText();
          events.add(new EventList.Told(source.substring(source.lastIndexOf('/') + 1), event));
        });
    return events.sorted().all();
  }

  @Test
  void a_failover_is_told_over_all_nodes_with_its_phases() throws IOException {
    List<Story> stories = Story.among(told());
    assertThat(stories).hasSize(1);
    String text = stories.getFirst().text(false, false);
    Documents.checkGolden(
        "timeline.txt", text.replaceFirst("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "(when)"));
  }

  @Test
  void the_end_is_that_of_the_new_primary() throws IOException {
    Story story = Story.among(told()).getFirst();
    assertThat(story.end().orElseThrow().node()).isEqualTo("n1");
    assertThat(story.phases().keySet()).containsExactly("detect", "demote", "elect", "promote");
    assertThat(story.lostBytes()).isZero();
  }

  @Test
  void what_pacemaker_would_do_is_said_in_words() throws IOException {
    Transition transition =
        Transition.parse(Files.readString(DIRECTORY.resolve("simulate-lose.txt")));
    assertThat(transition.promoted()).containsExactly("n2");
    assertThat(transition.steps())
        .containsExactly(
            "Pacemaker fences n1 (reboot): peer is no longer part of the cluster",
            "fence-n2 moves: n1 to n3",
            "fence-n3 moves: n1 to n2",
            "vip moves: n1 to n2",
            "pgsqld is promoted on n2",
            "pgsqld stops on n1 due to node availability");
  }

  @Test
  void the_tree_shows_who_follows_whom() throws IOException {
    Topology topology = Topology.of(Documents.well(), "postgres");
    assertThat(topology.exitCode()).isZero();
    Documents.checkGolden("topology-well.txt", topology.text(false));
  }

  @Test
  void who_follows_nobody_is_listed_apart() throws IOException {
    ClusterStatus status =
        Documents.status(
            Documents.read("crashed"),
            java.util.Map.of("n2", Documents.told(Documents.read("standby"))));
    Topology topology = Topology.of(status, "postgres");
    assertThat(topology.exitCode()).isEqualTo(Findings.NO_PRIMARY);
    Documents.checkGolden("topology-crashed.txt", topology.text(false));
  }
}
