package io.matriarch.agent.postgres;

import io.r2dbc.spi.R2dbcException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Why an instance whose postmaster lives did not answer: whichever driver asked.
sealed interface Refusal {

  /// It answered with an error of its own.
  record Answer(String sqlState, String message) implements Refusal {

    /// Starting up, shutting down or recovering: it will accept connections, or be gone.
    boolean transitional() {
      return sqlState.startsWith("57P0");
    }
  }

  /// No answer: nothing listens, the connection broke, or time ran out.
  record Silence(String cause) implements Refusal {}

  static Refusal of(Throwable error) {
    return switch (error) {
      case R2dbcException e -> answer(e.getSqlState(), e.getMessage(), e);
      case SQLException e -> answer(e.getSQLState(), e.getMessage(), e);
      case TimeoutException e ->
          new Silence(Objects.requireNonNullElse(e.getMessage(), "no answer"));
      default -> new Silence(rootMessage(error));
    };
  }

  /// Class 08 is what drivers say of connections that they could not make or keep.
  private static Refusal answer(@Nullable String state, @Nullable String message, Throwable error) {
    if (state == null || state.startsWith("08")) {
      return new Silence(rootMessage(error));
    }
    String text = Objects.requireNonNullElse(message, "").lines().findFirst().orElse("");
    return new Answer(state, text.replaceFirst("^(FATAL|ERROR|PANIC): ", ""));
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    for (Throwable next = root; next != null; next = next.getCause()) {
      root = next;
    }
    return Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
  }
}
