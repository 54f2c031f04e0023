package io.matriarch.agent.process;

/// How a program ended, and what it wrote.
///
/// @param exitCode 128 + the signal's number when a signal ended it
public record CommandResult(String program, int exitCode, String stdout, String stderr) {

  public boolean success() {
    return exitCode == 0;
  }

  /// This result if the program succeeded; otherwise throws a [CommandFailedException] that tells
  /// the first line of what it said.
  public CommandResult orFail() {
    if (success()) {
      return this;
    }
    throw new CommandFailedException(failure());
  }

  /// A sentence about a failure: the exit code and the first line of standard error, no more of it,
  /// for the rest may hold secrets.
  public String failure() {
    String ending =
        exitCode > 128 ? "was ended by signal " + (exitCode - 128) : "exited with " + exitCode;
    String said =
        stderr.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    return said.isEmpty()
        ? program + " " + ending + " and said nothing"
        : program + " " + ending + ": " + said;
  }
}
