package io.matriarch.bench;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Draws, for one fault, how long writes had been away at each moment: the run of each product
/// whose result is its median.
record GapPlot(List<Run> runs, Fault fault, String load) {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 60;
  private static final int RIGHT = 740;
  private static final int TOP = 40;
  private static final int BOTTOM = 250;
  private static final double MICROS = 1e6;
  private static final Map<Product, String> COLOURS =
      Map.of(
          Product.MATRIARCH, "#0b6e4f",
          Product.PAF, "#c1440e",
          Product.PATRONI, "#3b5bdb",
          Product.PATRONI_FAST, "#845ef7");

  private record Point(double seconds, double gap) {}

  /// An SVG document; empty when nothing was measured.
  Optional<String> svg() {
    List<Run> drawn = new ArrayList<>();
    for (Product product : Product.values()) {
      middle(product).ifPresent(drawn::add);
    }
    if (drawn.isEmpty()) {
      return Optional.empty();
    }
    double most = drawn.stream().mapToDouble(Run::seconds).max().orElse(1);
    double span = Math.ceil(most * 1.15 + 0.5);
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="#fff"/>
        <text x="%d" y="20" font-size="14">%s (%s)</text>
        """
            .formatted(WIDTH, HEIGHT, LEFT, fault.title(), load));
    axes(svg, span);
    int row = 0;
    for (Run run : drawn) {
      draw(svg, run, span, row++);
    }
    return Optional.of(svg.append("</svg>\n").toString());
  }

  private Optional<Run> middle(Product product) {
    List<Run> sorted =
        runs.stream()
            .filter(Run::ok)
            .filter(run -> run.product().equals(product.id()))
            .filter(run -> run.fault().equals(fault.id()) && run.load().equals(load))
            .sorted(Comparator.comparingDouble(Run::seconds))
            .toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get((sorted.size() - 1) / 2));
  }

  private static void axes(StringBuilder svg, double span) {
    for (int i = 0; i <= 4; i++) {
      double seconds = span * i / 4;
      double x = x(seconds, span);
      double y = y(seconds, span);
      svg.append(
          text(
              """
              <line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#ddd"/>
              <text x="%.1f" y="%d" text-anchor="middle">%.1f s</text>
              <line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#ddd"/>
              <text x="%d" y="%.1f" text-anchor="end">%.1f s</text>
              """,
              x,
              TOP,
              x,
              BOTTOM,
              x,
              BOTTOM + 16,
              seconds,
              LEFT,
              y,
              RIGHT,
              y,
              LEFT - 6,
              y + 4,
              seconds));
    }
    svg.append(
        text(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">since the fault; upwards: since the"
                + " last acknowledged write</text>%n",
            (LEFT + RIGHT) / 2, BOTTOM + 36));
  }

  private void draw(StringBuilder svg, Run run, double span, int row) {
    Product product = productOf(run);
    String colour = COLOURS.getOrDefault(product, "#000");
    StringBuilder points = new StringBuilder();
    for (Point point : points(run, span)) {
      points.append(text("%.1f,%.1f ", x(point.seconds(), span), y(point.gap(), span)));
    }
    svg.append(
        text(
            """
            <polyline fill="none" stroke="%s" stroke-width="2" points="%s"/>
            <text x="%d" y="%d" fill="%s">%s: %.2f s</text>
            """,
            colour,
            points.toString().strip(),
            LEFT + 12,
            TOP + 16 + 16 * row,
            colour,
            product.title(),
            run.seconds()));
  }

  /// A saw: it falls to nothing at each write. Teeth too small to be seen are left out.
  private static List<Point> points(Run run, double span) {
    List<Point> points = new ArrayList<>(List.of(new Point(0, 0)));
    long last = run.at();
    for (long write : run.writes()) {
      double seconds = (write - run.at()) / MICROS;
      if (seconds > span) {
        break;
      }
      double gap = (write - last) / MICROS;
      if (write > run.at() && gap > span / 200) {
        points.add(new Point((last - run.at()) / MICROS, 0));
        points.add(new Point(seconds, gap));
        points.add(new Point(seconds, 0));
      }
      last = Math.max(run.at(), write);
    }
    points.add(new Point(span, 0));
    return points;
  }

  private static Product productOf(Run run) {
    return List.of(Product.values()).stream()
        .filter(product -> product.id().equals(run.product()))
        .findFirst()
        .orElseThrow();
  }

  private static double x(double seconds, double span) {
    return LEFT + (RIGHT - LEFT) * Math.max(0, seconds) / span;
  }

  private static double y(double seconds, double span) {
    return BOTTOM - (BOTTOM - TOP) * Math.min(seconds, span) / span;
  }

  @FormatMethod
  private static String text(@FormatString String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
