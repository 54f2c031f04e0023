package io.matriarch.app;

import io.matriarch.agent.loop.ControlLoop;
import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ClusterObserver.Configured;
import io.matriarch.agent.port.ClusterObserver.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The instances of this node: those that the CIB configures, each with its loop.
final class Instances implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Instances.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Worlds worlds;
  private final Consumer<String> forget;
  private final Map<String, InstanceAgent> agents = new TreeMap<>();
  private Fact<Reading> latest = Fact.unknown("the CIB has not been read yet");

  /// @param forget told of each resource that has left the CIB
  Instances(Worlds worlds, Consumer<String> forget) {
    this.worlds = worlds;
    this.forget = forget;
  }

  /// Follows a new reading of the CIB.
  synchronized void follow(Fact<Reading> reading) {
    latest = reading;
    switch (reading) {
      case Fact.Unknown<Reading>(var reason) -> {
        LOG.warn("{}", reason);
        agents.values().forEach(agent -> agent.loop().clusterUnknown(reason));
      }
      case Fact.Known<Reading>(var known, var at) -> {
        drop(known.instances());
        known.instances().forEach(configured -> configure(configured, at));
      }
    }
  }

  private void drop(List<Configured> configured) {
    List<String> resources = configured.stream().map(c -> c.instance().resource()).toList();
    List<String> gone =
        agents.keySet().stream().filter(resource -> !resources.contains(resource)).toList();
    gone.forEach(
        resource -> {
          LOG.info("resource={} left the configuration", resource);
          remove(resource);
          forget.accept(resource);
        });
  }

  private void configure(Configured configured, BootTime at) {
    String resource = configured.instance().resource();
    InstanceAgent known = agents.get(resource);
    if (known != null && !InstanceAgent.samePlace(known.loop().instance(), configured.instance())) {
      LOG.info("resource={} is configured anew", resource);
      remove(resource);
    }
    InstanceAgent agent =
        agents.computeIfAbsent(
            resource,
            _ -> {
              LOG.info(
                  "resource={} datadir={} port={} is watched",
                  resource,
                  configured.instance().datadir(),
                  configured.instance().pgport());
              return agent(
                  new InstanceParameters.Parsed(configured.instance(), configured.faults()));
            });
    agent.loop().configure(configured, at);
    agent.loop().nudge();
  }

  private void remove(String resource) {
    InstanceAgent agent = agents.remove(resource);
    if (agent != null) {
      agent.close();
    }
  }

  private InstanceAgent agent(InstanceParameters.Parsed parsed) {
    ControlLoop loop =
        new ControlLoop(worlds.world(parsed.instance()), parsed.instance(), parsed.faults());
    return new InstanceAgent(loop, Flux.interval(TICK).onBackpressureDrop());
  }

  /// Runs an operation on the instance that the request describes. One whose parameters are not
  /// those of the CIB gets an agent for this one request: Pacemaker stops a resource with the
  /// parameters that it was started with.
  Mono<Verdict> run(InstanceParameters.Parsed parsed, OperationRequest request) {
    InstanceAgent known = known(parsed);
    if (!InstanceAgent.samePlace(known.loop().instance(), parsed.instance())) {
      return Mono.using(
          () -> agent(parsed), agent -> agent.operations().run(request), InstanceAgent::close);
    }
    if (hasNewestParameters(request)) {
      known.loop().configure(parsed);
    }
    return known.operations().run(request);
  }

  /// A start that follows a correction must not fail for what the CIB said before; the others may
  /// come with the parameters that the instance was started with.
  private static boolean hasNewestParameters(OperationRequest request) {
    return request instanceof OperationRequest.Start
        || request instanceof OperationRequest.ReloadAgent;
  }

  /// The loop of that resource, if this node has one.
  synchronized Optional<ControlLoop> find(String resource) {
    return Optional.ofNullable(agents.get(resource)).map(InstanceAgent::loop);
  }

  private synchronized InstanceAgent known(InstanceParameters.Parsed parsed) {
    return agents.computeIfAbsent(
        parsed.instance().resource(),
        _ -> {
          InstanceAgent agent = agent(parsed);
          if (latest instanceof Fact.Unknown<Reading>(var reason)) {
            agent.loop().clusterUnknown(reason);
          }
          return agent;
        });
  }

  @Override
  public synchronized void close() {
    agents.values().forEach(InstanceAgent::close);
    agents.clear();
  }
}
