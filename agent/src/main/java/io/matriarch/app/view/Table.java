package io.matriarch.app.view;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Rows of text in columns that are as wide as they must be.
final class Table {

  /// A cell's text, and how it is to look.
  record Cell(String text, Style style, boolean styled) {

    static Cell plain(String text) {
      return new Cell(text, Style.TITLE, false);
    }

    static Cell of(String text, Style style) {
      return new Cell(text, style, true);
    }
  }

  private static final String GAP = "  ";

  private final List<List<Cell>> rows = new ArrayList<>();

  void add(List<Cell> row) {
    rows.add(List.copyOf(row));
  }

  String text(boolean colour) {
    StringBuilder text = new StringBuilder();
    for (List<Cell> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        Cell cell = row.get(column);
        line.append(cell.style().on(cell.text(), colour && cell.styled()));
        if (column < row.size() - 1) {
          line.append(" ".repeat(width(column) - cell.text().length())).append(GAP);
        }
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream()
        .flatMapToInt(
            row ->
                column < row.size()
                    ? IntStream.of(row.get(column).text().length())
                    : IntStream.empty())
        .max()
        .orElse(0);
  }
}
