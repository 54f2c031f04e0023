package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;

/// The manual pages and the completion are committed, packaged, and made from the commands.
final class ManualTest {

  private static final Path DIST = Path.of("src/main/dist");
  private static final List<String> OTHERS = List.of("help", "generate-completion", "agent", "ocf");

  private static Map<String, CommandLine> commands() {
    CommandLine main = new CommandLine(new MatriarchCommand());
    Map<String, CommandLine> commands = new TreeMap<>();
    main.getSubcommands()
        .forEach(
            (name, command) -> {
              if (!OTHERS.contains(name)) {
                commands.put("matriarch-" + name, command);
              }
            });
    return commands;
  }

  private static void check(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("rewrite")) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, generated);
    }
    assertThat(generated)
        .as("%s: -Drewrite=true writes it anew", file)
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }

  @Test
  void the_committed_manual_pages_are_those_of_the_commands() throws IOException {
    for (Map.Entry<String, CommandLine> command : commands().entrySet()) {
      check(DIST.resolve("man/" + command.getKey() + ".1"), Manual.page(command.getValue()));
    }
  }

  @Test
  void the_committed_completion_is_that_of_the_commands() throws IOException {
    String script = AutoComplete.bash("matriarch", new CommandLine(new MatriarchCommand()));
    check(
        DIST.resolve("completion.bash"),
        script.replaceFirst("^#!.*\n", "").replaceAll("(?m)[ \\t]+$", ""));
  }

  @Test
  void every_command_has_examples_and_says_its_exit_codes() {
    assertThat(commands().values())
        .allSatisfy(
            command -> {
              assertThat(command.getCommandSpec().usageMessage().exitCodeList()).isNotEmpty();
              assertThat(command.getCommandSpec().usageMessage().footer()).isNotEmpty();
            });
  }
}
