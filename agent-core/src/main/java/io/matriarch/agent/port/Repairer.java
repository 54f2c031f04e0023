package io.matriarch.agent.port;

import io.matriarch.agent.model.Repair;

/// Makes a working standby of an instance that cannot follow, outside of Pacemaker's operations.
public interface Repairer extends AutoCloseable {

  /// How far it has come; returns at once.
  Repair latest();

  @Override
  void close();
}
