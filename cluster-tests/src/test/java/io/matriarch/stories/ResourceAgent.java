package io.matriarch.stories;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Calls the installed resource agent as Pacemaker does.
final class ResourceAgent {

  static final int SUCCESS = 0;
  static final int RUNNING_PROMOTED = 8;

  private static final Duration CALL_MOST = Duration.ofSeconds(30);
  private static final String REASON = "ocf-exit-reason:";

  /// The operation's exit code and its exit reason, which may be empty.
  record Answer(int code, String reason) {}

  private final Node node;
  private final Map<String, String> environment;

  private ResourceAgent(Node node, Map<String, String> environment) {
    this.node = node;
    this.environment = environment;
  }

  static ResourceAgent on(Node node) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("OCF_ROOT", "/usr/lib/ocf");
    environment.put("OCF_RA_VERSION_MAJOR", "1");
    environment.put("OCF_RA_VERSION_MINOR", "1");
    environment.put("OCF_RESOURCE_INSTANCE", Bed.RESOURCE);
    environment.put("OCF_RESOURCE_PROVIDER", "matriarch");
    environment.put("OCF_RESOURCE_TYPE", "postgres");
    environment.put("OCF_RESKEY_bindir", Node.BINDIR);
    environment.put("OCF_RESKEY_pgdata", Node.PGDATA);
    environment.put("OCF_RESKEY_pghost", "/var/run/postgresql");
    environment.put("OCF_RESKEY_pgport", Integer.toString(Postgres.PORT));
    environment.put("OCF_RESKEY_CRM_meta_notify", "true");
    environment.put("OCF_RESKEY_CRM_meta_on_node", node.name());
    environment.put("OCF_RESKEY_CRM_meta_timeout", "20000");
    return new ResourceAgent(node, environment);
  }

  /// The same with another value of a variable, its prefix OCF_RESKEY_ left out.
  ResourceAgent with(String variable, String value) {
    Map<String, String> changed = new TreeMap<>(environment);
    changed.put("OCF_RESKEY_" + variable, value);
    return new ResourceAgent(node, changed);
  }

  Answer recurringMonitor() {
    return with("CRM_meta_interval", "1000").call("monitor");
  }

  Answer call(String action) {
    List<String> command = new ArrayList<>(List.of("env"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.add("/usr/lib/ocf/resource.d/matriarch/postgres");
    command.add(action);
    Output output = node.attempt(CALL_MOST, command.toArray(String[]::new));
    String reason =
        output
            .err()
            .lines()
            .filter(line -> line.startsWith(REASON))
            .reduce((_, last) -> last)
            .map(line -> line.substring(REASON.length()))
            .orElse("");
    return new Answer(output.code(), reason);
  }
}
