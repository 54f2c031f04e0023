package io.matriarch.agent.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Which names of resources and nodes can be worked with. Pacemaker allows more: those are named as
/// faults before they do harm.
public final class Names {

  private static final Pattern RESOURCE = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final int NODE_LENGTH_MAX = 63;

  private Names() {}

  /// What is wrong with these names, a sentence each.
  ///
  /// @param synchronous whether the agent keeps `synchronous_standby_names`
  public static List<String> faults(String resource, List<String> nodes, boolean synchronous) {
    List<String> faults = new ArrayList<>();
    if (!RESOURCE.matcher(resource).matches()) {
      faults.add(
          ("the resource's name '%s' cannot be an attribute's name: give it 1 to 128 letters of"
                  + " ASCII, digits, and . _ -")
              .formatted(resource));
    }
    Set<String> seen = new TreeSet<>();
    for (String node : nodes) {
      if (!isUsable(node)) {
        faults.add(
            ("the node's name '%s' cannot be kept in the CIB or be an application_name: give it"
                    + " 1 to %d characters of ASCII without a space and |")
                .formatted(node, NODE_LENGTH_MAX));
      } else if (synchronous && (node.equals("*") || node.contains(","))) {
        faults.add(
            "synchronous replication takes the node's name '%s' for several: rename the node"
                .formatted(node));
      } else if (!seen.add(node.toLowerCase(Locale.ROOT)) && synchronous) {
        faults.add(
            ("synchronous replication cannot tell the node '%s' from another one, as PostgreSQL"
                    + " does not heed capitals there: rename one of them")
                .formatted(node));
      }
    }
    return faults;
  }

  private static boolean isUsable(String node) {
    return KeptWord.is(node) && node.indexOf('|') < 0 && node.length() <= NODE_LENGTH_MAX;
  }
}
