package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerSentEventTest {

  private static List<ServerSentEvent> parse(String stream) {
    ServerSentEvent.Parser parser = new ServerSentEvent.Parser();
    return stream.lines().flatMap(line -> parser.take(line).stream()).toList();
  }

  @Test
  void a_message_ends_with_an_empty_line() {
    assertThat(parse("id: 7\nevent: step.taken\ndata: {}\n\ndata: not ended\n"))
        .containsExactly(new ServerSentEvent("7", "{}"));
  }

  @Test
  void comments_and_what_has_no_data_are_no_messages() {
    assertThat(parse("retry: 2000\n\n: 17\n\nid: 8\n\n")).isEmpty();
  }

  @Test
  void data_of_several_lines_is_joined() {
    assertThat(parse("data: one\ndata:two\ndata\n\n"))
        .containsExactly(new ServerSentEvent("", "one\ntwo\n"));
  }

  @Test
  void the_place_stays_until_there_is_another() {
    assertThat(parse("id: 7\ndata: a\n\ndata: b\n\n"))
        .containsExactly(new ServerSentEvent("7", "a"), new ServerSentEvent("7", "b"));
  }
}
