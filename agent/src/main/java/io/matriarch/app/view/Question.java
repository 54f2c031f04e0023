package io.matriarch.app.view;

import java.util.List;
import java.util.regex.Pattern;

/// What might happen to a cluster, and how its CIB would look then.
sealed interface Question {

  /// The beginning of a sentence.
  String sentence();

  /// The CIB as it would be.
  ///
  /// @param clone the promotable clone's id
  default String changed(String cib, String clone) {
    return cib;
  }

  /// More options for `crm_simulate`.
  default List<String> options() {
    return List.of();
  }

  /// A node fails without a word.
  record Lose(String node) implements Question {
    @Override
    public String sentence() {
      return "If node " + node + " is lost";
    }

    @Override
    public List<String> options() {
      return List.of("--node-fail=" + node);
    }
  }

  /// The primary must leave the node, as with `crm_resource --ban --promoted`.
  record Ban(String node) implements Question {
    @Override
    public String sentence() {
      return "If the primary is banned from " + node;
    }

    @Override
    public String changed(String cib, String clone) {
      String ban =
          "<rsc_location id=\"what-if\" rsc=\"%s\" role=\"Promoted\" node=\"%s\" score=\"-INFINITY\"/>"
              .formatted(clone, node);
      return cib.contains("<constraints/>")
          ? cib.replace("<constraints/>", "<constraints>" + ban + "</constraints>")
          : cib.replace("<constraints>", "<constraints>" + ban);
    }
  }

  /// Everything leaves the node, as with `crm_standby`.
  record Standby(String node) implements Question {
    @Override
    public String sentence() {
      return "If node " + node + " is put into standby mode";
    }

    @Override
    public String changed(String cib, String clone) {
      return cib.replaceFirst(
          "(<node id=\"[^\"]*\" uname=\"" + Pattern.quote(node) + "\")(/>|>)",
          "$1><instance_attributes id=\"what-if\"><nvpair id=\"what-if-standby\" name=\"standby\""
              + " value=\"on\"/></instance_attributes></node><!-- $2 -->");
    }
  }

  /// The resource is stopped.
  record Stop() implements Question {
    @Override
    public String sentence() {
      return "If the resource is stopped";
    }

    @Override
    public String changed(String cib, String clone) {
      String stop =
          "<meta_attributes id=\"what-if\"><nvpair id=\"what-if-role\" name=\"target-role\""
              + " value=\"Stopped\"/></meta_attributes>";
      return cib.replace("<clone id=\"" + clone + "\">", "<clone id=\"" + clone + "\">" + stop);
    }
  }

  /// This partition loses quorum.
  record LoseQuorum() implements Question {
    @Override
    public String sentence() {
      return "If this partition loses quorum";
    }

    @Override
    public String changed(String cib, String clone) {
      return cib.replaceFirst("have-quorum=\"1\"", "have-quorum=\"0\"");
    }
  }
}
