package io.matriarch.agent.decide;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Builds a [Decision] step by step, so that a rule reads as one sentence.
final class Draft {

  /// An ordinary start takes less.
  static final Duration MOMENT = Duration.ofSeconds(5);

  private final RuleId rule;
  private final String because;
  private final List<Action> actions = new ArrayList<>();
  private boolean givesUp;
  private Verdict verdict = Verdict.of(OcfExitCode.SUCCESS);

  private Draft(RuleId rule, String because) {
    this.rule = rule;
    this.because = because;
  }

  @FormatMethod
  static Draft of(RuleId rule, @FormatString String because, Object... numbers) {
    return new Draft(rule, because.formatted(numbers));
  }

  /// The answer, with no exit reason: all is well.
  Draft answer(OcfExitCode code) {
    verdict = Verdict.of(code);
    return this;
  }

  /// The answer, with the rule's sentence as the exit reason.
  Draft answerWithReason(OcfExitCode code) {
    verdict = new Verdict(code, because);
    return this;
  }

  /// Running, and degraded once that has lasted: Pacemaker lists a degraded result among its
  /// failures until somebody cleans up, which what passes in moments is not worth.
  Draft answerDegradedAfter(Duration lasted) {
    return lasted.compareTo(MOMENT) < 0
        ? answer(OcfExitCode.SUCCESS)
        : answerWithReason(OcfExitCode.DEGRADED);
  }

  Draft act(Action action) {
    actions.add(action);
    return this;
  }

  Draft actions(List<Action> all) {
    actions.addAll(all);
    return this;
  }

  Draft givingUp() {
    givesUp = true;
    return this;
  }

  Optional<Decision> score(int value) {
    return build(new Score.Publish(value));
  }

  Optional<Decision> keepScore() {
    return build(new Score.Keep());
  }

  Optional<Decision> clearScore() {
    return build(new Score.Clear());
  }

  Optional<Decision> score(Optional<Integer> value) {
    return build(value.<Score>map(Score.Publish::new).orElseGet(Score.Keep::new));
  }

  private Optional<Decision> build(Score score) {
    return Optional.of(new Decision(rule, because, verdict, score, actions, givesUp));
  }
}
