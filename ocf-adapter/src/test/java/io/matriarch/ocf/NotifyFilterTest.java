package io.matriarch.ocf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifyFilterTest {
  @TempDir Path runDirectory;

  @ParameterizedTest
  @CsvSource({"pre,start", "pre,promote", "post,promote", "pre,demote"})
  void notifications_that_matter_reach_the_agent(String type, String operation) throws Exception {
    AgentScript script = new AgentScript(runDirectory).oneShotExitsWith(0);
    assertThat(notify(script, type, operation).stdout()).contains("called: ocf notify");
  }

  @ParameterizedTest
  @CsvSource({"post,start", "pre,stop", "post,stop", "post,demote", "pre,monitor"})
  void the_others_are_answered_by_the_script(String type, String operation) throws Exception {
    AgentScript script = new AgentScript(runDirectory).withoutPrograms();
    assertThat(notify(script, type, operation)).isEqualTo(new AgentScript.Outcome(0, "", ""));
  }

  @ParameterizedTest
  @CsvSource({"n1,true", "n2 n1,true", "n2,false", "n11 n2,false"})
  void a_demote_matters_to_those_that_are_demoted(String demoted, boolean matters)
      throws Exception {
    AgentScript script =
        new AgentScript(runDirectory)
            .oneShotExitsWith(0)
            .set("OCF_RESKEY_CRM_meta_on_node", "n1")
            .set("OCF_RESKEY_CRM_meta_notify_demote_uname", demoted);
    String told = notify(script, "pre", "demote").stdout();
    assertThat(told.contains("called: ocf notify")).isEqualTo(matters);
  }

  @Test
  void a_notification_without_type_is_answered_by_the_script() throws Exception {
    assertThat(new AgentScript(runDirectory).withoutPrograms().run("notify").code()).isZero();
  }

  private static AgentScript.Outcome notify(AgentScript script, String type, String operation)
      throws Exception {
    script.set("OCF_RESKEY_CRM_meta_notify_type", type);
    script.set("OCF_RESKEY_CRM_meta_notify_operation", operation);
    return script.run("notify");
  }
}
