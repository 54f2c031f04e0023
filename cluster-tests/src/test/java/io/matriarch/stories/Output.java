package io.matriarch.stories;

/// What a command on a node ended with.
record Output(int code, String out, String err) {

  boolean ok() {
    return code == 0;
  }

  /// Both streams, for messages.
  String said() {
    return (out.strip() + "\n" + err.strip()).strip();
  }
}
