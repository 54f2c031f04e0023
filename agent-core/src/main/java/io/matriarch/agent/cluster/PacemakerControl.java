package io.matriarch.agent.cluster;

import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.ClusterControl;
import io.matriarch.agent.process.CommandResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Writes this node's attributes with `attrd_updater`, and promotion records with `crm_attribute`.
///
/// Scores go to the attribute daemon directly: `crm_attribute --promotion` does the same after
/// looking up the node in the CIB, which costs 2 to 4 ms of every failover.
public final class PacemakerControl implements ClusterControl {

  private static final String PROPERTY_SET = "matriarch";
  private static final Duration LOST = Duration.ofSeconds(3);

  /// The tools refuse anything but ASCII in the C locale, in which a daemon runs.
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,1024}");

  private final PacemakerTools tools;
  private final Mono<String> nodeName;
  private final Scheduler timer;
  private final XmlReader xml = new XmlReader();
  private final Map<String, Published> published = new ConcurrentHashMap<>();

  /// @param at when it was asked for, in milliseconds of the timer
  private record Published(int score, long at) {}

  /// @param nodeName this node's name in the cluster
  public PacemakerControl(Tool tool, Mono<String> nodeName) {
    this(tool, nodeName, Schedulers.parallel());
  }

  PacemakerControl(Tool tool, Mono<String> nodeName, Scheduler timer) {
    this.tools = new PacemakerTools(tool, timer);
    this.nodeName = nodeName;
    this.timer = timer;
  }

  /// Whoever still asks after a while has not found the score in the CIB: it can get lost there
  /// while the attribute daemon has it, as when the DC's controller dies, and then only a refresh
  /// brings it back. That has every node write its CIB anew, so it is not done for a CIB that only
  /// takes its time.
  @Override
  public Mono<Void> publishScore(String resource, int score) {
    Mono<Void> update = update("master-" + resource, "--update=" + score);
    return isLost(resource, score)
        ? update.then(tools.output("attrd_updater", "--refresh")).then()
        : update;
  }

  private boolean isLost(String resource, int score) {
    Published now = new Published(score, timer.now(TimeUnit.MILLISECONDS));
    Optional<Published> same =
        Optional.ofNullable(published.get(resource)).filter(p -> p.score() == score);
    if (same.filter(p -> now.at() - p.at() < LOST.toMillis()).isPresent()) {
      return false;
    }
    published.put(resource, now);
    return same.isPresent();
  }

  @Override
  public Mono<Void> clearScore(String resource) {
    published.remove(resource);
    return update("master-" + resource, "--delete");
  }

  @Override
  public Mono<Void> publishPrivate(String name, String value) {
    return checked("the attribute " + name, value)
        .then(update(name, "--update=" + value, "--private"));
  }

  /// Says `--private` too: deleting an unknown attribute creates it, and it would be public.
  @Override
  public Mono<Void> clearPrivate(String name) {
    return update(name, "--delete", "--private");
  }

  @Override
  public Mono<Map<String, String>> readPrivate(String name) {
    return tools
        .run("attrd_updater", "--query", "--name=" + name, "--all", "--output-as=xml")
        .flatMap(this::values);
  }

  @Override
  public Mono<Void> recordPromotion(String resource, PromotionRecord record) {
    return property(
        "the promotion record", CibParser.promotionRecordName(resource), record.toString());
  }

  @Override
  public Mono<Void> recordSynchronousSet(String resource, SynchronousSet set) {
    return property("the synchronous set", CibParser.synchronousSetName(resource), set.toString());
  }

  @Override
  public Mono<Void> withdrawSynchronousSet(String resource) {
    return tools
        .output(
            "crm_attribute",
            "--type=crm_config",
            "--set-name=" + PROPERTY_SET,
            "--name=" + CibParser.synchronousSetName(resource),
            "--delete")
        .then();
  }

  private Mono<Void> property(String what, String name, String value) {
    return checked(what, value)
        .then(
            tools.output(
                "crm_attribute",
                "--type=crm_config",
                "--set-name=" + PROPERTY_SET,
                "--name=" + name,
                "--update=" + value))
        .then();
  }

  @Override
  public Mono<Void> refuse(String resource, Refusal refusal) {
    return checked("the refusal", refusal.toString())
        .then(permanent(NodeReader.refusalName(resource), "--update=" + refusal));
  }

  @Override
  public Mono<Void> withdrawRefusal(String resource) {
    return permanent(NodeReader.refusalName(resource), "--delete");
  }

  @Override
  public Mono<Void> allowDataLoss(String resource, WalPosition at) {
    return update(NodeReader.dataLossName(resource), "--update=" + at);
  }

  @Override
  public Mono<Void> withdrawDataLoss(String resource) {
    return update(NodeReader.dataLossName(resource), "--delete");
  }

  private Mono<Void> permanent(String name, String change) {
    return nodeName
        .flatMap(
            node ->
                tools.output(
                    "crm_attribute",
                    "--lifetime=forever",
                    "--node=" + node,
                    "--name=" + name,
                    change))
        .then();
  }

  private Mono<Void> update(String name, String... options) {
    Function<String, String[]> command =
        node ->
            Stream.concat(
                    Stream.of("attrd_updater", "--name=" + name, "--node=" + node),
                    Stream.of(options))
                .toArray(String[]::new);
    return nodeName.flatMap(node -> tools.output(command.apply(node))).then();
  }

  private Mono<Map<String, String>> values(CommandResult result) {
    if (PacemakerTools.isOfNothing(result)) {
      return Mono.just(Map.of());
    }
    return PacemakerTools.success(result)
        .map(output -> xml.read("the answer of attrd_updater", output))
        .map(PacemakerControl::valuesByNode);
  }

  private static Map<String, String> valuesByNode(Element answer) {
    return answer
        .all("attribute")
        .filter(attribute -> !attribute.get("value").isEmpty())
        .collect(Collectors.toMap(a -> a.get("host"), a -> a.get("value"), (_, last) -> last));
  }

  private static Mono<Void> checked(String what, String value) {
    return PRINTABLE.matcher(value).matches()
        ? Mono.empty()
        : Mono.error(
            new PacemakerException(
                "%s cannot be set to '%s': it must be 1 to 1024 printable ASCII characters"
                    .formatted(what, value)));
  }
}
