package io.matriarch.reliability;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.List;
import java.util.Locale;

/// Draws one measure of every round as a dot, upwards in seconds on a logarithmic scale.
record RoundPlot(String title, List<Series> series) {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 60;
  private static final int RIGHT = 740;
  private static final int TOP = 40;
  private static final int BOTTOM = 250;
  private static final double LEAST = 0.1;
  private static final double MOST = 1000;

  /// The rounds of one product, in order.
  record Series(String title, String colour, List<Double> seconds) {}

  /// An SVG document.
  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        text(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
            <rect width="100%%" height="100%%" fill="#fff"/>
            <text x="%d" y="20" font-size="14">%s</text>
            """,
            WIDTH, HEIGHT, LEFT, title));
    scale(svg);
    int row = 0;
    for (Series one : series) {
      draw(svg, one, row++);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void scale(StringBuilder svg) {
    for (int power = -1; power <= 3; power++) {
      double seconds = Math.pow(10, power);
      svg.append(
          text(
              """
              <line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#ddd"/>
              <text x="%d" y="%.1f" text-anchor="end">%s s</text>
              """,
              LEFT,
              y(seconds),
              RIGHT,
              y(seconds),
              LEFT - 6,
              y(seconds) + 4,
              seconds < 1 ? "0.1" : Long.toString(Math.round(seconds))));
    }
    svg.append(
        text(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">rounds, in their order</text>%n",
            (LEFT + RIGHT) / 2, BOTTOM + 36));
  }

  private static void draw(StringBuilder svg, Series series, int row) {
    svg.append(
        text(
            "<g fill=\"%s\" fill-opacity=\"0.7\"><text x=\"%d\" y=\"%d\">%s</text>%n",
            series.colour(), LEFT + 12 + 120 * row, BOTTOM + 18, series.title()));
    int count = series.seconds().size();
    for (int i = 0; i < count; i++) {
      double x = LEFT + (RIGHT - LEFT) * (i + 0.5) / count;
      svg.append(
          text("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>%n", x, y(series.seconds().get(i))));
    }
    svg.append("</g>\n");
  }

  private static double y(double seconds) {
    double inside = Math.clamp(seconds, LEAST, MOST);
    return BOTTOM - (BOTTOM - TOP) * Math.log10(inside / LEAST) / Math.log10(MOST / LEAST);
  }

  @FormatMethod
  private static String text(@FormatString String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
