package io.matriarch.telemetry.event;

import java.util.List;

/// What the agent itself did or decided.
public sealed interface AgentEvent extends Event {

  record AgentStarted(String version) implements AgentEvent {
    @Override
    public String type() {
      return "agent.started";
    }

    @Override
    public String sentence() {
      return "the agent started, version " + version;
    }
  }

  record AgentStopping(String version) implements AgentEvent {
    @Override
    public String type() {
      return "agent.stopping";
    }

    @Override
    public String sentence() {
      return "the agent stops; PostgreSQL goes on";
    }
  }

  /// Another rule decides now.
  ///
  /// @param exitCode what the monitor answers
  record DecisionChanged(String rule, String because, int exitCode, boolean givesUp)
      implements AgentEvent {

    private static final List<Integer> WELL = List.of(0, 7, 8);

    @Override
    public String type() {
      return "decision.changed";
    }

    @Override
    public Severity severity() {
      return Event.warn(!WELL.contains(exitCode));
    }

    @Override
    public String sentence() {
      return rule + ": " + because;
    }
  }

  /// The promotion score that the CIB has for this node changed; `none` where there is none.
  record ScoreChanged(String from, String to) implements AgentEvent {
    @Override
    public String type() {
      return "score.changed";
    }

    @Override
    public String sentence() {
      return "the promotion score changed from " + from + " to " + to;
    }
  }

  record OperationEnded(
      String operation, boolean succeeded, String exitCode, String reason, long tookMs)
      implements AgentEvent {
    @Override
    public String type() {
      return "operation.ended";
    }

    @Override
    public Severity severity() {
      return Event.warn(!succeeded);
    }

    @Override
    public String sentence() {
      String end = succeeded ? " took " : " failed (" + exitCode + ") after ";
      return operation + end + tookMs + " ms" + (reason.isEmpty() ? "" : ": " + reason);
    }
  }

  /// A step of an operation or of an action of the agent's own, such as `election/won`.
  record StepTaken(String step, String detail) implements AgentEvent {

    private static final List<String> GOOD_ELECTIONS = List.of("won", "data-loss-allowed");

    @Override
    public String type() {
      return "step.taken";
    }

    @Override
    public Severity severity() {
      boolean refused =
          step.startsWith("election/") && GOOD_ELECTIONS.stream().noneMatch(step::endsWith);
      return Event.warn(refused || step.endsWith("failed") || step.endsWith("no-room"));
    }

    @Override
    public String sentence() {
      return detail.isEmpty() ? step : step + ": " + detail;
    }
  }

  /// What is wrong with the instance's parameters changed.
  record FaultsChanged(List<String> faults) implements AgentEvent {

    public FaultsChanged {
      faults = List.copyOf(faults);
    }

    @Override
    public String type() {
      return "configuration.faults";
    }

    @Override
    public Severity severity() {
      return Event.warn(!faults.isEmpty());
    }

    @Override
    public String sentence() {
      return faults.isEmpty() ? "the parameters are right now" : String.join("; ", faults);
    }
  }

  /// Told to one who reads in place of what is not kept any more.
  record Gap(String oldestKept) implements AgentEvent {
    @Override
    public String type() {
      return "gap";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String sentence() {
      return "events before " + oldestKept + " are not kept any more";
    }
  }
}
