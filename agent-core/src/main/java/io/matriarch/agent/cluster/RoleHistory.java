package io.matriarch.agent.cluster;

import io.matriarch.agent.model.ClusterView.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The role of an instance as the history of its operations on a node tells it.
///
/// A pending operation has already replaced its predecessor in the history, and what is left there
/// may be older than that: so its name tells the role before it. The same goes for a failed one.
final class RoleHistory {

  private static final String PENDING = "-1";

  private RoleHistory() {}

  /// The role after these `lrm_rsc_op` elements, in any order.
  static Role of(List<Element> operations) {
    Optional<Role> underWay =
        operations.stream()
            .filter(RoleHistory::isPending)
            .flatMap(operation -> before(operation).stream())
            .findFirst();
    return underWay.or(() -> latest(operations)).orElse(Role.UNKNOWN);
  }

  private static Optional<Role> latest(List<Element> operations) {
    return operations.stream()
        .filter(operation -> !isPending(operation))
        .sorted(
            Comparator.comparingLong((Element o) -> Words.number(o.get("call-id")).orElse(-1L))
                .reversed())
        .flatMap(operation -> after(operation).stream())
        .findFirst();
  }

  private static boolean isPending(Element operation) {
    return operation.get("op-status").equals(PENDING) || operation.get("rc-code").equals("193");
  }

  private static Optional<Role> after(Element operation) {
    boolean succeeded =
        operation.get("rc-code").equals("0") && operation.get("op-status").equals("0");
    return switch (operation.get("operation")) {
      case "monitor" -> observed(operation.get("rc-code"));
      case "start", "demote" -> succeeded ? Optional.of(Role.UNPROMOTED) : before(operation);
      case "promote" -> succeeded ? Optional.of(Role.PROMOTED) : before(operation);
      case "stop" -> succeeded ? Optional.of(Role.STOPPED) : before(operation);
      default -> Optional.empty();
    };
  }

  private static Optional<Role> before(Element operation) {
    return switch (operation.get("operation")) {
      case "start" -> Optional.of(Role.STOPPED);
      case "promote", "stop" -> Optional.of(Role.UNPROMOTED);
      case "demote" -> Optional.of(Role.PROMOTED);
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
}
