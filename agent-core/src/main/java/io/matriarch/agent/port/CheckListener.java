package io.matriarch.agent.port;

import java.time.Duration;

/// Who is told how long the agent's own looks took. Listeners return at once and never fail.
@FunctionalInterface
public interface CheckListener {

  /// A look has ended.
  ///
  /// @param check what was asked: `postgresql`, or one of Pacemaker's tools by its name
  /// @param answered whether it was answered in time
  void checked(String check, Duration took, boolean answered);
}
