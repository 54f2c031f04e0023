package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.decide.PeerPosition;
import io.matriarch.agent.loop.ElectionBoard.Bulletin;
import org.junit.jupiter.api.Test;

/// What another node's attribute says for an election.
class BulletinTest {

  @Test
  void a_name_that_holds_the_sign_between_the_fields_is_no_node_s() {
    Bulletin read = Bulletin.parse("4711|n2|lacks|lacks 3:0/5000148 of n1|n3");
    assertThat(read.said()).isInstanceOf(PeerPosition.Silent.class);
  }
}
