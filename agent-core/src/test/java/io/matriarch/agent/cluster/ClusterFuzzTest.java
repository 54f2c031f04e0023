package io.matriarch.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/// What Pacemaker's tools print, spoilt.
class ClusterFuzzTest {

  private static final String[] MEANINGFUL = {
    "<!DOCTYPE cib [<!ENTITY x \"y\">]>",
    "&x;",
    "&#0;",
    "&#x41;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml version=\"1.1\" encoding=\"UTF-16\"?>",
    "xmlns:a=\"b\"",
    "a:id=\"1\"",
    "<rule/>",
    "<clone id=\"c\">",
    "</clone>",
    "<group>",
    "<nvpair/>",
    "id-ref=\"nodes\"",
    "score=\"INFINITY\"",
    "template=\"t\"",
    "<a>",
    "</a>",
    "#default"
  };

  @TempDir Path directory;

  private static byte[] cib(String situation, String pacemaker) {
    return Recorded.cib(situation, pacemaker).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_cib_is_read_or_refused_by_name() {
    CibParser parser = new CibParser();
    Fuzz.of(
            1000,
            List.of(
                cib("steady", "3.0.0"),
                cib("stop-failed", "2.1.5"),
                cib("unclean", "3.0.0"),
                cib("maintenance", "2.1.5")))
        .with(MEANINGFUL)
        .texts(
            text -> {
              try {
                parser.parse(text);
                parser.parseRoot(text);
              } catch (PacemakerException refused) {
                assertThat(refused.getMessage()).isNotBlank();
              }
            });
  }

  @Test
  void no_entity_brings_a_file_s_text_into_a_cib() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cr3t");
    String entity =
        "<!DOCTYPE cib [<!ENTITY x SYSTEM \"%s\">]>".formatted(secret.toUri())
            + "<cib><configuration><crm_config><cluster_property_set>"
            + "<nvpair name=\"matriarch-x\" value=\"&x;\"/>&x;</cluster_property_set></crm_config>"
            + "</configuration></cib>";
    XmlReader xml = new XmlReader();
    Fuzz.of(300, entity)
        .with("&x;", "%x;", "SYSTEM", "PUBLIC \"-//x\"", secret.toUri().toString())
        .texts(
            text -> {
              try {
                assertThat(xml.read("the CIB", text).toString()).doesNotContain("s3cr3t");
              } catch (PacemakerException refused) {
                assertThat(refused.toString()).doesNotContain("s3cr3t");
              }
            });
  }

  @Test
  void no_password_of_a_fence_agent_comes_out_of_a_cib() {
    String fence =
        "<primitive id=\"f\" class=\"stonith\" type=\"fence_x\"><instance_attributes id=\"a\">"
            + "<nvpair id=\"p\" name=\"password\" value=\"s3cr3t\"/></instance_attributes>"
            + "</primitive><clone id=";
    String cib = Recorded.cib("steady", "3.0.0").replaceFirst("<clone id=", fence);
    assertThat(cib).contains("s3cr3t");
    CibParser parser = new CibParser();
    Fuzz.of(500, cib)
        .with(MEANINGFUL)
        .texts(
            text -> {
              try {
                assertThat(parser.parse(text).toString()).doesNotContain("s3cr3t");
              } catch (PacemakerException refused) {
                assertThat(refused.getMessage()).doesNotContain("s3cr3t");
              }
            });
  }

  @Test
  void an_answer_of_attrd_updater_is_read_or_refused_by_name() {
    RecordedTool tool = new RecordedTool();
    PacemakerControl control = new PacemakerControl(tool, Mono.just("n1"));
    Fuzz.of(
            1000,
            """
            <pacemaker-result api-version="2.25" request="attrd_updater -Q">
              <attribute name="matriarch-position-pg" value="1|n1|7301|3:0/5000148" host="n1"/>
              <attribute name="matriarch-position-pg" value="" host="n2"/>
              <status code="0" message="OK"/>
            </pacemaker-result>
            """)
        .with(MEANINGFUL)
        .texts(
            text -> {
              tool.answer(_ -> Mono.just(RecordedTool.wrote(text)));
              try {
                Map<String, String> read =
                    control.readPrivate("matriarch-position-pg").block(Duration.ofMinutes(1));
                assertThat(read).isNotNull();
              } catch (PacemakerException refused) {
                assertThat(refused).hasMessageStartingWith("the answer of attrd_updater ");
              }
            });
  }
}
