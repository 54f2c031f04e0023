package io.matriarch.agent.model;

/// What follows the crash of a primary whose node lives.
public enum CrashPolicy {
  /// Another node at once when a synchronous standby streamed up to the crash, in place otherwise.
  AUTO,
  /// Another node at once, at the price of what no standby has received.
  FAILOVER,
  /// In place, as long as crash recovery ends within `recovery_wait`.
  RESTART
}
