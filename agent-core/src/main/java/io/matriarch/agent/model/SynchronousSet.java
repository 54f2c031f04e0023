package io.matriarch.agent.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the CIB keeps of synchronous replication: every acknowledged commit is on at least
/// `acknowledged + 1` of the members, whichever of them is the primary.
///
/// @param members the nodes that may be promoted, the primary included, sorted
/// @param acknowledged how many standbys each commit waited for
public record SynchronousSet(List<String> members, int acknowledged) {

  public SynchronousSet {
    members = members.stream().sorted().distinct().toList();
    if (members.isEmpty() || acknowledged < 0 || acknowledged >= members.size()) {
      throw new IllegalArgumentException(
          "not a synchronous set: %d acknowledgements by the standbys among %s"
              .formatted(acknowledged, members));
    }
  }

  /// How many of the members must be seen for one of them to hold every acknowledged commit.
  public int quorum() {
    return members.size() - acknowledged;
  }

  /// The members that are not among those.
  public List<String> missing(Collection<String> known) {
    return members.stream().filter(member -> !known.contains(member)).toList();
  }

  /// Whether those who are known are enough of the members for one of them to hold every
  /// acknowledged commit.
  public boolean hasQuorum(Collection<String> known) {
    return members.size() - missing(known).size() >= quorum();
  }

  /// Whether each commit that this primary acknowledges under that setting is on as many members as
  /// the set says.
  public boolean isKeptBy(String primary, SynchronousSetting setting) {
    return setting.copiesAmong(primary, members) > acknowledged;
  }

  /// What is true of the set once this primary acknowledges commits under that setting, whatever
  /// was true before: with more members, or with fewer acknowledgements.
  ///
  /// @param nodes those of the names that may be members
  public SynchronousSet weakened(
      String primary, SynchronousSetting setting, Collection<String> nodes) {
    List<String> more = new ArrayList<>(members);
    more.add(primary);
    setting.names().stream().filter(nodes::contains).forEach(more::add);
    int copies = Math.max(1, setting.copiesAmong(primary, more));
    return new SynchronousSet(more, Math.min(acknowledged, copies - 1));
  }

  /// The form in the CIB, made to be read by a person: `acknowledged=1 members=n1,n2,n3`.
  @Override
  public String toString() {
    return "acknowledged=%d members=%s".formatted(acknowledged, String.join(",", members));
  }

  /// Parses what [#toString] gives; throws [IllegalArgumentException] naming the text.
  public static SynchronousSet parse(String text) {
    Map<String, String> fields = new TreeMap<>();
    for (String field : text.strip().split("\\s+", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
    }
    try {
      String members = fields.getOrDefault("members", "");
      return new SynchronousSet(
          Stream.of(members.split(",", -1)).map(m -> KeptWord.checked("a member", m)).toList(),
          Integer.parseInt(fields.getOrDefault("acknowledged", "")));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a synchronous set: '" + text + "'", e);
    }
  }
}
