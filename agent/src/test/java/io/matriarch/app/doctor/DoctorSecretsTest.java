package io.matriarch.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.cluster.XmlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The doctor reads files with passwords in them, and repeats none.
class DoctorSecretsTest {

  private static final String PLANTED = "planted5ecret";

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DoctorSecretsTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void no_finding_holds_a_password() throws IOException {
    String cib =
        resource("cib.xml")
            .replaceFirst(
                "<resources>",
                """
                <resources><primitive id="f" class="stonith" type="fence_x">
                <instance_attributes id="fa"><nvpair id="fp" name="password" value="planted5ecret"/>
                </instance_attributes></primitive>\
                """);
    assertThat(cib).contains(PLANTED);
    Map<String, String> settings = new TreeMap<>();
    PostgresChecks.SETTINGS.forEach(name -> settings.put(name, "off"));
    settings.put("primary_conninfo", "host=a user=b password=" + PLANTED);
    List<Finding> findings = new ArrayList<>();
    findings.addAll(PacemakerChecks.of(new XmlReader().read("the CIB", cib)));
    findings.addAll(PostgresChecks.of(settings, "host all all all ldap " + PLANTED, "n1", 3));
    findings.addAll(CorosyncChecks.of("key: " + PLANTED + "\n" + resource("corosync.conf")));
    assertThat(findings).hasSizeGreaterThan(5);
    assertThat(findings.toString()).doesNotContain(PLANTED);
  }
}
