package io.matriarch.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.fuzz.Fuzz;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The texts that are kept in the CIB and on disk, spoilt: each is refused by name, or is a value
/// that survives being written and read again.
class KeptTextsFuzzTest {

  private static final String[] MEANINGFUL = {
    "timeline=",
    "lsn=",
    "node=",
    "system=",
    "members=",
    "acknowledged=",
    "of",
    "lacks",
    "left",
    "phase=STARTED",
    "phase=REWINDING",
    "method=REWIND",
    "reason=",
    "ANY 1 (",
    "FIRST 2 (",
    "*",
    ")",
    "\"\"",
    "\r",
    "\u0085",
    "\u2028"
  };

  private static <T> Fuzz.Property<String> kept(String named, Function<String, T> parse) {
    return text -> {
      T value;
      try {
        value = parse.apply(text);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageStartingWith(named);
        return;
      }
      assertThat(parse.apply(value.toString())).isEqualTo(value);
    };
  }

  @Test
  void a_wal_location() {
    Fuzz.of(1500, "0/3000148", "FFFFFFFF/FFFFFFFF").texts(kept("not a WAL location: ", Lsn::parse));
  }

  @Test
  void a_wal_position() {
    Fuzz.of(1500, "3:0/3000148").texts(kept("not a ", WalPosition::parse));
  }

  @Test
  void a_promotion_record() {
    Fuzz.of(1500, "timeline=5 lsn=0/3000148 node=n1 system=7301000000000000001")
        .with(MEANINGFUL)
        .texts(kept("not a promotion record: ", PromotionRecord::parse));
  }

  @Test
  void a_refusal() {
    Fuzz.of(1500, "lacks 3:0/5000148 of n2", "left 3:0/5000148 of n2")
        .with(MEANINGFUL)
        .texts(kept("not a ", Refusal::parse));
  }

  @Test
  void a_synchronous_set() {
    Fuzz.of(1500, "acknowledged=1 members=n1,n2,n3")
        .with(MEANINGFUL)
        .texts(kept("not a synchronous set: ", SynchronousSet::parse));
  }

  @Test
  void a_list_of_synchronous_standbys() {
    Fuzz.of(1500, "ANY 1 (\"n1\", n2)", "FIRST 2 (n1, n2, \"n\"\"3\")", "n1, n2", "*", "2 (a, b)")
        .with(MEANINGFUL)
        .texts(kept("not a ", SynchronousSetting::parse));
  }

  @Test
  void a_note_of_a_repair() {
    Fuzz.of(
            1500,
            """
            method=REWIND
            phase=REWINDING
            tries=1
            primary=timeline=5 lsn=0/3000148 node=n1 system=7301000000000000001
            reason=it left timeline 4 at 0/3000100
            """)
        .with(MEANINGFUL)
        .texts(kept("not a note of a repair: ", RepairNote::parse));
  }

  @Test
  void parameters_are_taken_or_named() {
    Fuzz.of(1500, "/var/lib/postgresql/17/main", "5432", "auto", "30", "-c a=b")
        .with("..", "/", "\n")
        .texts(
            text ->
                InstanceParameters.NAMES.forEach(
                    name -> {
                      var parsed = InstanceParameters.parse("pg", Map.of(name, text), true);
                      assertThat(parsed.instance().pgdata().isAbsolute()).isTrue();
                    }));
  }
}
