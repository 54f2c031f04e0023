package io.matriarch.stories;

import java.util.List;

/// What became of a client's rows, compared row by row with what the primary has.
///
/// @param lost acknowledged, and not there as they were written
/// @param invented refused, and there nevertheless
/// @param unknown neither acknowledged nor refused: they may be there or not
record History(List<Long> lost, List<Long> invented, int unknown) {

  History {
    lost = List.copyOf(lost);
    invented = List.copyOf(invented);
  }
}
