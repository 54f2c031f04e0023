package io.matriarch.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// `script/chaos report`: makes the page anew from the results of runs that are kept.
@EnabledIfSystemProperty(named = "nemesis.report", matches = "true")
class ToldAgainTest {

  private static final Path RESULTS = Path.of("target/nemesis");

  @Test
  void the_page_is_made_from_all_results_that_are_kept() {
    Page.tell(RESULTS, Path.of("../docs"));
    assertThat(RESULTS.resolve("reliability.md")).isNotEmptyFile();
  }
}
