package io.matriarch.agent.decide;

import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.RepairNote.Phase;
import java.time.Duration;

/// What becomes of a repair after a failure.
public final class RepairPlan {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /// How a try failed.
  ///
  /// @param whole whether the data directory is as good as it was before
  /// @param lasting whether another try of the same method is of no use
  public record Failure(String reason, boolean whole, boolean lasting) {}

  private RepairPlan() {}

  /// What to note next: another try, the next method, or that it is given up.
  public static RepairNote after(RepairNote note, Failure failure, Policy.Rejoin policy) {
    int tries = note.tries() + 1;
    boolean over = failure.lasting() || tries >= policy.tries();
    if (note.method() == Method.REWIND
        && policy.method() == Method.REBUILD
        && note.phase() != Phase.REWOUND
        && (over || !failure.whole())) {
      return new RepairNote(
          Method.REBUILD,
          failure.whole() ? Phase.COPYING : Phase.REPLACING,
          0,
          note.primary(),
          failure.reason());
    }
    Phase next = over ? givenUp(failure) : again(note, failure);
    return new RepairNote(note.method(), next, tries, note.primary(), failure.reason());
  }

  private static Phase givenUp(Failure failure) {
    return failure.whole() ? Phase.FAILED : Phase.FAILED_DAMAGED;
  }

  private static Phase again(RepairNote note, Failure failure) {
    if (note.phase() == Phase.REWOUND) {
      return Phase.REWOUND;
    }
    if (note.method() == Method.REWIND) {
      return failure.whole() ? Phase.PLANNED : Phase.DAMAGED;
    }
    if (note.phase() == Phase.SWAPPING) {
      return Phase.SWAPPING;
    }
    return failure.whole() ? Phase.COPYING : Phase.REPLACING;
  }

  /// How long to wait before that try: 5 s, 15 s, 45 s and so on.
  public static Duration pause(int tries) {
    if (tries == 0) {
      return Duration.ZERO;
    }
    Duration pause = FIRST_PAUSE;
    for (int i = 1; i < tries && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
      pause = pause.multipliedBy(3);
    }
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /// Whether the policy still lets that method go on.
  public static boolean allows(Policy.Rejoin policy, Method method) {
    return policy.method().compareTo(method) >= 0;
  }
}
