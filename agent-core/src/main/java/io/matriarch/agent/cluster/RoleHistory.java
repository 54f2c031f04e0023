package io.matriarch.agent.cluster;

import io.matriarch.agent.model.ClusterView.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The role of an instance as the history of its operations on a node tells it.
///
/// A pending operation has already replaced its predecessor in the history, and what else is left
/// there may be older than that: so its name tells the role before it. A failed one tells the same.
/// Only a stop is possible in every role, and then what is left is all that is known.
final class RoleHistory {

  private static final String PENDING = "-1";

  private RoleHistory() {}

  /// The role after these `lrm_rsc_op` elements, in any order.
  static Role of(List<Element> operations) {
    return operations.stream()
        .sorted(Comparator.comparingLong(RoleHistory::order).reversed())
        .flatMap(operation -> role(operation).stream())
        .findFirst()
        .orElse(isRunning(operations) ? Role.UNPROMOTED : Role.UNKNOWN);
  }

  /// Pacemaker numbers operations as they are started; a recurring monitor keeps its number.
  private static long order(Element operation) {
    return isPending(operation)
        ? Long.MAX_VALUE
        : Words.number(operation.get("call-id")).orElse(-1L);
  }

  private static boolean isPending(Element operation) {
    return operation.get("op-status").equals(PENDING) || operation.get("rc-code").equals("193");
  }

  private static boolean hasSucceeded(Element operation) {
    return operation.get("rc-code").equals("0") && operation.get("op-status").equals("0");
  }

  private static Optional<Role> role(Element operation) {
    boolean done = hasSucceeded(operation);
    return switch (operation.get("operation")) {
      case "monitor" ->
          isPending(operation) ? Optional.empty() : observed(operation.get("rc-code"));
      case "start" -> Optional.of(done ? Role.UNPROMOTED : Role.STOPPED);
      case "promote" -> Optional.of(done ? Role.PROMOTED : Role.UNPROMOTED);
      case "demote" -> Optional.of(done ? Role.UNPROMOTED : Role.PROMOTED);
      case "stop" -> done ? Optional.of(Role.STOPPED) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Role> observed(String code) {
    return switch (code) {
      case "0", "190" -> Optional.of(Role.UNPROMOTED);
      case "7" -> Optional.of(Role.STOPPED);
      case "8", "9", "191" -> Optional.of(Role.PROMOTED);
      default -> Optional.empty();
    };
  }

  /// Whether there is a stop that has not succeeded.
  private static boolean isRunning(List<Element> operations) {
    return operations.stream().anyMatch(operation -> operation.get("operation").equals("stop"));
  }
}
