package io.matriarch.simulation;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.InstanceParameters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How large the cluster is, and what its administrator wants.
record Scenario(int nodes, Instance instance, Map<String, String> parameters) {

  static Scenario of(Chance chance) {
    int nodes = chance.among(List.of(2, 3, 3, 3, 3, 3, 4, 5));
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("slots", "off");
    parameters.put("disk_low", "0");
    parameters.put("synchronous", chance.among(List.of("off", "prefer", "strict")));
    parameters.put("synchronous_list", chance.among(List.of("any", "any", "first")));
    parameters.put("synchronous_wait", "" + chance.between(2, 8));
    parameters.put("synchronous_count", nodes > 3 && chance.oneIn(3) ? "2" : "1");
    parameters.put("crash_policy", chance.among(List.of("auto", "auto", "failover", "restart")));
    parameters.put("rejoin", chance.among(List.of("rewind", "rebuild", "rebuild")));
    parameters.put("upstream", chance.among(List.of("manual", "managed")));
    parameters.put("recovery_wait", "" + chance.among(List.of(5, 15, 30)));
    parameters.put("election_wait", "" + chance.among(List.of(2, 5)));
    parameters.put("hang_timeout", "" + chance.among(List.of(6, 15, 30)));
    parameters.put("cold_start_wait", "" + chance.among(List.of(10, 30)));
    var parsed = InstanceParameters.parse("pgsql", parameters, true);
    if (!parsed.faults().isEmpty()) {
      throw new IllegalStateException("wrong parameters: " + parsed.faults());
    }
    return new Scenario(nodes, parsed.instance(), parameters);
  }

  boolean synchronous() {
    return !"off".equals(parameters.get("synchronous"));
  }
}
