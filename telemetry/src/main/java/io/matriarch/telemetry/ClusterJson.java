package io.matriarch.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.SynchronousSet;
import java.util.Locale;

/// The part of the status that tells of Pacemaker.
final class ClusterJson {

  private final BootTime now;

  ClusterJson(BootTime now) {
    this.now = now;
  }

  ObjectNode of(Fact<ClusterView> cluster) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (cluster) {
      case Fact.Unknown<ClusterView>(var reason) -> json.put("known", false).put("reason", reason);
      case Fact.Known<ClusterView>(var view, BootTime at) -> {
        json.put("known", true).put("age_ms", now.since(at).toMillis());
        add(json, view);
      }
    }
    return json;
  }

  private static void add(ObjectNode json, ClusterView view) {
    json.put("cib_version", view.version())
        .put("quorate", view.quorate())
        .put("designated_controller", view.designatedController())
        .put("maintenance", view.maintenance())
        .put("managed", view.managed())
        .put("migration_threshold", view.migrationThreshold())
        .put("fencing_enabled", view.fencingEnabled());
    ArrayNode nodes = json.putArray("nodes");
    view.nodes().forEach(node -> addNode(nodes.addObject(), node));
    view.promotionRecord()
        .ifPresentOrElse(
            record -> addRecord(json.putObject("promotion_record"), record),
            () -> json.putNull("promotion_record"));
    view.synchronousSet()
        .ifPresentOrElse(
            set -> addSet(json.putObject("synchronous_set"), set),
            () -> json.putNull("synchronous_set"));
  }

  private static void addSet(ObjectNode json, SynchronousSet set) {
    json.put("acknowledged", set.acknowledged()).put("quorum", set.quorum());
    ArrayNode members = json.putArray("members");
    set.members().forEach(members::add);
  }

  private static void addNode(ObjectNode json, ClusterView.Node node) {
    json.put("node", node.name())
        .put("online", node.member())
        .put("unclean", node.unclean())
        .put("standby_mode", node.standbyMode())
        .put("maintenance", node.maintenance())
        .put("role", node.role().name().toLowerCase(Locale.ROOT));
    node.score().ifPresentOrElse(s -> json.put("score", s), () -> json.putNull("score"));
    json.put("fail_count", node.failCount());
    node.refusal()
        .ifPresentOrElse(why -> json.put("refusal", why.toString()), () -> json.putNull("refusal"));
    node.dataLossAllowed()
        .ifPresentOrElse(
            at -> json.put("data_loss_allowed", at.toString()),
            () -> json.putNull("data_loss_allowed"));
  }

  private static void addRecord(ObjectNode json, PromotionRecord record) {
    json.put("node", record.node())
        .put("timeline", record.begunAt().timeline())
        .put("lsn", record.begunAt().lsn().toString())
        .put("system_identifier", record.systemIdentifier());
  }
}
