package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Upkeep.AdvanceSlot;
import io.matriarch.agent.model.Upkeep.CreateSlot;
import io.matriarch.agent.model.Upkeep.DropSlot;
import io.matriarch.agent.model.Upkeep.RenewSlot;
import io.matriarch.agent.model.Upkeep.SlotChange;
import java.util.List;

/// The statements that keep synchronous replication and the slots. Each says itself under which
/// condition it applies, as the server may have changed since it was looked at.
final class UpkeepSql {

  private static final String RENEWAL = "matriarch_renewal_of_the_agent";

  private UpkeepSql() {}

  /// ALTER SYSTEM cannot be part of a longer transaction.
  static List<String> synchronousStandbyNames(String text) {
    return List.of(
        "alter system set synchronous_standby_names = " + literal(text), "select pg_reload_conf()");
  }

  static List<String> of(SlotChange change) {
    String name = literal(change.name());
    String present =
        " from pg_replication_slots where slot_type = 'physical' and not temporary"
            + " and slot_name = "
            + name;
    return switch (change) {
      case CreateSlot create ->
          List.of(
              "select pg_create_physical_replication_slot(%s, %b)".formatted(name, create.reserve())
                  + " where not exists (select from pg_replication_slots where slot_name = %s)"
                      .formatted(name));
      case AdvanceSlot advance -> {
        String to = literal(advance.to().toString());
        yield List.of(
            "select pg_replication_slot_advance(slot_name, %s)".formatted(to)
                + present
                + " and not active and restart_lsn < "
                + to);
      }
      case RenewSlot _ -> renew(name, present + " and not active");
      case DropSlot drop when drop.forSpace() ->
          List.of(
              "select pg_terminate_backend(active_pid, 2000)" + present + " and active",
              "select pg_drop_replication_slot(slot_name)" + present);
      case DropSlot _ ->
          List.of("select pg_drop_replication_slot(slot_name)" + present + " and not active");
    };
  }

  /// A copy takes over the WAL that is held, but not `xmin`; a temporary one goes with the session.
  private static List<String> renew(String name, String idle) {
    return List.of(
        "select pg_copy_physical_replication_slot(slot_name, '%s', true)".formatted(RENEWAL) + idle,
        "select pg_drop_replication_slot(slot_name)" + idle,
        ("select pg_copy_physical_replication_slot('%s', %s, false)"
                + " where exists (select from pg_replication_slots where slot_name = '%s')"
                + " and not exists (select from pg_replication_slots where slot_name = %s)")
            .formatted(RENEWAL, name, RENEWAL, name));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
