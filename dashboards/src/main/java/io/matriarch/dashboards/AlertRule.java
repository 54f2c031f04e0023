package io.matriarch.dashboards;

import java.util.Locale;

/// An alert: its name is also that of its runbook in `docs/runbooks`.
///
/// @param lasting how long the expression must hold, in Prometheus' notation
/// @param summary one sentence that is always the same
/// @param description what a person needs first, with Prometheus' templates
record AlertRule(
    String name,
    Severity severity,
    String expression,
    String lasting,
    String summary,
    String description) {

  /// How soon somebody must look.
  enum Severity {
    CRITICAL,
    WARNING,
    INFO;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  String yaml() {
    return """
          - alert: %s
            expr: %s
            for: %s
            labels:
              severity: %s
            annotations:
              summary: %s
              description: %s
              runbook: docs/runbooks/%s.md
    """
        .formatted(
            name,
            quoted(expression),
            lasting,
            severity.word(),
            quoted(summary),
            quoted(description),
            name);
  }

  /// A single-quoted YAML text: nothing in it is special but the quote itself.
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
