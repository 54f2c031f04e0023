package io.matriarch.agent.port;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Verdict;

/// Where the resource agent's recurring monitor finds its answer.
public interface VerdictSink {

  /// Replaces the verdict of the resource; it is believed until `expiry`.
  void write(String resource, Verdict verdict, BootTime expiry);

  /// Removes the verdict, so that the next monitor asks.
  void remove(String resource);
}
