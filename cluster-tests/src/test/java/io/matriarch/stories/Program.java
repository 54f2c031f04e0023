package io.matriarch.stories;

import java.util.List;
import java.util.Locale;

/// Programs on a node, by what pgrep finds them: the kernel keeps 15 characters of a name.
enum Program {
  ATTRD("-x pacemaker-attrd"),
  /// A session of a client's.
  BACKEND("-o -f '^postgres: app '"),
  BASED("-x pacemaker-based"),
  CONTROLD("-x pacemaker-contr"),
  COROSYNC("-x corosync"),
  EXECD("-x pacemaker-execd"),
  FENCED("-x pacemaker-fence"),
  PACEMAKERD("-x pacemakerd"),
  PG_BASEBACKUP("-x 'pg_basebackup(.r)?'"),
  PG_REWIND("-x 'pg_rewind(.real)?'"),
  SCHEDULERD("-x pacemaker-sched"),
  /// PostgreSQL's process that recovers and replays.
  STARTUP("-f '^postgres: startup'"),
  WAL_RECEIVER("-f '^postgres: walreceiver'");

  static final List<Program> PACEMAKER = List.of(ATTRD, BASED, CONTROLD, EXECD, FENCED, SCHEDULERD);

  private final String pattern;

  Program(String pattern) {
    this.pattern = pattern;
  }

  /// As the kernel keeps its name.
  String title() {
    return pattern.replaceFirst("^-x ", "");
  }

  /// One that ended and that nobody has reaped does not.
  boolean runsOn(Node node) {
    return node.attemptShell("pgrep -r D,I,R,S,T " + pattern).ok();
  }

  /// Fails where it does not run.
  void killOn(Node node) {
    signal(node, "KILL");
  }

  void pauseOn(Node node) {
    signal(node, "STOP");
  }

  void resumeOn(Node node) {
    signal(node, "CONT");
  }

  /// It gets nowhere for so long.
  void pauseOn(Node node, int seconds) {
    node.shell(
        """
        pids=$(pgrep %s | tr '\\n' ' ')
        kill -STOP $pids || exit 1
        setsid sh -c "sleep %d; kill -CONT $pids" >/dev/null 2>&1 </dev/null &
        """
            .formatted(pattern, seconds));
  }

  /// From now on one of PostgreSQL's programs takes long over each of its writes.
  void slowDownOn(Node node) {
    wrapOn(
        node,
        "exec strace -f -qq -o /dev/null -e trace=write,pwrite64"
            + " -e inject=write,pwrite64:delay_exit=20000 $0.real \"$@\"");
  }

  /// From now on one of PostgreSQL's programs fails at once.
  void failOn(Node node) {
    wrapOn(node, "echo 'it is made to fail' >&2; exit 1");
  }

  /// The program is itself again.
  void restoreOn(Node node) {
    node.shell("mv -f %1$s.real %1$s".formatted(path()));
  }

  private String path() {
    return Node.BINDIR + "/" + name().toLowerCase(Locale.ROOT);
  }

  /// Whatever heals the bed puts the program back.
  private void wrapOn(Node node, String script) {
    node.shell(
        """
        [ -e %1$s.real ] || mv %1$s %1$s.real
        printf '#!/bin/sh\n%%s\n' '%2$s' >%1$s
        chmod 755 %1$s
        """
            .formatted(path(), script.replace("'", "'\\''")));
  }

  private void signal(Node node, String signal) {
    node.shell("kill -%s $(pgrep %s)".formatted(signal, pattern));
  }
}
