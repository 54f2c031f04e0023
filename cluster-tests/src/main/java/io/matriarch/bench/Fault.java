package io.matriarch.bench;

/// The faults, as rows of the table; their names are those of `script/bench --only`.
enum Fault {
  RESTART("restart", "postmaster killed, restarted in place → next write"),
  FAILOVER("failover", "postmaster killed, synchronous standby → next write"),
  NODE("node", "node killed, not the DC → next write"),
  NODE_DC("node-dc", "node killed, the DC → next write"),
  SWITCHOVER("switchover", "planned switchover, longest gap");

  private final String id;
  private final String title;

  Fault(String id, String title) {
    this.id = id;
    this.title = title;
  }

  String id() {
    return id;
  }

  String title() {
    return title;
  }
}
