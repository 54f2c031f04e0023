package io.matriarch.telemetry.event;

import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.ServerState;
import java.util.Locale;

/// The role in which a server runs, as metrics and status name it.
public enum Role {
  PRIMARY,
  REPLICA,
  UNKNOWN;

  public static Role of(Fact<ServerState> server) {
    return switch (server) {
      case Fact.Unknown<ServerState> _ -> UNKNOWN;
      case Fact.Known<ServerState>(var state, var _) -> of(state);
    };
  }

  private static Role of(ServerState state) {
    return switch (state) {
      case ServerState.Primary _ -> PRIMARY;
      case ServerState.Standby _ -> REPLICA;
      case ServerState.Absent _,
          ServerState.Stopped _,
          ServerState.Crashed _,
          ServerState.Starting _,
          ServerState.Unreachable _ ->
          UNKNOWN;
    };
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
