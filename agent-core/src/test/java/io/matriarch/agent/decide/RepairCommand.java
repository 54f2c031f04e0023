package io.matriarch.agent.decide;

import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Sets what the repair of this instance has come to, and what asking the upstream has shown.
///
/// `lacks="lacks 4:0/5000000 of n2"` is what a directory that is not whole is known to lack.
///
/// Example: `repair running=rewind step="pg_rewind 42 %" upstream=wal_missing sentence="58P01 …"
/// for=40`
final class RepairCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    incident.repair =
        new Repair(progress(incident, arguments), upstream(incident, arguments), lacks(arguments));
    return "";
  }

  private static Optional<Refusal> lacks(Arguments arguments) {
    String text = arguments.take("lacks", "");
    return text.isEmpty() ? Optional.empty() : Optional.of(Refusal.parse(text));
  }

  private static Progress progress(Incident incident, Arguments arguments) {
    if (arguments.has("running")) {
      return new Progress.Running(
          Policy.Rejoin.Method.valueOf(arguments.take("running", "").toUpperCase(Locale.ROOT)),
          arguments.take("step", "pg_rewind 42 %"),
          incident.now);
    }
    if (arguments.has("pending")) {
      return new Progress.Pending(
          Policy.Rejoin.Method.valueOf(arguments.take("pending", "").toUpperCase(Locale.ROOT)),
          arguments.take("step", "it was interrupted"),
          arguments.flag("startable", false));
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
                own(arguments.take("own", "")),
                incident.now.plus(Duration.ofSeconds(arguments.number("for", 0)).negated()),
                incident.now))
        : Optional.empty();
  }

  /// `TIMELINE<TIMELINE:LSN<…`, the newest first: `4<3:0/4000000` left timeline 3 there.
  private static Optional<TimelineHistory> own(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> timelines = List.of(text.split("<", -1));
    List<TimelineHistory.Ancestor> ancestors =
        timelines.subList(1, timelines.size()).reversed().stream()
            .map(WalPosition::parse)
            .map(p -> new TimelineHistory.Ancestor(p.timeline(), p.lsn()))
            .toList();
    return Optional.of(new TimelineHistory(Integer.parseInt(timelines.getFirst()), ancestors));
  }
}
