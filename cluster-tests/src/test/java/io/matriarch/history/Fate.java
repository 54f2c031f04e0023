package io.matriarch.history;

/// What became of what a client asked for.
public enum Fate {
  ACKNOWLEDGED,
  UNKNOWN,
  FAILED
}
