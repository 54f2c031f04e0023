package io.matriarch.app.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.app.web.PeerLink;
import io.matriarch.app.web.PeerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/// How the commands reach the agents.
final class Connection {

  private static final Duration LOCAL_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration EVENTS_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration PEER_TIMEOUT = Duration.ofMillis(500);
  private static final String EVENTS = "/v1/events?limit=100000";

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description =
          "The socket of this node's agent; without it agent.sock in $MATRIARCH_RUN_DIR,"
              + " or in /run/matriarch.")
  private Path socket =
      Path.of(System.getenv().getOrDefault("MATRIARCH_RUN_DIR", "/run/matriarch"))
          .resolve("agent.sock");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9670",
      description = "The port on which the other nodes' agents listen (default: 9670).")
  private int port;

  @Option(
      names = "--config",
      paramLabel = "PATH",
      description =
          "The configuration file, whose table peers says how the other nodes' agents are asked"
              + " (default: /etc/matriarch/matriarch.toml).")
  private Path config = Path.of("/etc/matriarch/matriarch.toml");

  /// How the other nodes' agents are reached; what is wrong with the configuration is told.
  private PeerLink link(PrintWriter err) {
    List<String> faults = new ArrayList<>();
    PeerLink link = PeerLink.of(PeerSettings.read(config, faults), faults);
    faults.forEach(fault -> err.println("matriarch: " + fault));
    return link;
  }

  private AgentClient peers(Duration timeout, PrintWriter err) {
    PeerLink link = link(err);
    return new AgentClient(timeout.plus(link.patience()), link);
  }

  /// What all agents say; empty, and told on `err`, when this node's own one does not answer.
  Optional<ClusterStatus> gather(PrintWriter err) {
    return switch (new AgentClient(LOCAL_TIMEOUT).ask(socket)) {
      case AgentAnswer.Told told ->
          Optional.of(ClusterStatus.gather(told, peers(PEER_TIMEOUT, err)::ask, port));
      case AgentAnswer.Silent(var reason) -> {
        err.println(unanswered(reason));
        yield Optional.empty();
      }
    };
  }

  /// The events of all agents that answer, in the order of their time.
  EventList events(ClusterStatus status, PrintWriter err) {
    AgentClient client = peers(EVENTS_TIMEOUT, err);
    Map<String, Supplier<AgentAnswer>> asked = new LinkedHashMap<>();
    status.answers().keySet().stream()
        .filter(node -> !node.equals(status.node()))
        .forEach(node -> asked.put(node, client.get(node, port, EVENTS)));
    asked.put(status.node(), () -> client.get(socket, EVENTS));
    EventList all = new EventList();
    asked.forEach((node, answer) -> all.add(node, answer.get(), err));
    return all.sorted();
  }

  /// How a node's event stream is reached.
  EventFeed.Door door(ClusterStatus status, String node, PrintWriter err) {
    return node.equals(status.node())
        ? () -> AgentWire.to(socket)
        : new PeerDoor(link(err), node, port);
  }

  /// The network port of another node.
  record PeerDoor(PeerLink link, String node, int port) implements EventFeed.Door {

    @Override
    public AgentWire open() throws IOException {
      return new AgentWire.Peer(link.open(node, port, EVENTS_TIMEOUT.plus(link.patience())));
    }

    @Override
    public String credentials() {
      return link.headers();
    }
  }

  /// Sends a control request to this node's agent; empty, and told on `err`, when it does not
  /// answer.
  Optional<JsonNode> post(String path, JsonNode body, PrintWriter err) {
    return switch (new AgentClient(CONTROL_TIMEOUT).post(socket, path, body)) {
      case AgentAnswer.Told(var document) -> Optional.of(document);
      case AgentAnswer.Silent(var reason) -> {
        err.println(unanswered(reason));
        yield Optional.empty();
      }
    };
  }

  private String unanswered(String reason) {
    return "matriarch: the agent does not answer on %s: %s: %s"
        .formatted(socket, reason, remedy(reason));
  }

  private static String remedy(String reason) {
    return reason.contains("ermission")
        ? "run this as root or postgres"
        : "start it with 'systemctl start matriarch', and see 'journalctl -u matriarch'";
  }

  static String pretty(JsonNode json) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always writable", e);
    }
  }
}
