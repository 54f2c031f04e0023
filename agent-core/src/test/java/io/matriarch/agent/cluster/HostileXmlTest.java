package io.matriarch.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.port.ClusterObserver.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileXmlTest {

  private static final String CONFIGURATION =
      "<configuration><crm_config/><nodes/><resources/></configuration>";

  @Test
  void a_document_type_is_refused() {
    assertRefused("<!DOCTYPE cib><cib>" + CONFIGURATION + "</cib>")
        .hasMessageContaining("document type");
  }

  @Test
  void an_entity_bomb_is_refused() {
    StringBuilder bomb = new StringBuilder("<!DOCTYPE cib [<!ENTITY a0 'aaaaaaaaaa'>");
    for (int i = 1; i < 10; i++) {
      bomb.append("<!ENTITY a").append(i).append(" '");
      bomb.append(("&a" + (i - 1) + ";").repeat(10)).append("'>");
    }
    assertRefused(bomb + "]><cib epoch='&a9;'/>");
  }

  @Test
  void an_external_entity_is_not_read(@TempDir Path directory) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
    assertRefused("<!DOCTYPE cib [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]><cib>&x;</cib>")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void what_is_not_well_formed_is_told_by_its_place_and_not_quoted() {
    assertRefused("<cib>\n  <nvpair name='password' s3cret=''' value=''/></cib>")
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("s3cret");
    assertRefused("<cib>\n  <nvpair s3cret/></cib>")
        .hasMessageContaining("is not well-formed XML, at line 2, column ")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void an_undeclared_entity_is_refused() {
    assertRefused("<cib>&x;</cib>");
  }

  @Test
  void a_cut_off_cib_is_refused() {
    String cib = Recorded.cib("steady", "3.0.0");
    assertRefused(cib.substring(0, cib.length() / 2)).hasMessageContaining("not well-formed");
  }

  @Test
  void an_endless_nesting_is_refused() {
    assertRefused("<cib>".repeat(100_000)).hasMessageContaining("more than 64 deep");
  }

  @Test
  void a_huge_cib_is_refused() {
    assertRefused("<cib>" + " ".repeat(XmlReader.MOST_CHARACTERS) + "</cib>")
        .hasMessageContaining("characters, more than 16777216");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "cibadmin: not XML", "<cib/><cib/>", "<cib a='1' a='2'/>"})
  void what_is_no_xml_is_refused(String text) {
    assertRefused(text);
  }

  @Test
  void another_root_is_refused() {
    assertRefused("<pacemaker-result/>").hasMessageContaining("<pacemaker-result>");
  }

  @Test
  void a_cib_of_megabytes_is_read() {
    StringBuilder nodes = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      nodes.append("<node id='%d' uname='n%s'/>".formatted(i, "v".repeat(200)));
    }
    Reading reading =
        new CibParser()
            .parse("<cib><configuration><nodes>" + nodes + "</nodes></configuration></cib>");
    assertThat(reading.instances()).isEmpty();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String document) {
    return assertThatThrownBy(() -> new CibParser().parse(document))
        .isInstanceOf(PacemakerException.class);
  }
}
