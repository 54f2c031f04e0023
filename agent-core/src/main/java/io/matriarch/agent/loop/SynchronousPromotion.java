package io.matriarch.agent.loop;

import io.matriarch.agent.decide.StandbySetting;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Policy.Synchronous.Mode;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.UpkeepMemory.Asked;
import io.matriarch.agent.port.ClusterObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Makes sure that a standby's first commit as a primary is on as many members of the recorded set
/// as that says. Nearly always its setting is ready for that, and nothing is to be done.
record SynchronousPromotion(ControlLoop loop) {

  private static final Logger LOG = LoggerFactory.getLogger(SynchronousPromotion.class);
  private static final Duration CHANGE_WAIT = Duration.ofSeconds(2);

  /// Why the standby must not be promoted, if so.
  Mono<Optional<String>> hindrance() {
    if (loop.instance().policy().synchronous().mode() == Mode.OFF) {
      return Mono.just(Optional.empty());
    }
    Duration wait = loop.instance().policy().electionWait();
    return loop.readCluster()
        .timeout(wait)
        .map(this::view)
        .flatMap(this::hindrance)
        .onErrorResume(
            failure ->
                Mono.just(
                    Optional.of(
                        "the synchronous set is unknown: " + Looking.reason(failure, wait))));
  }

  private ClusterView view(ClusterObserver.Reading reading) {
    return reading
        .of(loop.instance().resource())
        .map(ClusterObserver.Configured::view)
        .orElseThrow(
            () -> new IllegalStateException("the CIB has no " + loop.instance().resource()));
  }

  private Mono<Optional<String>> hindrance(ClusterView view) {
    return view.synchronousSet()
        .map(set -> prepare(set, view))
        .orElseGet(() -> Mono.just(Optional.empty()));
  }

  private Mono<Optional<String>> prepare(SynchronousSet set, ClusterView view) {
    String self = loop.world().node();
    return setting()
        .flatMap(
            inForce ->
                set.isKeptBy(self, inForce) && isWritten(inForce)
                    ? Mono.just(Optional.<String>empty())
                    : change(set).switchIfEmpty(Mono.defer(() -> weaken(set, view))));
  }

  private Mono<SynchronousSetting> setting() {
    return Looking.state(loop)
        .flatMap(
            state ->
                state instanceof Standby standby
                    ? Mono.just(
                        SynchronousSetting.parse(standby.settings().synchronousStandbyNames()))
                    : Mono.error(new IllegalStateException("it is " + Looking.name(state))));
  }

  /// A setting that is only in force could be undone by the next reload.
  private boolean isWritten(SynchronousSetting inForce) {
    return loop.memory()
        .upkeep()
        .synchronous()
        .asked()
        .filter(a -> a.failure().isEmpty() && a.text().equals(inForce.toString()))
        .isPresent();
  }

  /// Empty when the setting does not come into force.
  private Mono<Optional<String>> change(SynchronousSet set) {
    SynchronousSetting wanted =
        StandbySetting.of(loop.world().node(), set, loop.instance().policy().synchronous());
    return loop.world()
        .control()
        .setSynchronousStandbyNames(wanted.toString())
        .timeout(CHANGE_WAIT)
        .then(
            Mono.defer(
                () -> {
                  remember(wanted);
                  return Looking.await(loop, CHANGE_WAIT, state -> has(state, wanted));
                }))
        .map(
            _ -> {
              step("synchronous/set", "'%s', before the promotion".formatted(wanted));
              return Optional.<String>empty();
            })
        .onErrorResume(
            failure -> {
              LOG.warn(
                  "could not set synchronous_standby_names before the promotion: {}",
                  Looking.reason(failure, CHANGE_WAIT));
              return Mono.empty();
            });
  }

  private void remember(SynchronousSetting wanted) {
    Asked asked = new Asked(wanted.toString(), loop.world().clock().now(), "");
    loop.remember(
        memory ->
            memory.withUpkeep(
                memory.upkeep().withSynchronous(memory.upkeep().synchronous().withAsked(asked))));
  }

  private static boolean has(ServerState state, SynchronousSetting wanted) {
    return state instanceof Standby standby
        && SynchronousSetting.parse(standby.settings().synchronousStandbyNames()).equals(wanted);
  }

  /// The setting stays what it is, so the set becomes what that keeps.
  private Mono<Optional<String>> weaken(SynchronousSet set, ClusterView view) {
    String resource = loop.instance().resource();
    List<String> nodes = view.nodes().stream().map(ClusterView.Node::name).toList();
    return setting()
        .map(inForce -> set.weakened(loop.world().node(), inForce, nodes))
        .flatMap(
            weaker ->
                weaker.equals(set)
                    ? Mono.just(weaker)
                    : loop.world()
                        .clusterControl()
                        .recordSynchronousSet(resource, weaker)
                        .timeout(loop.instance().policy().electionWait())
                        .thenReturn(weaker))
        .map(
            weaker -> {
              step("synchronous/recorded", weaker + ", as the setting could not be changed");
              return Optional.<String>empty();
            });
  }

  private void step(String step, String sentence) {
    loop.world().listener().stepped(loop.instance().resource(), step, sentence);
  }
}
