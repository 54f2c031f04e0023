package io.matriarch.ocf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The real resource agent script, run as Pacemaker runs it but with a run directory of the test's.
final class AgentScript {
  /// What one run of the script left behind.
  record Outcome(int code, String stdout, String stderr) {
    String reason() {
      String prefix = "ocf-exit-reason:";
      return stderr
          .lines()
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .reduce("", (first, last) -> last);
    }
  }

  static final Path SCRIPT = Path.of("src/main/ocf/postgres").toAbsolutePath();
  private static final int DEADLINE_SECONDS = 30;

  private final Path runDirectory;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> command = new ArrayList<>(List.of("/bin/sh", SCRIPT.toString()));

  AgentScript(Path runDirectory) {
    this.runDirectory = runDirectory;
    set("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    set("MATRIARCH_RUN_DIR", runDirectory.toString());
    set("MATRIARCH_BIN", runDirectory.resolve("matriarch").toString());
    set("OCF_RESOURCE_INSTANCE", "pgsql");
    set("OCF_RESKEY_system_user", System.getProperty("user.name"));
  }

  AgentScript set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  AgentScript underCommand(String... wrapper) {
    command.addAll(0, List.of(wrapper));
    return this;
  }

  AgentScript recurring() {
    return set("OCF_RESKEY_CRM_meta_interval", "1000");
  }

  /// Leaves nothing in PATH: whatever the script would start is not found.
  AgentScript withoutPrograms() {
    return set("PATH", runDirectory.resolve("no-programs").toString());
  }

  /// Stands for `/usr/bin/matriarch`: tells how it was called, and exits with the code.
  AgentScript oneShotExitsWith(int code) throws IOException {
    String script =
        """
        #!/bin/sh
        echo "called: $*"
        echo "user: $(id -un)"
        echo "home: $HOME"
        echo "instance: $OCF_RESOURCE_INSTANCE"
        echo "timeout: ${OCF_RESKEY_CRM_meta_timeout:-}"
        exit %d
        """
            .formatted(code);
    Path file = Files.writeString(runDirectory.resolve("matriarch"), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  AgentScript verdict(String content) throws IOException {
    Files.writeString(runDirectory.resolve("pgsql.verdict"), content);
    return this;
  }

  Outcome run(String action) throws IOException, InterruptedException {
    Path stdout = runDirectory.resolve("stdout");
    Path stderr = runDirectory.resolve("stderr");
    List<String> line = new ArrayList<>(command);
    line.add(action);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(action + " took more than " + DEADLINE_SECONDS + " s");
    }
    return new Outcome(process.exitValue(), text(stdout), text(stderr));
  }

  /// The present boot time as the verdict file counts it.
  static long centisecondsNow() throws IOException {
    String uptime = Files.readString(Path.of("/proc/uptime"));
    return Long.parseLong(uptime.substring(0, uptime.indexOf(' ')).replace(".", ""));
  }

  /// Whatever a verdict's reason holds is passed on.
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
