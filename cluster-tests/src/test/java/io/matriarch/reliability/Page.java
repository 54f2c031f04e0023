package io.matriarch.reliability;

import io.matriarch.bench.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Tells all runs together, as `reliability.md` with its plots: the products beside one another.
public final class Page {

  private static final Map<String, String> PRODUCTS = products();

  private final List<Run> runs;

  private Page(List<Run> runs) {
    this.runs = List.copyOf(runs);
  }

  private static Map<String, String> products() {
    Map<String, String> products = new LinkedHashMap<>();
    products.put("matriarch", "Matriarch");
    products.put("paf", "PAF");
    return products;
  }

  /// Makes the page from all results that are kept, beside them, and with `-Drewrite=true` in the
  /// documentation too.
  public static void tell(Path results, Path docs) {
    try {
      List<Run> runs = Results.read(results);
      write(runs, results);
      if (Boolean.getBoolean("rewrite") && !runs.isEmpty()) {
        write(runs, docs);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the page and its plots into the directory, and removes plots of what was not measured.
  static void write(List<Run> runs, Path directory) throws IOException {
    Page page = new Page(runs);
    Path plots = Files.createDirectories(directory.resolve("reliability"));
    for (Mode mode : Mode.values()) {
      for (Measure measure : Measure.values()) {
        Path file = plots.resolve(measure.file(mode));
        Optional<String> svg = page.plot(mode, measure);
        if (svg.isPresent()) {
          Files.writeString(file, svg.get());
        } else {
          Files.deleteIfExists(file);
        }
      }
    }
    Files.writeString(directory.resolve("reliability.md"), page.text());
  }

  /// What is drawn of each round.
  private enum Measure {
    GAP("longest time without an acknowledged row"),
    HEALING("healing by itself");

    private final String title;

    Measure(String title) {
      this.title = title;
    }

    String file(Mode mode) {
      return "%s-%s.svg".formatted(name().toLowerCase(Locale.ROOT), mode.word());
    }

    List<Double> of(Measures measures) {
      return switch (this) {
        case GAP -> measures.gaps();
        case HEALING -> measures.healings();
      };
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder(introduction());
    for (Mode mode : Mode.values()) {
      if (!agents(mode).isEmpty()) {
        mode(text, mode);
      }
    }
    text.append("\n## How often each fault struck\n\n").append(faults());
    text.append("\n## What went wrong\n\n").append(wrong());
    text.append("\n## What is left out\n\n");
    leftOut().forEach(sentence -> text.append("- ").append(sentence).append(".\n"));
    return text.toString();
  }

  private String introduction() {
    StringBuilder text =
        new StringBuilder(
            """
            # Reliability

            Written by `script/chaos nemesis`; nothing here is typed in. [The nemesis](nemesis.md) says what is done and what is
            checked. Three nodes in containers on one machine; in each round one to three faults strike while clients work, all is
            undone, and the cluster must be well again by itself within %d s. A violation is counted whatever it was; with PAF there
            is nobody who announces lost data or repairs a node.

            """
                .formatted(Healing.MOST.toSeconds()));
    for (Run run : runs) {
      text.append("- **").append(title(run.agent())).append("**, seed ").append(run.seed());
      run.facts().forEach((name, fact) -> text.append("; %s %s".formatted(name, fact)));
      text.append('\n');
    }
    return text.toString();
  }

  private void mode(StringBuilder text, Mode mode) {
    Map<String, Map<String, String>> columns = new LinkedHashMap<>();
    agents(mode).forEach(agent -> columns.put(agent, measures(agent, mode).cells()));
    List<String> head = new ArrayList<>(List.of(""));
    columns.keySet().forEach(agent -> head.add(title(agent)));
    List<List<String>> rows = new ArrayList<>();
    for (String name : new Measures(List.of()).cells().keySet()) {
      List<String> row = new ArrayList<>(List.of(name));
      columns.values().forEach(cells -> row.add(cells.getOrDefault(name, "–")));
      rows.add(row);
    }
    text.append("\n## ").append(heading(mode)).append("\n\n");
    text.append(new Table(head, rows).text()).append('\n');
    for (Measure measure : Measure.values()) {
      if (plot(mode, measure).isPresent()) {
        text.append(
            "![%s, %s](reliability/%s)\n"
                .formatted(measure.title, mode.word(), measure.file(mode)));
      }
    }
  }

  private static String heading(Mode mode) {
    return switch (mode) {
      case OFF -> "Asynchronous (`synchronous=off`)";
      case PREFER -> "Synchronous as long as a standby is there (`synchronous=prefer`)";
      case STRICT -> "Synchronous (`synchronous=strict`; with PAF `ANY 1 (*)` on every node)";
    };
  }

  private String faults() {
    Map<String, Map<String, Long>> columns = new LinkedHashMap<>();
    for (Mode mode : Mode.values()) {
      agents(mode)
          .forEach(
              agent ->
                  columns.put(title(agent) + ", " + mode.word(), measures(agent, mode).faults()));
    }
    Set<String> names = new TreeSet<>();
    columns.values().forEach(column -> names.addAll(column.keySet()));
    List<String> head = new ArrayList<>(List.of("fault"));
    head.addAll(columns.keySet());
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      List<String> row = new ArrayList<>(List.of(name));
      columns.values().forEach(column -> row.add(column.getOrDefault(name, 0L).toString()));
      rows.add(row);
    }
    return new Table(head, rows).text();
  }

  private String wrong() {
    String told =
        runs.stream()
            .flatMap(
                run ->
                    run.rounds().stream()
                        .filter(round -> !round.violations().isEmpty())
                        .map(round -> wrong(run, round)))
            .collect(Collectors.joining());
    return told.isEmpty() ? "Nothing.\n" : told;
  }

  private static String wrong(Run run, Round round) {
    StringBuilder text = new StringBuilder();
    text.append("- ").append(title(run.agent())).append(", ").append(round).append(".\n");
    round.announcements().stream()
        .limit(3)
        .forEach(sentence -> text.append("  It said: ").append(sentence).append(".\n"));
    return text.append("  Again: `").append(replay(run.agent(), round)).append("`\n").toString();
  }

  /// The command that plays a round again.
  public static String replay(String agent, Round round) {
    return "script/chaos nemesis --faults 1 --seed %d --synchronous %s%s"
        .formatted(round.seed(), round.mode().word(), agent.equals("paf") ? " --agent paf" : "");
  }

  private Set<String> leftOut() {
    Set<String> sentences = new TreeSet<>();
    runs.forEach(run -> sentences.addAll(run.leftOut()));
    return sentences;
  }

  private Optional<String> plot(Mode mode, Measure measure) {
    List<RoundPlot.Series> series = new ArrayList<>();
    for (String agent : agents(mode)) {
      List<Double> seconds = measure.of(measures(agent, mode));
      if (!seconds.isEmpty()) {
        String colour = agent.equals("paf") ? "#c1440e" : "#0b6e4f";
        series.add(new RoundPlot.Series(title(agent), colour, seconds));
      }
    }
    String title = "%s (synchronous=%s)".formatted(measure.title, mode.word());
    return series.isEmpty() ? Optional.empty() : Optional.of(new RoundPlot(title, series).svg());
  }

  /// Those of which there are rounds in that mode, in the order of the columns.
  private List<String> agents(Mode mode) {
    return PRODUCTS.keySet().stream()
        .filter(agent -> !measures(agent, mode).rounds().isEmpty())
        .toList();
  }

  private Measures measures(String agent, Mode mode) {
    Function<Run, List<Round>> rounds =
        run -> run.rounds().stream().filter(round -> round.mode() == mode).toList();
    return new Measures(
        runs.stream()
            .filter(run -> run.agent().equals(agent))
            .flatMap(run -> rounds.apply(run).stream())
            .toList());
  }

  private static String title(String agent) {
    return PRODUCTS.getOrDefault(agent, agent);
  }
}
