package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Debian's HAProxy, configured as docs/load-balancer.md says, sends clients by the agents' health
/// endpoints.
@Order(60)
@ExtendWith(StoryBed.class)
class LoadBalancerStory {

  private static final Path PAGE = Path.of("../docs/load-balancer.md");
  private static final Pattern CONFIGURATION = Pattern.compile("(?ms)^```\\n(defaults\\n.*?)^```$");
  private static final int PRIMARY = 5000;
  private static final int REPLICAS = 5001;
  private static final Duration FOLLOWS_MOST = Duration.ofSeconds(30);
  private static final Duration VERDICT = Duration.ofSeconds(3);

  @Test
  void it_follows_a_failover_and_no_two_nodes_call_themselves_primary(Bed bed) throws Exception {
    Node old = bed.primary();
    bed.crashPolicy("failover");
    try (Observer haproxy = Observer.haproxy(configuration(bed));
        HealthEndpoints endpoints = HealthEndpoints.of(bed.nodes())) {
      reaches(haproxy, PRIMARY, List.of(old));
      reaches(haproxy, REPLICAS, bed.others(old));

      old.killPostmaster();
      Node successor = bed.successorOf(old);
      reaches(haproxy, PRIMARY, List.of(successor));
      bed.settles();
      reaches(haproxy, REPLICAS, bed.others(successor));
      assertThat(endpoints.overlap(old, successor)).isLessThanOrEqualTo(VERDICT);
    }
  }

  @Test
  void a_replica_that_may_not_lag_is_left_out_while_its_replication_is_cut(Bed bed) {
    Node standby = bed.others(bed.primary()).getFirst();
    String path = "/health/replica?max_lag=1MB";
    assertThat(HealthEndpoints.saysYes(standby, path)).isTrue();

    Wire.cutReplication(standby, bed.others(standby));
    Await.until(FOLLOWS_MOST, standby + " says no", () -> !HealthEndpoints.saysYes(standby, path));
    assertThat(HealthEndpoints.saysYes(standby, "/health/read-only")).isTrue();
    Wire.heal(bed.nodes());
    Await.until(FOLLOWS_MOST, standby + " says yes", () -> HealthEndpoints.saysYes(standby, path));
  }

  /// The page's own, with the bed's nodes for its three.
  private static String configuration(Bed bed) throws IOException {
    Matcher page = CONFIGURATION.matcher(Files.readString(PAGE));
    assertThat(page.find()).as("a configuration in %s", PAGE).isTrue();
    String text = page.group(1);
    for (int i = 0; i < bed.nodes().size(); i++) {
      text = text.replace("192.0.2.1" + (i + 1) + ":", bed.nodes().get(i).address() + ":");
    }
    assertThat(text).doesNotContain("192.0.2.");
    return text;
  }

  /// Waits until a client of the port gets to one of these nodes, and to none but them.
  private static void reaches(Observer haproxy, int port, List<Node> nodes) {
    List<String> wanted = nodes.stream().map(Node::address).toList();
    Await.until(
        FOLLOWS_MOST,
        "port %d leads to %s".formatted(port, nodes),
        () -> serverBehind(haproxy, port),
        wanted::contains);
  }

  private static String serverBehind(Observer haproxy, int port) throws SQLException {
    String url =
        "jdbc:postgresql://%s:%d/postgres?user=app&connectTimeout=1&loginTimeout=2&socketTimeout=2"
            .formatted(haproxy.address(), port);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                port == PRIMARY
                    ? "SELECT host(inet_server_addr()) WHERE NOT pg_is_in_recovery()"
                    : "SELECT host(inet_server_addr()) WHERE pg_is_in_recovery()")) {
      return row.next() ? String.valueOf(row.getString(1)) : "a server of the other kind";
    }
  }
}
