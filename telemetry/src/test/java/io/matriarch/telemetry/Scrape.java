package io.matriarch.telemetry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The series of one scrape, taken apart for assertions.
final class Scrape {

  private static final Pattern LINE = Pattern.compile("(\\w+)\\{(.*)\\} (\\S+)");

  private final String text;
  private final Map<String, Double> series = new TreeMap<>();

  Scrape(Telemetry telemetry) {
    this.text = telemetry.scrape("").text();
    for (String line : lines()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalStateException("not a series with labels: " + line);
      }
      series.put(
          matcher.group(1) + "{" + ownLabels(matcher.group(2)) + "}",
          Double.parseDouble(matcher.group(3)));
    }
  }

  List<String> lines() {
    return text.lines().filter(line -> !line.startsWith("#")).toList();
  }

  String text() {
    return text;
  }

  private static String ownLabels(String labels) {
    return labels.replaceAll("(cluster_name|node|resource)=\"[^\"]*\",?", "").replaceAll(",$", "");
  }

  /// The series without the common labels.
  Map<String, Double> series() {
    return series;
  }

  double value(String name) {
    Double value = series.get(name);
    if (value == null) {
      throw new AssertionError("no series " + name + " among " + series.keySet());
    }
    return value;
  }

  List<String> of(MetricName name) {
    return series.keySet().stream().filter(key -> key.startsWith(name.text() + "{")).toList();
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    series.keySet().forEach(key -> names.add(key.substring(0, key.indexOf('{'))));
    return names;
  }
}
