package io.matriarch.app.view;

import java.util.List;

/// What a switchover asks of Pacemaker, by its own tools.
interface ClusterTools {

  /// A tool that could not be run, or that failed; the message says what it said.
  class ToolFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ToolFailedException(String message) {
      super(message);
    }
  }

  /// A tool that Ctrl-C, which was meant for this program, ended while it was being started.
  final class ToolInterruptedException extends ToolFailedException {

    private static final long serialVersionUID = 1;

    ToolInterruptedException(String tool) {
      super(tool + " was interrupted");
    }
  }

  /// The clone that the resource is in: roles are moved by its name.
  String cloneOf(String resource);

  /// The ids of the constraints that `crm_resource --move` or `--ban` left for the clone.
  List<String> constraintsOf(String clone);

  /// Asks for the role on that node, by a constraint.
  void move(String clone, String node);

  /// Whether Pacemaker has nothing left to do; true too where its controller does not tell.
  boolean idle();

  /// Removes what [#move] put there, if anything.
  void clear(String clone);
}
