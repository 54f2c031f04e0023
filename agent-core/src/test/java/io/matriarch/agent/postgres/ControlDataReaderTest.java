package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Lsn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlDataReaderTest {

  static final String STANDBY =
      """
      pg_control version number:            1300
      Database system identifier:           7300000000000000001
      Database cluster state:               in archive recovery
      pg_control last modified:             Mon 01 Jan 2024 10:00:00 AM UTC
      Latest checkpoint location:           1A/D8A00028
      Latest checkpoint's REDO location:    1A/D8A00000
      Latest checkpoint's REDO WAL file:    000000020000001A000000D8
      Latest checkpoint's TimeLineID:       2
      Latest checkpoint's PrevTimeLineID:   2
      Minimum recovery ending location:     1A/D8B00110
      Min recovery ending loc's timeline:   3
      Backup start location:                0/0
      wal_level setting:                    replica
      """;

  @Test
  void a_standby_s_control_data_is_read() {
    assertThat(ControlDataReader.parse(STANDBY))
        .isEqualTo(
            new ControlData(
                ClusterState.IN_ARCHIVE_RECOVERY,
                "7300000000000000001",
                Lsn.parse("1A/D8A00028"),
                Lsn.parse("1A/D8A00000"),
                2,
                Lsn.parse("1A/D8B00110"),
                3,
                "replica"));
  }

  @ParameterizedTest
  @EnumSource
  void every_state_is_known_by_its_words(ClusterState state) {
    String text = STANDBY.replace("in archive recovery", state.text());

    assertThat(ControlDataReader.parse(text).state()).isEqualTo(state);
  }

  @Test
  void an_unknown_state_is_named() {
    assertThatThrownBy(
            () -> ControlDataReader.parse(STANDBY.replace("in archive recovery", "on holiday")))
        .hasMessageContaining("the database cluster state 'on holiday' is unknown");
  }

  @Test
  void a_missing_line_is_named() {
    assertThatThrownBy(() -> ControlDataReader.parse(STANDBY.replace("wal_level", "level")))
        .hasMessageContaining("it has no line 'wal_level setting'");
  }
}
