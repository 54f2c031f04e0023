package io.matriarch.simulation;

import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.SynchronousSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What clients were told is safe, and whether it is: checked whenever a server becomes primary or
/// acknowledges a commit, as the WAL of a primary only grows.
final class Ledger {

  private final Laws laws;
  private final Journal journal;
  private final Supplier<List<Machine>> machines;
  private final List<Commit> acknowledged = new ArrayList<>();
  private Optional<Server> last = Optional.empty();
  private boolean safe;
  private int promotions;
  private int lost;
  private int total;

  Ledger(Laws laws, Journal journal, Supplier<List<Machine>> machines) {
    this.laws = laws;
    this.journal = journal;
    this.machines = machines;
  }

  /// From now on nothing that is acknowledged may ever be lost, if `synchronous`.
  void begin(boolean synchronous) {
    safe = synchronous;
  }

  int promotions() {
    return promotions;
  }

  int lost() {
    return lost;
  }

  int total() {
    return total;
  }

  /// A promotion to that timeline is in the CIB.
  void recorded(Optional<PromotionRecord> before, PromotionRecord now) {
    laws.require(
        before.filter(b -> b.begunAt().timeline() > now.begunAt().timeline()).isEmpty(),
        "%s was recorded after %s".formatted(now, before));
  }

  /// That set is in a CIB.
  void recorded(SynchronousSet set) {
    acknowledged.forEach(commit -> requireCopies(set, commit));
  }

  /// The nodes that may be promoted are the right ones at every moment: the set can only become
  /// wrong when it is written, or when a commit is acknowledged.
  private void requireCopies(SynchronousSet set, Commit commit) {
    long copies =
        machines.get().stream()
            .filter(m -> set.members().contains(m.name()))
            .filter(m -> m.server().disk().wal.contains(commit.place()))
            .count();
    laws.require(
        !safe || copies > set.acknowledged(),
        "the set is '%s', and %s is on %d of its members".formatted(set, commit, copies));
  }

  void acknowledged(Commit commit, Server server) {
    acknowledged.add(commit);
    total++;
    machine(server)
        .flatMap(Machine::partition)
        .flatMap(p -> p.cib().synchronous)
        .ifPresent(set -> requireCopies(set, commit));
    last.filter(primary -> primary != server)
        .ifPresent(
            primary ->
                laws.broken(
                    "%s acknowledged %s after %s was promoted"
                        .formatted(server.node(), commit, primary.node())));
  }

  void promoted(Server server) {
    promotions++;
    int begun = server.disk().wal.timeline().number();
    machine(server)
        .flatMap(Machine::partition)
        .flatMap(p -> p.cib().promotion)
        .filter(record -> record.begunAt().timeline() >= begun)
        .ifPresent(
            record ->
                laws.broken(
                    "%s began timeline %d after %s".formatted(server.node(), begun, record)));
    others(server)
        .filter(m -> m.server().writable())
        .forEach(
            m ->
                laws.broken(
                    "%s became primary while %s could write".formatted(server.node(), m.name())));
    last = Optional.of(server);
    List<Commit> missing =
        acknowledged.stream().filter(c -> !server.disk().wal.contains(c.place())).toList();
    if (!missing.isEmpty()) {
      lose(server, missing);
    }
  }

  private Optional<Machine> machine(Server server) {
    return machines.get().stream().filter(m -> m.server() == server).findFirst();
  }

  private Stream<Machine> others(Server server) {
    return machines.get().stream().filter(m -> m.powered() && m.server() != server);
  }

  /// Without synchronous replication only what nobody who is there holds may be lost.
  private void lose(Server server, List<Commit> missing) {
    lost += missing.size();
    acknowledged.removeAll(missing);
    Commit newest = missing.getLast();
    String sentence =
        "%s at %s lacks %d acknowledged commits up to %s"
            .formatted(server.node(), server.disk().wal, missing.size(), newest);
    journal.tell(server.node(), sentence);
    laws.require(!safe, sentence);
    others(server)
        .filter(m -> m.takesPartWith(server.node()))
        .filter(m -> m.server().disk().wal.contains(missing.getFirst().place()))
        .forEach(m -> laws.broken(sentence + ", and " + m.name() + " holds some of them"));
  }
}
