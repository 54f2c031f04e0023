package io.matriarch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two runs of Matriarch and one of PAF, and a cost of each.
class ReportTest {

  @TempDir private Path measured = Path.of("");
  @TempDir private Path docs = Path.of("");

  @BeforeEach
  void measure() throws IOException {
    run("matriarch", 1, 500_000, 0);
    run("matriarch", 2, 700_000, 0);
    run("paf", 1, 6_000_000, 3);
    write("costs/matriarch/recurring", "wall_us=1000\ncpu_us=900\nexecs=1\n");
    write("costs/paf/recurring", "wall_us=230000\ncpu_us=210000\nexecs=32\n");
    write("environment", "date=2026-11-25\nmachine=2 cores\n");
  }

  /// Writes every 10 ms, and none for so long after the fault.
  private void run(String product, int number, long away, int lost) throws IOException {
    long at = 1_795_000_000_000_000L;
    String directory = "runs/%s/failover/idle/%d/".formatted(product, number);
    StringBuilder writes = new StringBuilder();
    for (long time = at - 50_000; time < at; time += 10_000) {
      writes.append(time).append(" 1\n");
    }
    writes.append(at + away).append(" 2\n").append(at + away + 10_000).append(" 3\n");
    write(directory + "writes", writes.toString());
    write(
        directory + "facts",
        "product=%s\nfault=failover\nload=idle\nrun=%d\nat=%d\nvictim=n1\nlost=%d\noutcome=ok\n"
            .formatted(product, number, at, lost));
  }

  private void write(String name, String text) {
    try {
      Path file = measured.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String report() throws IOException {
    Report.main(new String[] {measured.toString(), docs.toString()});
    return Files.readString(docs.resolve("benchmarks.md"));
  }

  @Test
  void each_product_has_its_median_and_worst_case_and_others_a_ratio() throws IOException {
    assertThat(report())
        .contains(
            "| postmaster killed, synchronous standby → next write | idle | 0.60 s, worst of 2 0.70"
                + " | 6.00 s, worst of 1 6.00; 3 rows lost | 10.0× |");
  }

  @Test
  void what_had_to_be_cloned_by_hand_is_counted() throws IOException {
    Path facts = measured.resolve("runs/paf/failover/idle/1/facts");
    Files.writeString(facts, Files.readString(facts) + "cloned=2\n");
    assertThat(report()).contains("6.00 s, worst of 1 6.00; 3 rows lost; 2 cloned by hand");
  }

  @Test
  void costs_are_told_with_their_goal() throws IOException {
    assertThat(report())
        .containsPattern(
            "recurring monitor, wall +\\| ≤ 3 ms +\\| 1.00 ms +\\| 230.00 ms \\| 230.0×")
        .containsPattern("recurring monitor, execs +\\| 1 +\\| 1 +\\| 32 ");
  }

  @Test
  void it_says_where_and_when_it_was_measured() throws IOException {
    assertThat(report()).contains("| date | 2026-11-25 |", "| machine | 2 cores |");
  }

  @Test
  void the_gap_is_drawn_for_what_was_measured_only() throws IOException {
    assertThat(report()).contains("benchmarks/failover-idle.svg").doesNotContain("restart-idle");
    assertThat(docs.resolve("benchmarks/failover-idle.svg"))
        .content()
        .contains("<svg xmlns", "Matriarch: 0.50 s", "PAF: 6.00 s")
        .endsWith("</svg>\n");
  }

  @Test
  void a_run_that_went_wrong_is_counted_and_not_averaged() throws IOException {
    run("matriarch", 3, 100_000, 0);
    Path facts = measured.resolve("runs/matriarch/failover/idle/3/facts");
    Files.writeString(facts, Files.readString(facts).replace("outcome=ok", "outcome=not healthy"));
    assertThat(report()).contains("0.60 s, worst of 2 0.70; 1 not ok");
  }
}
