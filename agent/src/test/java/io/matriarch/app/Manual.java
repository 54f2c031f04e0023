package io.matriarch.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Writes a command's manual page from what its `--help` says.
final class Manual {

  private Manual() {}

  static String page(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    StringJoiner page = new StringJoiner("\n", "", "\n");
    String name = spec.qualifiedName("-");
    page.add(".TH %s 1 \"\" Matriarch Matriarch".formatted(name.toUpperCase(Locale.ROOT)));
    page.add(".SH NAME");
    page.add(text(name) + " \\- " + text(String.join(" ", spec.usageMessage().description())));
    page.add(".SH SYNOPSIS");
    page.add(text(command.getHelp().synopsis(0).strip().replaceAll("\\s+", " ")));
    page.add(".SH OPTIONS");
    spec.positionalParameters().forEach(p -> argument(page, p.paramLabel(), p));
    spec.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> argument(page, names(option), option));
    if (!spec.usageMessage().exitCodeList().isEmpty()) {
      page.add(".SH EXIT STATUS");
      spec.usageMessage()
          .exitCodeList()
          .forEach((code, meaning) -> page.add(".TP\n.B " + code + "\n" + text(meaning)));
    }
    if (spec.usageMessage().footer().length > 0) {
      page.add(".SH EXAMPLES\n.nf");
      Arrays.stream(spec.usageMessage().footer()).map(Manual::text).forEach(page::add);
      page.add(".fi");
    }
    page.add(".SH SEE ALSO\n.BR crm_mon (8),\n.BR systemctl (1)");
    return page.toString();
  }

  private static String names(OptionSpec option) {
    String value = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
    return String.join(", ", option.names()) + value;
  }

  private static void argument(StringJoiner page, String name, ArgSpec argument) {
    page.add(".TP\n.B " + text(name));
    page.add(text(Ansi.OFF.string(String.join(" ", argument.description()))));
  }

  /// A hyphen that is copied must be one, and a line must not begin a request.
  private static String text(String plain) {
    String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
