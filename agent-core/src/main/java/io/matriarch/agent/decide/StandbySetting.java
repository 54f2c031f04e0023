package io.matriarch.agent.decide;

import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.SynchronousSetting;
import java.util.List;

/// The setting that a standby has ready, so that it is safe for the recorded set from its first
/// commit as a primary on.
public final class StandbySetting {

  private StandbySetting() {}

  /// A member waits for as many others as the set says; whoever is none holds no copy that counts,
  /// and waits for one more.
  public static SynchronousSetting of(String self, SynchronousSet set, Policy.Synchronous policy) {
    boolean member = set.members().contains(self);
    List<String> others = set.members().stream().filter(name -> !name.equals(self)).toList();
    return SynchronousSetting.of(
        policy.priority(), member ? set.acknowledged() : set.acknowledged() + 1, others);
  }
}
