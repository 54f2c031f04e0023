package io.matriarch.agent.loop;

import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.ServerState.Starting;

/// Whether a repair has made the standby that it was begun for.
final class RepairedStandby {

  private RepairedStandby() {}

  /// On a timeline that ended a receiver streams for moments, again and again.
  static boolean follows(ServerState state, RepairNote note) {
    return state instanceof Standby standby
        && standby.streaming()
        && standby.receiver().getFirst().timeline() >= note.primary().begunAt().timeline();
  }

  static boolean isSettled(ServerState state, RepairNote note) {
    return switch (state) {
      case Standby _ -> follows(state, note);
      case ServerState.Absent _, ServerState.Stopped _, Crashed _, ServerState.Primary _ -> true;
      case Starting _, ServerState.Unreachable _ -> false;
    };
  }
}
