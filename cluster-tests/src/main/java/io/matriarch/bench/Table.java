package io.matriarch.bench;

import java.util.ArrayList;
import java.util.List;

/// Rows of cells, written as a table that Markdown understands and people can read as it is.
public record Table(List<String> head, List<List<String>> rows) {

  public String text() {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < head.size(); column++) {
      int width = head.get(column).length();
      for (List<String> row : rows) {
        width = Math.max(width, row.get(column).length());
      }
      widths.add(width);
    }
    StringBuilder text = new StringBuilder(line(head, widths));
    text.append(line(widths.stream().map("-"::repeat).toList(), widths));
    rows.forEach(row -> text.append(line(row, widths)));
    return text.toString();
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder("|");
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      line.append(' ').append(cell).append(" ".repeat(widths.get(column) - cell.length()));
      line.append(" |");
    }
    return line.append('\n').toString();
  }
}
