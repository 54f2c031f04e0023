package io.matriarch.agent.port;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Instance;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Looks at Pacemaker's CIB.
public interface ClusterObserver {

  /// One reading of the CIB: each configured instance with the cluster as it concerns it.
  record Reading(List<Configured> instances) {

    public Reading {
      instances = List.copyOf(instances);
    }

    /// The instance of that resource, if it is configured.
    public Optional<Configured> of(String resource) {
      return instances.stream().filter(c -> c.instance().resource().equals(resource)).findFirst();
    }
  }

  /// An instance, the cluster around it, and what is wrong with its parameters, a sentence each.
  record Configured(Instance instance, ClusterView view, List<String> faults) {

    public Configured {
      faults = List.copyOf(faults);
    }
  }

  /// A reading whenever the CIB changed, or a reason why it cannot be read. Never ends, never
  /// fails.
  Flux<Fact<Reading>> readings();

  /// Asks for a look soon, rather than at the next poll.
  void wake();

  /// Asks for a look at once.
  void wakeAtOnce();

  /// Reads the whole CIB now.
  Mono<Reading> readNow();

  /// This node's name in the cluster.
  Mono<String> nodeName();
}
