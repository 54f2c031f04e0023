package io.matriarch.agent.port;

import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Writes to Pacemaker: each agent for its own node only.
public interface ClusterControl {

  /// Sets this node's transient promotion score of the resource.
  Mono<Void> publishScore(String resource, int score);

  /// Removes this node's promotion score of the resource.
  Mono<Void> clearScore(String resource);

  /// Sets this node's private attribute of that name; returns when the local daemon took it.
  Mono<Void> publishPrivate(String name, String value);

  /// Removes this node's private attribute of that name.
  Mono<Void> clearPrivate(String name);

  /// The private attribute on all nodes that have a non-empty value: node name to value.
  Mono<Map<String, String>> readPrivate(String name);

  /// Keeps the record of a promotion of the resource in the CIB, over full stops.
  Mono<Void> recordPromotion(String resource, PromotionRecord record);

  /// Keeps in the CIB, over full stops, on which nodes acknowledged commits are.
  Mono<Void> recordSynchronousSet(String resource, SynchronousSet set);

  /// Removes that set: nobody keeps it any more.
  Mono<Void> withdrawSynchronousSet(String resource);

  /// Keeps in the CIB, over restarts, that this node must not be promoted, and why.
  Mono<Void> refuse(String resource, Refusal refusal);

  /// Takes this node's refusal back: it has proved to hold what it lacked.
  Mono<Void> withdrawRefusal(String resource);

  /// Notes until the node's next restart that it may be promoted as it stands, with the loss of all
  /// that it lacks.
  Mono<Void> allowDataLoss(String resource, WalPosition at);

  /// Takes that back.
  Mono<Void> withdrawDataLoss(String resource);
}
