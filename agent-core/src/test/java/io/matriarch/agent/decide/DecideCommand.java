package io.matriarch.agent.decide;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.Verdict;
import java.util.Locale;
import java.util.Optional;

/// Looks, decides and remembers, as the loop does in each cycle; writes the score into the cluster.
///
/// Example: `decide`
final class DecideCommand implements Command {

  private static final Decider DECIDER = new Decider();

  @Override
  public String run(Incident incident, Arguments arguments) {
    incident.memory =
        UpkeepRecall.look(
            Recall.look(
                incident.memory, incident.self, incident.server, incident.cluster(), incident.now),
            incident.self,
            incident.server,
            incident.cluster(),
            incident.now);
    Snapshot snapshot = incident.snapshot();
    incident.snapshots.add(snapshot);
    Decision decision = DECIDER.decide(snapshot);
    incident.memory = Recall.decided(incident.memory, decision);
    String said = print(snapshot, decision);
    switch (decision.score()) {
      case Score.Publish(int value) -> incident.setScore(Optional.of(value));
      case Score.Clear _ -> incident.setScore(Optional.empty());
      case Score.Keep _ -> {}
    }
    decision.actions().forEach(incident::apply);
    return said;
  }

  private static String print(Snapshot snapshot, Decision decision) {
    StringBuilder said = new StringBuilder();
    said.append("rule: ").append(decision.rule().id()).append('\n');
    said.append("because: ").append(decision.because()).append('\n');
    said.append("answer: ").append(answer(decision.verdict())).append('\n');
    said.append("score: ").append(score(snapshot, decision.score())).append('\n');
    decision.actions().forEach(a -> said.append("act: ").append(action(a)).append('\n'));
    if (decision.givesUp()) {
      said.append("gives the role up\n");
    }
    return said.toString();
  }

  private static String answer(Verdict verdict) {
    String name = verdict.code().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return verdict.code().code() + " " + name + (verdict.reason().isEmpty() ? "" : ", with reason");
  }

  private static String score(Snapshot snapshot, Score score) {
    Optional<Integer> published = snapshot.publishedScore();
    return switch (score) {
      case Score.Keep _ -> "left alone";
      case Score.Clear _ -> "none" + over(published, Optional.empty());
      case Score.Publish(int value) -> value + over(published, Optional.of(value));
    };
  }

  private static String over(Optional<Integer> published, Optional<Integer> wanted) {
    return published.equals(wanted)
        ? ""
        : ", where the CIB has " + published.map(String::valueOf).orElse("none");
  }

  private static String action(Action action) {
    return switch (action) {
      case Action.BringBack _ -> "start it as a standby";
      case Action.RecordPromotion(int timeline, String system) ->
          "record the promotion to timeline %d of system %s".formatted(timeline, system);
      case Action.Refuse(var refusal) -> "keep the refusal: it " + refusal;
      case Action.WithdrawRefusal(var refusal) -> "withdraw the refusal: it no longer " + refusal;
      case Action.WithdrawDataLoss _ -> "withdraw the allowed data loss";
      case Action.Reconnect _ -> "have the WAL receiver connect anew";
      case Action.AskUpstream(var held, var _) -> "ask the upstream, from " + held;
      case Action.Repair(var method, var primary, var _) ->
          "begin to %s from %s".formatted(method.name().toLowerCase(Locale.ROOT), primary.node());
      case Action.ResumeRepair(var primary) -> "go on with the repair from " + primary.node();
      case Action.ForgetRepair _ -> "forget the repair";
      case Action.Follow(var node) -> "point primary_conninfo at " + node;
      case Upkeep upkeep -> UpkeepCommand.print(upkeep);
    };
  }
}
