package io.matriarch.stories;

/// What administrators ask for at the wrong time. The commands that take long go on by themselves,
/// and end with the faults.
enum OrderFault implements Fault {
  ROLE_MOVED(Need.NOTHING),
  SWITCHED_OVER(Need.AGENT),
  RESOURCE_CLEANED_UP(Need.NOTHING),
  NODE_IN_STANDBY(Need.NOTHING),
  RESOURCE_RESTARTED(Need.NOTHING);

  private final Need need;

  OrderFault(Need need) {
    this.need = need;
  }

  @Override
  public Need need() {
    return need;
  }

  @Override
  public void strike(Target target) {
    Node node = target.node();
    switch (this) {
      case ROLE_MOVED -> target.bed().askFor(node);
      case SWITCHED_OVER ->
          begin(node, "matriarch switchover %s --to %s".formatted(Bed.RESOURCE, node));
      case RESOURCE_CLEANED_UP -> node.run("crm_resource", "--cleanup");
      case NODE_IN_STANDBY ->
          node.run("crm_attribute", "-N", node.name(), "-n", "standby", "-v", "on");
      case RESOURCE_RESTARTED -> begin(node, "crm_resource --restart -r " + Bed.CLONE);
    }
  }

  private static void begin(Node node, String command) {
    node.shell(
        "setsid sh -c 'echo $$ >/run/story-order-$$; exec timeout 60 %s' >/dev/null 2>&1 </dev/null &"
            .formatted(command));
  }
}
