package io.matriarch.agent.model;

/// What becomes of this node's promotion score.
public sealed interface Score {

  /// This score, written again whenever the CIB has another one.
  record Publish(int value) implements Score {}

  /// Whatever the CIB has: leaving it alone is not the same as 0.
  record Keep() implements Score {}

  /// None at all.
  record Clear() implements Score {}
}
