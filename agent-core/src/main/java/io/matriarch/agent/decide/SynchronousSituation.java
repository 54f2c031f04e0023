package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Policy.Synchronous.Mode;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.UpkeepMemory;
import io.matriarch.agent.model.UpkeepMemory.Asked;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// All that synchronous replication is decided from.
///
/// @param text `synchronous_standby_names` as it is in force
/// @param standbys those that are connected here
record SynchronousSituation(
    String self,
    Policy.Synchronous policy,
    String text,
    List<StandbyLink> standbys,
    ClusterView view,
    UpkeepMemory.Synchronous memory,
    BootTime now) {

  /// A reload takes moments.
  private static final Duration RELOAD = Duration.ofSeconds(3);

  private static final Duration RETRY = Duration.ofSeconds(10);

  /// Whether this was asked for lately, and is refused or overridden.
  boolean askedInVain(SynchronousSetting wanted) {
    return memory
        .asked()
        .filter(asked -> asked.text().equals(wanted.toString()))
        .filter(asked -> !asked.failure().isEmpty() || !asked.text().equals(text))
        .filter(asked -> now.since(asked.at()).compareTo(RETRY) < 0)
        .isPresent();
  }

  /// Something else that was asked for a moment ago, and is not in force as far as can be seen:
  /// some process of the server may go by it already.
  Optional<String> underWay(SynchronousSetting wanted) {
    return memory
        .asked()
        .filter(asked -> !asked.text().equals(text) && !asked.text().equals(wanted.toString()))
        .filter(asked -> now.since(asked.at()).compareTo(RELOAD) < 0)
        .map(Asked::text);
  }

  /// Why the setting is not what the agent wants, if that is nothing that passes by itself.
  Optional<String> hindrance() {
    if (policy.mode() == Mode.OFF) {
      return Optional.empty();
    }
    int others = view.nodes().size() - 1;
    if (policy.mode() == Mode.STRICT && others < policy.count()) {
      return Optional.of(
          "synchronous=strict needs %d standbys, and the cluster has %d other nodes"
              .formatted(policy.count(), others));
    }
    return memory.asked().flatMap(this::hindrance);
  }

  private Optional<String> hindrance(Asked asked) {
    if (!asked.failure().isEmpty()) {
      return Optional.of("synchronous_standby_names cannot be set: " + asked.failure());
    }
    return asked.text().equals(text) || now.since(asked.at()).compareTo(RELOAD) < 0
        ? Optional.empty()
        : Optional.of(
            "ALTER SYSTEM has no effect on synchronous_standby_names, see start_opts and the log:"
                + " it is '%s'".formatted(text));
  }

  /// The names that commits wait for now, as too few of them keep up, and for how long.
  Optional<Waiting> waiting() {
    SynchronousSetting setting;
    try {
      setting = SynchronousSetting.parse(text);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    List<BootTime> lost =
        setting.names().stream()
            .flatMap(name -> Optional.ofNullable(memory.standbys().get(name)).stream())
            .flatMap(standing -> standing.lost().stream())
            .sorted()
            .toList();
    int bearable = setting.names().size() - setting.count();
    return bearable >= 0 && lost.size() > bearable
        ? Optional.of(
            new Waiting(
                setting, setting.names().size() - lost.size(), now.since(lost.get(bearable))))
        : Optional.empty();
  }

  /// @param keepUp how many of the setting's names keep up
  record Waiting(SynchronousSetting setting, int keepUp, Duration since) {}
}
