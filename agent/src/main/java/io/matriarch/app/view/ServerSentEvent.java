package io.matriarch.app.view;

import java.util.Optional;

/// One message of an event stream.
///
/// @param id the place in the stream after it, empty when it has none
record ServerSentEvent(String id, String data) {

  /// Makes messages of lines, by the HTML standard.
  static final class Parser {

    private final StringBuilder data = new StringBuilder();
    private String id = "";

    /// Takes one line; the message that ends with it, if one does.
    Optional<ServerSentEvent> take(String line) {
      if (line.isEmpty()) {
        return end();
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      String text = value.startsWith(" ") ? value.substring(1) : value;
      if (field.equals("id")) {
        id = text;
      } else if (field.equals("data")) {
        data.append(text).append('\n');
      }
      return Optional.empty();
    }

    private Optional<ServerSentEvent> end() {
      if (data.isEmpty()) {
        return Optional.empty();
      }
      data.setLength(data.length() - 1);
      ServerSentEvent whole = new ServerSentEvent(id, data.toString());
      data.setLength(0);
      return Optional.of(whole);
    }
  }
}
