package io.matriarch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// Each fault, idle and under load: median and worst case of every product, and how many times
/// longer the others take.
record FaultTable(List<Run> runs) {

  private static final List<String> LOADS = List.of("idle", "loaded", "flooded");

  String text() {
    List<Product> products = products();
    List<String> head = new ArrayList<>(List.of("fault", "load"));
    for (Product product : products) {
      head.add(product.title());
      if (product != Product.MATRIARCH) {
        head.add("ratio");
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (String load : LOADS) {
      for (Fault fault : Fault.values()) {
        if (products.stream().anyMatch(p -> !of(p, fault, load).isEmpty())) {
          rows.add(row(products, fault, load));
        }
      }
    }
    return new Table(head, rows).text();
  }

  private List<Product> products() {
    return List.of(Product.values()).stream()
        .filter(p -> runs.stream().anyMatch(r -> r.product().equals(p.id())))
        .toList();
  }

  private List<String> row(List<Product> products, Fault fault, String load) {
    List<String> row = new ArrayList<>(List.of(fault.title(), load));
    Optional<Statistics> own = statistics(of(Product.MATRIARCH, fault, load));
    for (Product product : products) {
      List<Run> measured = of(product, fault, load);
      Optional<Statistics> statistics = statistics(measured);
      row.add(cell(measured, statistics));
      if (product != Product.MATRIARCH) {
        row.add(ratio(own, statistics));
      }
    }
    return row;
  }

  private List<Run> of(Product product, Fault fault, String load) {
    return runs.stream()
        .filter(r -> r.product().equals(product.id()))
        .filter(r -> r.fault().equals(fault.id()) && r.load().equals(load))
        .toList();
  }

  private static Optional<Statistics> statistics(List<Run> measured) {
    List<Double> seconds = measured.stream().filter(Run::ok).map(Run::seconds).toList();
    return seconds.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(seconds));
  }

  private static String cell(List<Run> measured, Optional<Statistics> statistics) {
    if (measured.isEmpty()) {
      return "–";
    }
    StringBuilder cell = new StringBuilder();
    statistics.ifPresentOrElse(
        s ->
            cell.append(
                String.format(
                    Locale.ROOT, "%.2f s, worst of %d %.2f", s.median(), s.count(), s.worst())),
        () -> cell.append("none came back"));
    long failed = measured.stream().filter(run -> !run.ok()).count();
    if (failed > 0 && statistics.isPresent()) {
      cell.append("; ").append(failed).append(" not ok");
    }
    return cell.append(sum(measured, Run::lost, "rows lost"))
        .append(sum(measured, Run::cloned, "cloned by hand"))
        .toString();
  }

  private static String sum(List<Run> measured, ToLongFunction<Run> count, String what) {
    long sum = measured.stream().mapToLong(count).sum();
    return sum > 0 ? "; " + sum + " " + what : "";
  }

  private static String ratio(Optional<Statistics> own, Optional<Statistics> other) {
    return own.isPresent() && other.isPresent()
        ? String.format(Locale.ROOT, "%.1f×", other.get().median() / own.get().median())
        : "–";
  }
}
