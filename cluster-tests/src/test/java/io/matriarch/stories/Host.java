package io.matriarch.stories;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Commands on the machine that runs the stories.
final class Host {

  private static final Duration COMMAND_MOST = Duration.ofSeconds(30);

  private Host() {}

  /// Runs the command, which must say little, and waits for its end.
  static Output attempt(String... command) {
    try {
      Process process = new ProcessBuilder(command).start();
      process.getOutputStream().close();
      if (!process.waitFor(COMMAND_MOST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "no end within %d s: %s"
                .formatted(COMMAND_MOST.toSeconds(), String.join(" ", command)));
      }
      return new Output(
          process.exitValue(), text(process.getInputStream()), text(process.getErrorStream()));
    } catch (IOException e) {
      return new Output(127, "", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + String.join(" ", command), e);
    }
  }

  static void run(String... command) {
    Output output = attempt(command);
    if (!output.ok()) {
      throw new IllegalStateException(
          "exit code %d of %s: %s"
              .formatted(output.code(), String.join(" ", command), output.said()));
    }
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
