package io.matriarch.stories;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the agents promise in the cluster's configuration: every acknowledged row is on at least
/// `acknowledged` + 1 of the members, the primary among them.
record SynchronousSet(int acknowledged, Set<String> members) {

  private static final Pattern KEPT = Pattern.compile("acknowledged=(\\d+) members=(\\S*)");
  private static final Pattern SETTING =
      Pattern.compile("(?:(?:ANY|FIRST)\\s+)?(\\d+)\\s*\\((.*)\\)", Pattern.CASE_INSENSITIVE);

  SynchronousSet {
    members = Set.copyOf(members);
  }

  static SynchronousSet parse(String kept) {
    Matcher matcher = KEPT.matcher(kept);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no synchronous set: '%s'".formatted(kept));
    }
    return new SynchronousSet(Integer.parseInt(matcher.group(1)), names(matcher.group(2)));
  }

  /// Whether a primary with this setting of synchronous_standby_names keeps the promise: of the
  /// standbys that it waits for, those outside of the set do not count.
  boolean isKeptBy(String primary, String setting) {
    Matcher matcher = SETTING.matcher(setting.strip());
    int count = setting.isBlank() ? 0 : 1;
    Set<String> standbys = names(setting);
    if (matcher.matches()) {
      count = Integer.parseInt(matcher.group(1));
      standbys = names(matcher.group(2));
    }
    long outside = standbys.stream().filter(name -> !members.contains(name)).count();
    int own = members.contains(primary) ? 1 : 0;
    return own + Math.max(count - outside, 0) >= acknowledged + 1;
  }

  private static Set<String> names(String list) {
    Set<String> names = new TreeSet<>();
    for (String name : list.split(",", -1)) {
      names.add(name.replace("\"", "").strip());
    }
    names.remove("");
    return names;
  }
}
