package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Passwords stand where administrators keep them. Through a failover and a rewind nothing that the
/// agents tell, keep, log or pass to programs holds one.
@Tag("chaos")
@Order(37)
@ExtendWith(StoryBed.class)
class SecretsStory {

  private static final Duration TOLD_MOST = Duration.ofSeconds(60);
  private static final Duration AGENT_MOST = Duration.ofSeconds(30);
  private static final String PLANTED = "planted5ecret";
  private static final String KEY =
      Base64.getEncoder()
          .encodeToString(PLANTED.repeat(2).getBytes(StandardCharsets.UTF_8))
          .replace("=", "");

  private static final String PLANT =
      """
      printf '%%s\\n' %1$s %2$s >/run/story-planted
      . /usr/local/sbin/bed-lib
      conninfo=$(grep ^primary_conninfo $pg_own/node.conf)
      { grep -v ^primary_conninfo $pg_own/node.conf
        echo "${conninfo%%\\'} password=%1$s'"
        echo "restore_command = 'false restore-%2$s'"
      } | write_own_file node.conf
      cp /etc/matriarch/matriarch.toml /etc/matriarch/matriarch.toml.before
      cat >>/etc/matriarch/matriarch.toml <<TOML
      [webhook]
      url = "http://127.0.0.1:9/hook?token=%1$s"
      secret_file = "/etc/matriarch/webhook.secret"
      TOML
      install -m 600 -o postgres -g postgres /dev/null /etc/matriarch/webhook.secret
      echo whsec_%2$s= >/etc/matriarch/webhook.secret
      """
          .formatted(PLANTED, KEY);

  private static final String TAKE_BACK =
      """
      mv -f /etc/matriarch/matriarch.toml.before /etc/matriarch/matriarch.toml
      rm -f /etc/matriarch/webhook.secret
      kill $(cat /run/matriarch-agent.pid)
      """;

  /// PostgreSQL's shell has the restore_command among its arguments, and that is PostgreSQL's.
  private static final String LOOK_AT_ARGUMENTS =
      """
      printf '%%s\n' pg_rewind %s >/run/story-sought
      setsid bash -c 'echo $$ >/run/story-order-$$
        while sleep 0.2; do
          grep -haF -f /run/story-sought /proc/[0-9]*/cmdline | tr "\\0" " "
        done >/run/story-arguments' >/dev/null 2>&1 </dev/null &
      """
          .formatted(PLANTED);

  private static final String TELL_ALL =
      """
      told=$(mktemp -d)
      tell() { "$@" >"$told/$(echo "$*" | tr '/ ' '__')" 2>&1 || true; }
      for view in status explain topology events timeline doctor; do
        tell matriarch $view
        tell matriarch $view --json
      done
      tell matriarch what-if lose $(uname -n)
      for path in metrics v1/status v1/events v1/herd v1/herd/events health/agent health/primary; do
        tell curl -s -m 2 http://$(uname -n):9670/$path
        tell curl -s -m 2 --unix-socket /run/matriarch/agent.sock http://localhost/$path
      done
      tell crm_mon -1Afr
      echo "told: $(find "$told" -type f -size +0 | wc -l)"
      grep -rl -D skip -F -f /run/story-planted "$told" /run/matriarch /var/lib/matriarch \\
        /var/log/matriarch/agent.log || true
      ! grep -F -f /run/story-planted /run/story-arguments
      """;

  @Test
  void nothing_in_a_failover_tells_a_password(Bed bed) throws Exception {
    try {
      bed.cluster("crm_resource", "-r", "fence-" + bed.anyNode(), "-p", "password", "-v", PLANTED);
      bed.nodes().forEach(SecretsStory::plant);
      bed.crashPolicy("failover");
      assertThat(bed.anyNode().run("cibadmin", "--query")).contains(PLANTED);
      Node forked = bed.others(bed.primary()).getFirst();
      assertThat(Postgres.ask(forked.address(), "SHOW primary_conninfo")).contains(PLANTED);

      failoverAndRewind(bed, forked);

      assertThat(forked.shell("cat /run/story-arguments")).contains("pg_rewind");
      bed.nodes().forEach(SecretsStory::tellsNone);
    } finally {
      bed.cluster("crm_resource", "-r", "fence-" + bed.anyNode(), "-d", "password");
      bed.nodes().forEach(SecretsStory::takeBack);
    }
  }

  private static void failoverAndRewind(Bed bed, Node forked) throws Exception {
    try (Client client = bed.client()) {
      bed.takeOut(forked);
      forked.promoteByHand();
      client.writesAgain();
      bed.putBack(forked);
      bed.settles();
      Node old = bed.primary();
      old.killPostmaster();
      bed.successorOf(old);
      client.writesAgain();
      bed.settles();
    }
  }

  private static void plant(Node node) {
    node.run("bash", "-c", PLANT);
    String before = node.shell("cat /run/matriarch-agent.pid");
    node.shell("kill " + before);
    Await.until(
        AGENT_MOST,
        "another agent answers on " + node,
        () -> !node.shell("cat /run/matriarch-agent.pid").equals(before) && node.agentAnswers());
    Await.until(
        AGENT_MOST,
        node + " has read its configuration",
        () -> {
          Postgres.execute(node.address(), "SELECT pg_reload_conf()");
          return true;
        });
    node.shell(LOOK_AT_ARGUMENTS);
  }

  private static void takeBack(Node node) {
    node.attemptShell(TAKE_BACK);
  }

  private static void tellsNone(Node node) {
    Output told = node.attempt(TOLD_MOST, "bash", "-c", TELL_ALL);
    assertThat(told.out().strip())
        .as("the number of texts that %s tells, and where a password is in one", node)
        .matches("told: [23]\\d");
  }
}
