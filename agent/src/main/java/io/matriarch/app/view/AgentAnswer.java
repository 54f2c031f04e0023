package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// What one node's agent answered when it was asked for its status.
public sealed interface AgentAnswer {

  /// Its status document.
  record Told(JsonNode document) implements AgentAnswer {}

  /// Nothing that can be used; `reason` says why.
  record Silent(String reason) implements AgentAnswer {}

  /// The agent's view of the resource, if it told one.
  default Optional<InstanceStatus> resource(String name) {
    return resources().stream().filter(r -> r.resource().equals(name)).findFirst();
  }

  default List<InstanceStatus> resources() {
    return switch (this) {
      case Silent _ -> List.of();
      case Told(var document) ->
          StreamSupport.stream(document.path("resources").spliterator(), false)
              .map(InstanceStatus::new)
              .toList();
    };
  }
}
