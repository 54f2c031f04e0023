package io.matriarch.agent.port;

import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;

/// Who is told: logs, metrics, events, the page. Listeners return at once and never fail.
public interface DecisionListener extends CheckListener {

  /// A look at the instance, and what was decided.
  void decided(Snapshot snapshot, Decision decision);

  /// A cycle has ended, the decision told.
  ///
  /// @param took from the beginning of its look
  default void cycled(String resource, Duration took) {}

  @Override
  default void checked(String check, Duration took, boolean answered) {}

  /// A resource operation has ended.
  void operated(String resource, String operation, Verdict result, Duration took);

  /// Something that only this agent saw happen: a step of an operation or of an action.
  ///
  /// @param step a stable name, such as `election/won` or `demote/stopped`
  void stepped(String resource, String step, String sentence);
}
