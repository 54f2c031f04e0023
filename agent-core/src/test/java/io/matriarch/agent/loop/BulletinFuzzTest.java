package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.loop.ElectionBoard.Bulletin;
import io.matriarch.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

/// What another node's attribute says for an election, spoilt.
class BulletinFuzzTest {

  @Test
  void a_bulletin_is_a_position_or_silence_and_what_it_says_can_be_said_again() {
    Fuzz.of(
            1500,
            "4711|n2|7301000000000000001|3:0/5000148",
            "4711|n2|7301000000000000001|3:0/5000148>4:0/6000000",
            "4711|n2|outside|3:0/5000148; it left the lineage",
            "4711|n2|lacks|lacks 3:0/5000148 of n1; it was rewound",
            "4711|n2|abstains|it gave its claim up",
            "4711|n2|silent|no server")
        .with("|", ">", "; ", "lacks", "left", "outside", "silent", "0/0", "FFFFFFFF/FFFFFFFF", ":")
        .texts(
            text -> {
              Bulletin bulletin = Bulletin.parse(text);
              PeerPositions.same(
                  Bulletin.of(bulletin.number(), bulletin.target(), bulletin.said()), bulletin);
            });
  }

  /// Compares what two bulletins say; a reason may lose its bars.
  private static final class PeerPositions {

    private PeerPositions() {}

    static void same(Bulletin again, Bulletin first) {
      assertThat(Bulletin.parse(again.toString()).said().getClass())
          .isEqualTo(first.said().getClass());
    }
  }
}
