package io.matriarch.agent.postgres;

import io.r2dbc.spi.R2dbcException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Why an instance whose postmaster lives did not answer: whichever driver asked.
sealed interface Refusal {

  /// `server_rejected_establishment_of_sqlconnection`
  String REJECTED = "08004";

  String NO_PASSWORD = "the server wants a password: let system_user log in by peer (pg_hba.conf)";

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
      default -> new Silence(deepestMessage(error));
    };
  }

  /// Class 08 is what drivers say of connections that they could not make or keep, except that the
  /// server asked for what we do not have: a password.
  private static Refusal answer(
      @Nullable String sqlState, @Nullable String message, Throwable error) {
    if (wantsPassword(error) || REJECTED.equals(sqlState)) {
      return new Answer(REJECTED, NO_PASSWORD);
    }
    if (sqlState == null || sqlState.startsWith("08")) {
      return new Silence(deepestMessage(error));
    }
    String text = Objects.requireNonNullElse(message, "").lines().findFirst().orElse("");
    return new Answer(sqlState, text.replaceFirst("^(FATAL|ERROR|PANIC): +", ""));
  }

  /// The R2DBC driver has no SQLSTATE for it.
  private static boolean wantsPassword(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .anyMatch(e -> String.valueOf(e.getMessage()).equals("Password must not be null"));
  }

  private static String deepestMessage(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .map(Throwable::getMessage)
        .filter(Objects::nonNull)
        .reduce((_, deeper) -> deeper)
        .orElse(error.getClass().getSimpleName());
  }
}
