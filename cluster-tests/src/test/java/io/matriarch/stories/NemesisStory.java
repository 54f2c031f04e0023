package io.matriarch.stories;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Faults of every kind, one upon the other, in an order that nobody chose: a seed repeats it.
@Order(95)
@Tag("chaos")
@BegunAsChosen
@OwnClocks
@ExtendWith(StoryBed.class)
class NemesisStory {

  @Test
  void whatever_strikes_nothing_is_lost_and_the_cluster_heals_by_itself(Bed bed) {
    new Nemesis(bed, NemesisSettings.chosen()).run();
  }
}
