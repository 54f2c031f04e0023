package io.matriarch.agent.loop;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.port.VerdictSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Keeps the steps that were told of.
final class RepairLog implements DecisionListener, VerdictSink {

  final List<String> steps = new ArrayList<>();

  @Override
  public void write(String resource, Verdict verdict, BootTime expiry) {}

  @Override
  public void remove(String resource) {}

  @Override
  public void decided(Snapshot snapshot, Decision decision) {}

  @Override
  public void operated(String resource, String operation, Verdict result, Duration took) {}

  @Override
  public void stepped(String resource, String step, String sentence) {
    steps.add(step);
  }
}
