package io.matriarch.ocf;

import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.loop.Roster;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.InstanceParameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One call of the resource agent: the action's word and the `OCF_*` environment.
public record OcfRequest(String action, Map<String, String> environment) {

  private static final String PARAMETER = "OCF_RESKEY_";
  private static final String META = "OCF_RESKEY_CRM_meta_";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

  public OcfRequest {
    environment = Map.copyOf(environment);
  }

  /// Reads NUL-separated `KEY=VALUE` entries; what is not of that form is passed over.
  public static OcfRequest parse(String action, byte[] entries) {
    Map<String, String> environment = new TreeMap<>();
    for (String entry : new String(entries, StandardCharsets.UTF_8).split("\0", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0 && entry.startsWith("OCF_")) {
        environment.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return new OcfRequest(action, environment);
  }

  /// The primitive's id, without the instance number that unique clones add.
  public String resource() {
    String instance = environment.getOrDefault("OCF_RESOURCE_INSTANCE", "");
    return instance.replaceFirst(":\\d+$", "");
  }

  /// The node that Pacemaker runs the action on.
  public Optional<String> node() {
    return Optional.ofNullable(environment.get(META + "on_node")).filter(n -> !n.isBlank());
  }

  /// The instance that the parameters describe, and what is wrong with them.
  public InstanceParameters.Parsed instance() {
    Map<String, String> values = new TreeMap<>();
    environment.forEach(
        (key, value) -> {
          if (key.startsWith(PARAMETER) && isParameter(key.substring(PARAMETER.length()))) {
            values.put(key.substring(PARAMETER.length()), value);
          }
        });
    return InstanceParameters.parse(resource(), values, notifications());
  }

  private static boolean isParameter(String name) {
    return !name.startsWith("CRM_meta_") && !name.startsWith("crm_feature_set");
  }

  /// Whether notifications are on. Tools that validate a resource before it is made say nothing of
  /// its clone, and that is no fault.
  private boolean notifications() {
    boolean cloned = environment.containsKey(META + "clone_max");
    String value = environment.getOrDefault(META + "notify", "").toLowerCase(Locale.ROOT);
    return !cloned || List.of("true", "on", "yes", "y", "1").contains(value);
  }

  /// The operation asked for; empty when the action is none of the agent's.
  public Optional<OperationRequest> operation() {
    Duration budget = budget();
    return Optional.ofNullable(
        switch (action) {
          case "monitor" -> new OperationRequest.Monitor(isProbe(), role(), budget);
          case "start" -> new OperationRequest.Start(budget);
          case "stop" -> new OperationRequest.Stop(budget);
          case "promote" -> new OperationRequest.Promote(roster(), budget);
          case "demote" -> new OperationRequest.Demote(budget);
          case "notify" ->
              new OperationRequest.Notify(
                  meta("notify_type"), meta("notify_operation"), roster(), budget);
          case "reload-agent" -> new OperationRequest.ReloadAgent(budget);
          case "validate-all" -> new OperationRequest.ValidateAll(budget);
          default -> null;
        });
  }

  private boolean isProbe() {
    String interval = meta("interval");
    return interval.isEmpty() || interval.equals("0");
  }

  /// Said of recurring monitors only, in the words of this or of an earlier Pacemaker.
  private Optional<Role> role() {
    return switch (meta("role")) {
      case "Promoted", "Master" -> Optional.of(Role.PROMOTED);
      case "Unpromoted", "Slave" -> Optional.of(Role.UNPROMOTED);
      default -> Optional.empty();
    };
  }

  private Duration budget() {
    String timeout = meta("timeout");
    return timeout.matches("[1-9]\\d{0,9}")
        ? Duration.ofMillis(Long.parseLong(timeout))
        : DEFAULT_TIMEOUT;
  }

  private Roster roster() {
    return new Roster(
        nodes("notify_active_uname"),
        nodes("notify_start_uname"),
        nodes("notify_stop_uname"),
        nodes("notify_promote_uname"),
        nodes("notify_demote_uname"));
  }

  /// An empty list comes as a single space.
  private List<String> nodes(String name) {
    return Arrays.stream(meta(name).split("\\s+")).filter(n -> !n.isEmpty()).toList();
  }

  private String meta(String name) {
    return environment.getOrDefault(META + name, "").strip();
  }
}
