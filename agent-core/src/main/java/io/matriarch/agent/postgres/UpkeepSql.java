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

  /// Whoever uses it comes back within milliseconds, so that only trying at once and again wins.
  private static final String FORCED_DROP =
      """
      do $$
      begin
        for attempt in 1..1000 loop
          begin
            perform pg_drop_replication_slot(slot_name)$PRESENT;
            return;
          exception when object_in_use then
            perform pg_terminate_backend(active_pid)$PRESENT and active;
            perform pg_sleep(0.001);
          end;
        end loop;
        raise exception 'it stays in use';
      end $$\
      """;

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
    String idle = present + " and not active";
    return switch (change) {
      case CreateSlot create -> List.of(created(name, create.reserve()));
      case AdvanceSlot advance -> {
        String to = literal(advance.to().toString());
        yield List.of(
            "select pg_replication_slot_advance(slot_name, %s)".formatted(to)
                + idle
                + " and restart_lsn < "
                + to);
      }
      case RenewSlot _ ->
          List.of("select pg_drop_replication_slot(slot_name)" + idle, created(name, true));
      case DropSlot drop when drop.forSpace() -> List.of(FORCED_DROP.replace("$PRESENT", present));
      case DropSlot _ -> List.of("select pg_drop_replication_slot(slot_name)" + idle);
    };
  }

  private static String created(String name, boolean reserve) {
    return "select pg_create_physical_replication_slot(%s, %b)".formatted(name, reserve)
        + " where not exists (select from pg_replication_slots where slot_name = %s)"
            .formatted(name);
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
