package io.matriarch.agent.decide;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.UpkeepMemory;
import io.matriarch.agent.model.UpkeepMemory.Asked;
import io.matriarch.agent.model.UpkeepMemory.Trouble;
import java.util.List;
import java.util.Optional;

/// Notes what the agent's own changes leave behind: a setting that it asked for, or how a change
/// failed.
///
/// Examples: `upkeep asked="ANY 1 (n2)"`, `upkeep written=1@n1,n2`, `upkeep asked="" failure="42501
/// permission denied"`, `upkeep dropped=matriarch_n2`, `upkeep trouble="slot matriarch_n2: 53400
/// all are in use"`
final class UpkeepCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    UpkeepMemory upkeep = incident.memory.upkeep();
    if (arguments.has("asked")) {
      Asked asked =
          new Asked(
              setting(arguments.take("asked", "")), incident.now, arguments.take("failure", ""));
      upkeep = upkeep.withSynchronous(upkeep.synchronous().withAsked(asked));
    }
    if (arguments.has("written")) {
      SynchronousSet set = ClusterCommand.synchronous(arguments.take("written", ""));
      upkeep = upkeep.withSynchronous(upkeep.synchronous().withWritten(set));
    }
    if (arguments.has("dropped")) {
      upkeep =
          upkeep.withSlots(upkeep.slots().withDrop(arguments.take("dropped", ""), incident.now));
    }
    if (arguments.has("trouble")) {
      Trouble trouble = new Trouble(arguments.take("trouble", ""), incident.now);
      upkeep = upkeep.withSlots(upkeep.slots().withTrouble(Optional.of(trouble)));
    }
    incident.memory = incident.memory.withUpkeep(upkeep);
    return "";
  }

  /// Names in a decision file need no quotes.
  static String setting(String text) {
    return SynchronousSetting.parse(text).toString();
  }

  /// `NAME[/active][/held=BYTES][/from=LSN][/lost][/xmin][/logical][/temporary][/empty]`.
  static List<ReplicationSlot> slots(List<String> texts) {
    return texts.stream().map(UpkeepCommand::slot).toList();
  }

  private static ReplicationSlot slot(String text) {
    String name = text.split("/", 2)[0];
    String flags = text.substring(name.length()) + "/";
    String held = value(flags, "held=");
    String from = value(flags, "from=").replace(':', '/');
    return new ReplicationSlot(
        name,
        flags.contains("/logical/") ? "logical" : "physical",
        flags.contains("/temporary/"),
        flags.contains("/active/"),
        held.isEmpty() ? 0 : Long.parseLong(held),
        flags.contains("/lost/") ? "lost" : "reserved",
        flags.contains("/empty/")
            ? Optional.empty()
            : Optional.of(Lsn.parse(from.isEmpty() ? "0/5000000" : from)),
        flags.contains("/xmin/"),
        Optional.empty());
  }

  private static String value(String flags, String key) {
    int at = flags.indexOf("/" + key);
    return at < 0
        ? ""
        : flags.substring(at + key.length() + 1, flags.indexOf('/', at + key.length() + 1));
  }

  static String print(Upkeep upkeep) {
    return switch (upkeep) {
      case Upkeep.SetSynchronousNames(var setting, var why) ->
          "set synchronous_standby_names to '%s': %s".formatted(setting, why);
      case Upkeep.RecordSynchronousSet(var set, var why) -> "record %s: %s".formatted(set, why);
      case Upkeep.WithdrawSynchronousSet(var why) -> "withdraw the set: " + why;
      case Upkeep.CreateSlot(var name, boolean reserve, var why) ->
          "create slot %s%s: %s".formatted(name, reserve ? "" : " without WAL", why);
      case Upkeep.AdvanceSlot(var name, var to, var why) ->
          "advance slot %s to %s: %s".formatted(name, to, why);
      case Upkeep.RenewSlot(var name, var why) -> "renew slot %s: %s".formatted(name, why);
      case Upkeep.DropSlot(var name, boolean space, var why) ->
          "drop slot %s%s: %s".formatted(name, space ? " for space" : "", why);
    };
  }
}
