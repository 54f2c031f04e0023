package io.matriarch.stories;

import java.time.Duration;
import java.util.List;

/// One node of the bed: a container with its name and a fixed address.
record Node(String name, String address) {

  static final String PGDATA = Suite.chosen().pgdata();
  static final String BINDIR = Suite.chosen().bindir();
  static final String OWN_CONF = "/etc/postgresql/bed/node.conf";
  private static final Duration RESTART_MOST = Duration.ofSeconds(30);
  private static final Duration COMMAND_MOST = Duration.ofSeconds(30);

  /// Which run of PostgreSQL this is: the postmaster's process and when it began.
  record Postmaster(long pid, long startTicks) {}

  /// Runs a command and returns its standard output; one that fails fails the story.
  String run(String... command) {
    Output output = attempt(COMMAND_MOST, command);
    if (!output.ok()) {
      throw new IllegalStateException(
          "on %s, exit code %d of %s: %s"
              .formatted(name, output.code(), String.join(" ", command), output.said()));
    }
    return output.out();
  }

  String shell(String script) {
    return run("sh", "-c", script);
  }

  Output attempt(Duration deadline, String... command) {
    try {
      return Inside.run(name, deadline, command);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted on " + name, e);
    }
  }

  /// As a part of the node's share of the machine: for what keeps it busy.
  void burden(String... command) {
    try {
      Engine.run(name, COMMAND_MOST, command);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted on " + name, e);
    }
  }

  Output attemptShell(String script) {
    return attempt(COMMAND_MOST, "sh", "-c", script);
  }

  boolean isRunning() {
    return Engine.isRunning(name);
  }

  /// Power loss.
  void kill() {
    Engine.kill(name);
  }

  void start() {
    Engine.start(name);
  }

  /// Pacemaker ends in order, its resources first, and the node after it.
  void shutDown() {
    Engine.stop(name, Duration.ofSeconds(60));
  }

  /// Fails where no postmaster runs.
  Postmaster postmaster() {
    List<String> seen =
        List.of(
            shell(
                    "pid=$(head -n 1 %s/postmaster.pid)".formatted(PGDATA)
                        + " && set -- $(cat /proc/$pid/stat) && echo $pid ${22}")
                .strip()
                .split(" ", -1));
    return new Postmaster(Long.parseLong(seen.getFirst()), Long.parseLong(seen.getLast()));
  }

  /// Waits until another run of PostgreSQL has begun here.
  void restarts(Postmaster before) {
    restarts(before, RESTART_MOST);
  }

  void restarts(Postmaster before, Duration most) {
    Await.until(most, "PostgreSQL runs again on " + name, this::postmaster, p -> !p.equals(before));
  }

  /// Whether any process of the instance lives.
  boolean hasPostgres() {
    return attempt(COMMAND_MOST, "pgrep", "-u", "postgres", "-x", "postgres").ok();
  }

  void killPostmaster() {
    shell("kill -9 $(head -n 1 %s/postmaster.pid)".formatted(PGDATA));
  }

  /// Behind Pacemaker's back.
  void stopPostgres() {
    pgCtl("-m fast -w stop");
  }

  /// Behind Pacemaker's back.
  void pgCtl(String arguments) {
    asPostgres("%s/pg_ctl -D %s %s >/dev/null".formatted(BINDIR, PGDATA, arguments));
  }

  /// Behind Pacemaker's back: a stopped standby goes on by itself, on a timeline of its own, and is
  /// left stopped, as a standby.
  void promoteByHand() {
    asPostgres("touch %s/standby.signal".formatted(PGDATA));
    pgCtl("-w -l /tmp/by-hand.log start");
    pgCtl("-w promote");
    String psql = "psql -q -h /var/run/postgresql -d postgres -c ";
    asPostgres(psql + "'CREATE TABLE by_hand ()' && " + psql + "'DROP TABLE by_hand'");
    pgCtl("-w -m fast stop");
    asPostgres("touch %s/standby.signal".formatted(PGDATA));
  }

  String asPostgres(String script) {
    return run(
        "setpriv",
        "--reuid",
        "postgres",
        "--regid",
        "postgres",
        "--init-groups",
        "sh",
        "-c",
        script);
  }

  /// The postmaster lives and does nothing; its backends go on.
  void pausePostmaster() {
    shell("kill -STOP $(head -n 1 %s/postmaster.pid)".formatted(PGDATA));
  }

  /// What its agent knows and has decided, as `matriarch status` prints it.
  String status() {
    return attemptShell("matriarch status --json").out();
  }

  boolean agentAnswers() {
    Output ping =
        attempt(
            COMMAND_MOST,
            "curl",
            "-s",
            "-m",
            "2",
            "--unix-socket",
            "/run/matriarch/agent.sock",
            "http://localhost/ping");
    return ping.ok() && ping.out().strip().equals("pong");
  }

  /// Kills the daemon and keeps it from being started.
  void holdAgent() {
    shell("touch /run/matriarch-hold && kill -9 $(cat /run/matriarch-agent.pid)");
  }

  /// The daemon gets nowhere for so long.
  void pauseAgent(int seconds) {
    shell(
        """
        pid=$(cat /run/matriarch-agent.pid)
        kill -STOP $pid || exit 1
        setsid sh -c "sleep %d; kill -CONT $pid" >/dev/null 2>&1 </dev/null &
        """
            .formatted(seconds));
  }

  /// What the clock of everything that runs here shows, from a second later on.
  void moveClock(Duration fromTheHosts) {
    shell("echo %+d >/run/bed-clock".formatted(fromTheHosts.toSeconds()));
  }

  void releaseAgent() {
    run("rm", "-f", "/run/matriarch-hold");
  }

  @Override
  public String toString() {
    return name;
  }
}
