package io.matriarch.agent.decide;

import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.Memory.Comeback;
import io.matriarch.agent.model.Memory.Operation;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.WalPosition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Notes what resource operations note: which one runs, and what it left behind.
///
/// Example: `memory operation=demote comeback=yes started-from="shut down" lost=n2@3:0/5000148`
final class MemoryCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    Memory memory = incident.memory;
    if (arguments.has("operation")) {
      memory = memory.withOperation(operation(arguments.take("operation", "")));
    }
    if (arguments.has("comeback")) {
      memory = memory.withComeback(comeback(arguments.take("comeback", "")));
    }
    if (arguments.has("started-from")) {
      String state = arguments.take("started-from", "");
      memory = memory.withStartedFrom(ObserveCommand.control(arguments, state));
    }
    if (arguments.has("lost")) {
      memory = memory.withRefusal(refusal(arguments.take("lost", "")));
    }
    if (arguments.has("monitored-as")) {
      memory = memory.withMonitoredAs(role(arguments.take("monitored-as", "")));
    }
    incident.memory = memory;
    return "";
  }

  private static Role role(String text) {
    return Role.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Comeback comeback(String text) {
    return switch (text) {
      case "yes" -> Comeback.NOW;
      case "later" -> Comeback.LATER;
      case "no" -> Comeback.NONE;
      default -> throw new IllegalArgumentException("comeback is yes, later or no, not " + text);
    };
  }

  private static Operation operation(String text) {
    return Operation.valueOf(text.toUpperCase(Locale.ROOT));
  }

  /// The state in pg_controldata's words.
  static ClusterState state(String text) {
    return List.of(ClusterState.values()).stream()
        .filter(s -> s.text().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is not a state of pg_controldata"));
  }

  static Optional<Refusal> perhaps(String text) {
    return text.equals("none") ? Optional.empty() : Optional.of(refusal(text));
  }

  /// `NODE@TIMELINE:LSN` of what is lacked, and `NODE>TIMELINE:LSN` of a timeline that was left.
  static Refusal refusal(String text) {
    int at = text.indexOf('@');
    int left = text.indexOf('>');
    return left > 0
        ? new Refusal(
            text.substring(0, left), WalPosition.parse(text.substring(left + 1)), Refusal.Kind.LEFT)
        : new Refusal(text.substring(0, at), WalPosition.parse(text.substring(at + 1)));
  }
}
