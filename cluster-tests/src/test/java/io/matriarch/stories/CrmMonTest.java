package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrmMonTest {

  /// As Pacemaker 3.0.0 tells it.
  private static final String FENCED =
      """
      <pacemaker-result api-version="2.38" request="crm_mon -1 --output-as xml">
        <fence_history>
          <fence_event action="reboot" target="n1" client="pacemaker-controld.57" origin="n2"
              status="success" delegate="n2" completed="2026-11-28 11:05:06.608770Z"/>
        </fence_history>
      </pacemaker-result>
      """;

  @Test
  void a_node_that_was_fenced_counts() {
    assertThat(CrmMon.parse(FENCED).fencings()).isEqualTo(1);
  }

  @Test
  void a_node_that_is_still_to_be_fenced_does_not() {
    assertThat(CrmMon.parse(FENCED.replace("success", "pending")).fencings()).isZero();
  }
}
