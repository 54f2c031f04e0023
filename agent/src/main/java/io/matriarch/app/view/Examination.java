package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.agent.cluster.PacemakerException;
import io.matriarch.agent.cluster.XmlReader;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.postgres.ConfiguredSettings;
import io.matriarch.agent.process.CommandResult;
import io.matriarch.app.doctor.AgentChecks;
import io.matriarch.app.doctor.CorosyncChecks;
import io.matriarch.app.doctor.Finding;
import io.matriarch.app.doctor.PacemakerChecks;
import io.matriarch.app.doctor.PostgresChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Gathers what the doctor looks at: the CIB, Corosync's file, this node's settings, and what the
/// agents of all nodes tell.
final class Examination {

  private static final Path COROSYNC = Path.of("/etc/corosync/corosync.conf");

  private Examination() {}

  static List<Finding> of(ClusterStatus status) {
    Instant told = Instant.now();
    List<Finding> findings = new ArrayList<>();
    Findings.of(status)
        .problems()
        .forEach(
            problem ->
                findings.add(
                    new Finding(
                        Finding.Weight.PROBLEM,
                        "now",
                        problem,
                        "matriarch explain, and docs/operations.md")));
    findings.addAll(cib());
    findings.addAll(corosync());
    status.resources().forEach(resource -> findings.addAll(postgres(status, resource)));
    findings.addAll(AgentChecks.of(documents(status), told));
    return findings.stream().distinct().toList();
  }

  private static List<Finding> cib() {
    try {
      String cib = Simulation.execute(List.of("cibadmin", "--query"));
      return PacemakerChecks.of(new XmlReader().read("the CIB", cib));
    } catch (Simulation.ImpossibleException | PacemakerException e) {
      return List.of(unread("pacemaker", "the CIB", String.valueOf(e.getMessage())));
    }
  }

  private static List<Finding> corosync() {
    try {
      return CorosyncChecks.of(Files.readString(COROSYNC));
    } catch (IOException e) {
      return List.of(unread("corosync", COROSYNC.toString(), e.toString()));
    }
  }

  private static Finding unread(String where, String what, String why) {
    return new Finding(
        Finding.Weight.RISK,
        where,
        what + " could not be read: " + why,
        "run this as root on a node of the cluster");
  }

  private static List<Finding> postgres(ClusterStatus status, InstanceStatus resource) {
    Map<String, String> settings = new TreeMap<>();
    for (String name : PostgresChecks.SETTINGS) {
      CommandResult result = read(resource, name);
      if (result.success()) {
        settings.put(name, result.stdout().strip());
      }
    }
    if (settings.isEmpty()) {
      return List.of(unread("postgresql", "the settings", "postgres -C does not tell them"));
    }
    return PostgresChecks.of(
        settings,
        hba(settings.getOrDefault("hba_file", "")),
        status.node(),
        status.answers().size());
  }

  private static CommandResult read(InstanceStatus resource, String name) {
    CommandResult result = new ConfiguredSettings(instance(resource)).read(name).block();
    if (result == null) {
      throw new IllegalStateException("no result of reading " + name);
    }
    return result;
  }

  private static Instance instance(InstanceStatus resource) {
    JsonNode json = resource.json().path("instance");
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : List.of("system_user", "bindir", "pgdata", "datadir", "pghost", "pgport")) {
      values.put(name, json.path(name).asText());
    }
    return InstanceParameters.parse(resource.resource(), values, true).instance();
  }

  private static String hba(String file) {
    try {
      return file.isEmpty() ? "" : Files.readString(Path.of(file));
    } catch (IOException e) {
      return "";
    }
  }

  private static Map<String, JsonNode> documents(ClusterStatus status) {
    Map<String, JsonNode> documents = new TreeMap<>();
    status
        .answers()
        .forEach(
            (node, answer) -> {
              if (answer instanceof AgentAnswer.Told(var document)) {
                documents.put(node, document);
              }
            });
    return documents;
  }
}
