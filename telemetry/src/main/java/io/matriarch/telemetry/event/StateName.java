package io.matriarch.telemetry.event;

import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.ServerState;
import java.util.Locale;

/// The names of the server's states, with `unknown` where nothing could be observed.
public enum StateName {
  ABSENT,
  STOPPED,
  CRASHED,
  STARTING,
  UNREACHABLE,
  PRIMARY,
  STANDBY,
  UNKNOWN;

  public static StateName of(Fact<ServerState> server) {
    return switch (server) {
      case Fact.Unknown<ServerState> _ -> UNKNOWN;
      case Fact.Known<ServerState>(var state, var _) -> of(state);
    };
  }

  public static StateName of(ServerState state) {
    return switch (state) {
      case ServerState.Absent _ -> ABSENT;
      case ServerState.Stopped _ -> STOPPED;
      case ServerState.Crashed _ -> CRASHED;
      case ServerState.Starting _ -> STARTING;
      case ServerState.Unreachable _ -> UNREACHABLE;
      case ServerState.Primary _ -> PRIMARY;
      case ServerState.Standby _ -> STANDBY;
    };
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
