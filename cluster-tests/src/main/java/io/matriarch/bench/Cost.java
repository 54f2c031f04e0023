package io.matriarch.bench;

/// What a monitor and an agent cost, as rows of the table.
enum Cost {
  MONITOR_WALL("recurring monitor, wall", "recurring", "wall_us", 1e-3, "ms", "≤ 3 ms"),
  MONITOR_CPU("recurring monitor, CPU", "recurring", "cpu_us", 1e-3, "ms", "≥ 50 times less"),
  MONITOR_EXECS("recurring monitor, execs", "recurring", "execs", 1, "", "1"),
  PROBE_WALL(
      "a probe by the socket, its look included",
      "probe",
      "wall_us",
      1e-3,
      "ms",
      "≤ 15 ms more than the look"),
  ONE_SHOT_WALL("one-shot without the daemon", "one-shot", "wall_us", 1e-3, "ms", "≤ 400 ms"),
  AGENT_RSS("one agent, resident", "agent", "rss_kb", 1 / 1024.0, "MB", "≤ 120 MB"),
  AGENT_ANONYMOUS("of that, no file's", "agent", "anonymous_kb", 1 / 1024.0, "MB", ""),
  AGENT_CPU("one agent at rest", "agent", "own_cpu_bp", 1e-2, "% of a core", "≤ 0.5 %"),
  CIB_CPU("its polling of the CIB", "agent", "tools_cpu_bp", 1e-2, "% of a core", "≤ 0.5 %"),
  SCRAPE("a scrape, one instance", "agent", "scrape_s", 1e3, "ms", ""),
  FIRST_SCRAPE("the very first scrape", "agent", "first_scrape_s", 1e3, "ms", ""),
  EVENT("an event, from the fact to a subscriber", "events", "median_us", 1e-3, "ms", "≤ 50 ms"),
  EVENT_WORST("the slowest of 100 events", "events", "worst_us", 1e-3, "ms", ""),
  FLOOR(
      "Pacemaker with an agent that does nothing, score → VIP",
      "floor",
      "median_us",
      1e-3,
      "ms",
      ""),
  FLOOR_WORST("the slowest of 10", "floor", "worst_us", 1e-3, "ms", ""),
  MANY_RSS("%s instances, agent resident", "many", "rss_kb", 1 / 1024.0, "MB", "≤ 250 MB"),
  MANY_ANONYMOUS("of that, no file's", "many", "anonymous_kb", 1 / 1024.0, "MB", ""),
  MANY_CPU("%s instances, agent", "many", "own_cpu_bp", 1e-2, "% of a core", "≤ 25 %"),
  MANY_TOOLS("%s instances, polling of the CIB", "many", "tools_cpu_bp", 1e-2, "% of a core", ""),
  MANY_SCRAPE("a scrape, %s instances", "many", "scrape_s", 1e3, "ms", "≤ 3 ms"),
  MANY_FIRST_SCRAPE("the very first scrape", "many", "first_scrape_s", 1e3, "ms", "");

  private final String title;
  private final String file;
  private final String key;
  private final double factor;
  private final String unit;
  private final String goal;

  Cost(String title, String file, String key, double factor, String unit, String goal) {
    this.title = title;
    this.file = file;
    this.key = key;
    this.factor = factor;
    this.unit = unit;
    this.goal = goal;
  }

  /// @param instances how many the one agent watched where there were many
  String title(String instances) {
    return title.replace("%s", instances);
  }

  String file() {
    return file;
  }

  String key() {
    return key;
  }

  double factor() {
    return factor;
  }

  String unit() {
    return unit;
  }

  String goal() {
    return goal;
  }
}
