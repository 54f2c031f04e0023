package io.matriarch.agent.decide;

import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.Repair.Progress;
import java.util.Locale;
import java.util.Optional;

/// Sets what the repair of this instance has come to, and what asking the upstream has shown.
///
/// Example: `repair running=rewind step="pg_rewind 42 %" upstream=wal_missing sentence="58P01 …"`
final class RepairCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    incident.repair = new Repair(progress(incident, arguments), upstream(incident, arguments));
    return "";
  }

  private static Progress progress(Incident incident, Arguments arguments) {
    if (arguments.has("running")) {
      return new Progress.Running(
          Policy.Rejoin.Method.valueOf(arguments.take("running", "").toUpperCase(Locale.ROOT)),
          arguments.take("step", "pg_rewind 42 %"),
          incident.now);
    }
    if (arguments.has("failed")) {
      return new Progress.Failed(
          arguments.take("failed", ""),
          (int) arguments.number("tries", 3),
          arguments.flag("startable", true));
    }
    return new Progress.Idle();
  }

  private static Optional<Repair.Upstream> upstream(Incident incident, Arguments arguments) {
    return arguments.has("upstream")
        ? Optional.of(
            new Repair.Upstream(
                Repair.Upstream.Kind.valueOf(
                    arguments.take("upstream", "").toUpperCase(Locale.ROOT)),
                arguments.take("sentence", "it said so"),
                incident.now))
        : Optional.empty();
  }
}
