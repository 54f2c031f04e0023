package io.matriarch.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

class CommandsTest {

  private static CommandResult run(Command command) {
    return Commands.run(command).blockOptional(Duration.ofSeconds(20)).orElseThrow();
  }

  private static Command shell(String script) {
    return Command.of("/bin/sh", "-c", script);
  }

  @Test
  void tells_exit_code_and_both_outputs() {
    CommandResult result = run(shell("echo out; echo err >&2; exit 3"));

    assertThat(result).isEqualTo(new CommandResult("sh", 3, "out\n", "err\n"));
  }

  @Test
  void input_environment_locale_and_directory_are_as_asked_for() {
    Command command =
        shell("cat; echo $ADDED $LC_ALL $LANG; pwd").with("ADDED", "x").reading("in\n");

    assertThat(run(command).stdout()).isEqualTo("in\nx C\n/\n");
  }

  @Test
  void a_program_learns_nothing_of_the_operation_that_it_is_run_for() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("OCF_RESKEY_CRM_meta_on_node", "node1");
    environment.put("LANG", "de_DE.UTF-8");
    environment.put("PATH", "/bin");

    Commands.clean(environment);

    assertThat(environment).containsOnly(Map.entry("PATH", "/bin"), Map.entry("LC_ALL", "C"));
  }

  @Test
  void without_input_the_program_reads_nothing() {
    assertThat(run(shell("readlink /proc/self/fd/0")).stdout()).isEqualTo("/dev/null\n");
  }

  @Test
  void a_program_killed_by_a_signal_is_no_success() {
    CommandResult result = run(shell("kill -9 $$"));

    assertThatThrownBy(result::orFail).hasMessage("sh was ended by signal 9 and said nothing");
  }

  @Test
  void a_failure_shows_only_the_first_line_that_the_program_said() {
    CommandResult result = run(shell("echo refused >&2; echo password=secret >&2; exit 1"));

    assertThatThrownBy(result::orFail).hasMessage("sh exited with 1: refused");
  }

  @Test
  void a_time_out_names_program_and_seconds_and_kills_the_children_too(@TempDir Path dir) {
    Path child = dir.resolve("child");
    Command command = shell("sleep 600 & echo $! > " + child + "; wait");

    assertThatThrownBy(() -> run(command.within(Duration.ofMillis(500))))
        .isInstanceOf(CommandFailedException.class)
        .hasMessage("sh did not end within 0.5 s");

    assertGone(child);
  }

  @Test
  void cancelling_kills_the_program(@TempDir Path dir) {
    Path own = dir.resolve("own");
    Disposable running = Commands.run(shell("echo $$ > " + own + "; exec sleep 600")).subscribe();
    Eventually.holds(() -> Files.exists(own) && Files.size(own) > 0);

    running.dispose();

    assertGone(own);
  }

  @Test
  void a_missing_program_is_named() {
    assertThatThrownBy(() -> run(Command.of("/nowhere/cibadmin")))
        .hasMessage("cannot run /nowhere/cibadmin: is it installed, and executable?");
  }

  @Test
  void output_without_end_is_refused() {
    assertThatThrownBy(() -> run(shell("yes")))
        .hasMessageContaining("sh: ")
        .hasMessageContaining("wrote more than 1048576 bytes");
  }

  @Test
  void a_program_need_not_read_its_input() {
    assertThat(run(shell("exit 0").reading("x".repeat(500_000))).success()).isTrue();
  }

  private static void assertGone(Path pidFile) {
    Eventually.holds(
        () -> {
          long pid = Long.parseLong(Files.readString(pidFile).strip());
          return ProcessHandle.of(pid).isEmpty() || isZombie(pid);
        });
  }

  /// Where process 1 does not reap, a killed orphan stays as a zombie.
  private static boolean isZombie(long pid) throws Exception {
    Path stat = Path.of("/proc/" + pid + "/stat");
    return !Files.exists(stat) || Files.readString(stat).contains(") Z ");
  }
}
