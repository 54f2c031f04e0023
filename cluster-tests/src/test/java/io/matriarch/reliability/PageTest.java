package io.matriarch.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two rounds of Matriarch's in different modes, and one of PAF's that went wrong.
class PageTest {

  private static final Healing SOON = new Healing(true, 4_000, "");

  private static final List<Struck> FAULTS =
      List.of(
          new Struck("postmaster killed", "n1", 1000, ""),
          new Struck("disk full", "n2", 2000, "it is off"));
  private static final Counts COUNTS = new Counts(500, 2, 0, 0, 0, 90);
  private static final Run MATRIARCH =
      new Run(
          "matriarch",
          7,
          Map.of("on", "2026-11-25"),
          List.of("packets delayed: no netem"),
          List.of(
              new Round(1, 7, Mode.OFF, FAULTS, COUNTS, 900, SOON, List.of(), List.of()),
              new Round(2, 8, Mode.STRICT, FAULTS, COUNTS, 700, SOON, List.of(), List.of())));
  private static final Run PAF =
      new Run(
          "paf",
          7,
          Map.of(),
          List.of(),
          List.of(
              new Round(
                  1,
                  7,
                  Mode.OFF,
                  FAULTS,
                  new Counts(400, 2, 12, 0, 150, 80),
                  20_000,
                  new Healing(false, 180_000, "n1 is no standby"),
                  List.of(),
                  List.of(
                      new Violation(Flaw.NOT_HEALED, "n1 is no standby"),
                      new Violation(Flaw.UNANNOUNCED, "12 rows")))));

  @TempDir private Path results = Path.of("");
  @TempDir private Path docs = Path.of("");

  @BeforeEach
  void write() throws IOException {
    Results.write(results, MATRIARCH);
    Results.write(results, PAF);
    Page.write(Results.read(results), docs);
  }

  private String page() throws IOException {
    return Files.readString(docs.resolve("reliability.md"));
  }

  @Test
  void the_products_stand_beside_one_another() throws IOException {
    assertThat(page())
        .containsPattern("\\|  +\\| Matriarch +\\| PAF +\\|")
        .containsPattern("acknowledged and lost +\\| 0 +\\| 12 +\\|")
        .containsPattern("time without a write: .* \\| 0.9 s, 0.9 s, 0.9 s +\\| 20.0 s, ")
        .containsPattern("healing: median, worst +\\| 4.0 s, 4.0 s +\\| – +\\|")
        .containsPattern("needed an operator +\\| 0 +\\| 1 +\\|")
        .containsPattern("violations +\\| none +\\| 1 × lost without a word +\\|");
  }

  @Test
  void a_mode_without_a_round_is_left_out() throws IOException {
    assertThat(page()).contains("`synchronous=strict`").doesNotContain("`synchronous=prefer`");
    assertThat(docs.resolve("reliability/gap-strict.svg")).exists();
    assertThat(docs.resolve("reliability/gap-prefer.svg")).doesNotExist();
  }

  @Test
  void only_faults_that_struck_are_counted() throws IOException {
    assertThat(page())
        .containsPattern("postmaster killed \\| 1 +\\| 1 +\\| 1 +\\|")
        .doesNotContain("| disk full");
  }

  @Test
  void what_went_wrong_can_be_played_again() throws IOException {
    assertThat(page())
        .contains(
            "PAF, round 1 (off, seed 7)",
            "lost without a word: 12 rows",
            "`script/chaos nemesis --faults 1 --seed 7 --synchronous off --agent paf`");
  }

  @Test
  void it_says_what_is_left_out() throws IOException {
    assertThat(page()).contains("- packets delayed: no netem.");
  }

  @Test
  void each_round_is_a_dot() throws IOException {
    assertThat(docs.resolve("reliability/gap-off.svg"))
        .content()
        .contains("<svg xmlns", "Matriarch", "PAF")
        .containsPattern("(?s)<circle .*<circle ")
        .endsWith("</svg>\n");
  }

  @Test
  void runs_are_kept_as_they_were() throws IOException {
    assertThat(Results.read(results)).containsExactly(MATRIARCH, PAF);
  }
}
