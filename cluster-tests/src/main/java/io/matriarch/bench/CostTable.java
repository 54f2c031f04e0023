package io.matriarch.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What monitors and agents cost, Matriarch's beside PAF's where PAF has the like.
///
/// @param root the directory of the costs, with one for each product
record CostTable(Path root) {

  private static final List<String> HEAD = List.of("cost", "goal", "Matriarch", "PAF", "ratio");

  /// Empty when no cost was measured.
  Optional<String> text() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    String instances =
        Facts.read(root.resolve(Product.MATRIARCH.id()).resolve("many")).text("instances");
    for (Cost cost : Cost.values()) {
      Optional<Double> own = measured(Product.MATRIARCH, cost);
      Optional<Double> other = measured(Product.PAF, cost);
      if (own.isPresent() || other.isPresent()) {
        rows.add(
            List.of(
                cost.title(instances),
                cost.goal().isEmpty() ? "–" : cost.goal(),
                cell(cost, own),
                cell(cost, other),
                ratio(own, other)));
      }
    }
    return rows.isEmpty() ? Optional.empty() : Optional.of(new Table(HEAD, rows).text());
  }

  private Optional<Double> measured(Product product, Cost cost) throws IOException {
    return Facts.read(root.resolve(product.id()).resolve(cost.file()))
        .number(cost.key())
        .map(value -> value * cost.factor());
  }

  private static String cell(Cost cost, Optional<Double> value) {
    return value
        .map(
            v ->
                cost.unit().isEmpty()
                    ? String.format(Locale.ROOT, "%.0f", v)
                    : String.format(Locale.ROOT, "%.2f %s", v, cost.unit()))
        .orElse("–");
  }

  private static String ratio(Optional<Double> own, Optional<Double> other) {
    return own.isPresent() && other.isPresent() && own.get() > 0
        ? String.format(Locale.ROOT, "%.1f×", other.get() / own.get())
        : "–";
  }
}
