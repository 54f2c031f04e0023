package io.matriarch.agent.port;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.WalPosition;
import reactor.core.publisher.Mono;

/// Makes a working standby of an instance that cannot follow, outside of Pacemaker's operations.
public interface Repairer extends AutoCloseable {

  /// How far it has come; returns at once.
  Repair latest();

  /// Asks the upstream why a standby that stands there does not stream; [#latest] has the answer.
  Mono<Void> ask(WalPosition held, String systemIdentifier);

  /// Ends the WAL receiver, and has PostgreSQL start it anew once the upstream can be reached.
  Mono<Void> reconnect();

  /// Begins a repair, unless one is under way. Returns at once.
  void begin(Action.Repair order, Policy policy);

  /// Notes the repair of an instance that cannot even start; it goes on with [#resume].
  Mono<Void> owe(Action.Repair order);

  /// Goes on with a repair that was begun, unless it is under way. Returns at once.
  void resume(PromotionRecord primary, Policy policy);

  /// Pacemaker starts the instance: a repair that [#halt] ended may go on, and what has failed gets
  /// all its tries again. Fails when the directory is not whole and nobody would go on with it.
  Mono<Void> renew();

  /// Forgets a repair that is not under way.
  Mono<Void> forget();

  /// Pacemaker stops the instance: ends what is under way, and begins nothing before [#renew].
  Mono<Void> halt();

  /// Points `primary_conninfo` at that node; a server that runs takes it over at once.
  Mono<Void> follow(String node, Policy policy);

  @Override
  void close();
}
