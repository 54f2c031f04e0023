package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.UpkeepMemory;
import io.matriarch.agent.model.UpkeepMemory.Asked;
import io.matriarch.agent.model.UpkeepMemory.InForce;
import io.matriarch.agent.model.UpkeepMemory.Seen;
import io.matriarch.agent.model.UpkeepMemory.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Every way from one state of four nodes to another, each of its prefixes, and after each prefix
/// every other member as the next primary.
class SynchronousStepsTest {

  private static final List<String> NODES = List.of("n1", "n2", "n3", "n4");
  private static final BootTime NOW = new BootTime(10_000_000);
  private static final BootTime LONG_AGO = new BootTime(1_000_000);
  private static final Lsn END = Lsn.parse("0/5000000");
  private static final int STEPS_MOST = 6;

  /// What is asked for, and who streams.
  private record Wish(Policy.Synchronous policy, List<String> streaming) {}

  /// What is in force and what is recorded, on a primary.
  private record State(String primary, SynchronousSetting setting, SynchronousSet recorded) {}

  @Test
  void each_prefix_is_safe_and_leads_on() {
    int prefixes = 0;
    for (Wish from : wishes("n1")) {
      State begin =
          last(
              walk(
                  new State("n1", SynchronousSetting.NONE, new SynchronousSet(List.of("n1"), 0)),
                  from));
      for (Wish to : wishes("n1")) {
        for (State prefix : walk(begin, to)) {
          prefixes++;
          for (String heir : prefix.recorded().members()) {
            if (!heir.equals("n1")) {
              succeed(prefix, heir, to.policy());
            }
          }
        }
      }
    }
    assertThat(prefixes).isGreaterThan(4000);
  }

  private static void succeed(State prefix, String heir, Policy.Synchronous policy) {
    SynchronousSetting ready = StandbySetting.of(heir, prefix.recorded(), policy);
    State promoted = new State(heir, ready, prefix.recorded());
    List<String> others = NODES.stream().filter(n -> !n.equals(heir) && !n.equals("n1")).toList();
    walk(promoted, new Wish(policy, others));
  }

  private static List<Wish> wishes(String primary) {
    List<Wish> wishes = new ArrayList<>();
    List<String> others = NODES.stream().filter(n -> !n.equals(primary)).toList();
    for (var mode : List.of(Policy.Synchronous.Mode.PREFER, Policy.Synchronous.Mode.STRICT)) {
      for (int count = 1; count <= 3; count++) {
        for (int mask = 0; mask < 8; mask++) {
          List<String> streaming = new ArrayList<>();
          for (int i = 0; i < others.size(); i++) {
            if ((mask >> i & 1) == 1) {
              streaming.add(others.get(i));
            }
          }
          var policy = new Policy.Synchronous(mode, false, count, Duration.ofSeconds(10));
          wishes.add(new Wish(policy, streaming));
        }
      }
    }
    return wishes;
  }

  private static State last(List<State> states) {
    return states.getLast();
  }

  /// All states on the way, each of them safe; the last one stays.
  private static List<State> walk(State begin, Wish wish) {
    List<State> way = new ArrayList<>(List.of(begin));
    for (int step = 0; step <= STEPS_MOST; step++) {
      State state = way.getLast();
      assertThat(state.recorded().isKeptBy(state.primary(), state.setting()))
          .as("%s on the way %s for %s", state, way, wish)
          .isTrue();
      Optional<Upkeep> next = SynchronousPlan.next(situation(state, wish)).step();
      if (next.isEmpty()) {
        return way;
      }
      way.add(
          switch (next.get()) {
            case Upkeep.SetSynchronousNames(var setting, var _) ->
                new State(state.primary(), setting, state.recorded());
            case Upkeep.RecordSynchronousSet(var set, var _) ->
                new State(state.primary(), state.setting(), set);
            case Upkeep.WithdrawSynchronousSet _, Upkeep.SlotChange _ ->
                throw new AssertionError(next.get());
          });
    }
    throw new AssertionError("no end to " + way + " for " + wish);
  }

  private static SynchronousSituation situation(State state, Wish wish) {
    String text = state.setting().toString();
    SortedMap<String, Standing> standings = new TreeMap<>();
    NODES.stream()
        .filter(n -> !n.equals(state.primary()))
        .forEach(
            n ->
                standings.put(
                    n,
                    new Standing(
                        END,
                        wish.streaming().contains(n) ? Optional.empty() : Optional.of(LONG_AGO))));
    var memory =
        new UpkeepMemory.Synchronous(
            Optional.of(new InForce(text, LONG_AGO, Optional.of(END))),
            Optional.of(new Seen(Optional.of(state.recorded()), LONG_AGO)),
            standings,
            END,
            Optional.of(new Asked(text, LONG_AGO, "")),
            Optional.empty());
    return new SynchronousSituation(
        state.primary(),
        wish.policy(),
        text,
        wish.streaming().stream().map(SynchronousStepsTest::link).toList(),
        view(state),
        memory,
        NOW);
  }

  private static StandbyLink link(String name) {
    return new StandbyLink(
        name,
        "",
        "streaming",
        "quorum",
        END,
        END,
        END,
        END,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO);
  }

  private static ClusterView view(State state) {
    List<ClusterView.Node> nodes =
        NODES.stream()
            .map(
                n ->
                    new ClusterView.Node(
                        n,
                        true,
                        false,
                        false,
                        false,
                        n.equals(state.primary()) ? Role.PROMOTED : Role.UNPROMOTED,
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        Optional.empty()))
            .toList();
    return new ClusterView(
        "0.1.0",
        true,
        "n1",
        false,
        true,
        ClusterView.INFINITY,
        true,
        nodes,
        Optional.empty(),
        Optional.of(state.recorded()),
        List.of());
  }
}
