package io.matriarch.ocf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class MetadataTest {
  @TempDir Path runDirectory;
  private Element agent;

  @BeforeEach
  void ask() throws Exception {
    AgentScript.Outcome outcome = new AgentScript(runDirectory).run("meta-data");
    var builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
    var source = new InputSource(new StringReader(outcome.stdout()));
    agent = builder.parse(source).getDocumentElement();
  }

  @Test
  void the_agent_speaks_ocf_1_1() {
    assertThat(elements(agent, "version").getFirst().getTextContent()).isEqualTo("1.1");
  }

  @Test
  void its_version_is_the_project_s() throws Exception {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + agent.getAttribute("version") + "</version>");
  }

  @Test
  void parameters_have_their_types_and_defaults() {
    assertThat(elements(agent, "parameter").stream().map(MetadataTest::describe))
        .containsExactly(
            "system_user string [postgres]",
            "bindir string [/usr/bin]",
            "pgdata string [/var/lib/pgsql/data] unique",
            "datadir string [] unique",
            "pghost string [/var/run/postgresql]",
            "pgport integer [5432]",
            "start_opts string []",
            "maxlag integer [0] reloadable",
            "crash_policy select [auto] reloadable",
            "recovery_wait integer [30] reloadable",
            "election_wait integer [5] reloadable",
            "hang_timeout integer [30] reloadable",
            "cold_start_wait integer [60] reloadable",
            "rejoin select [rewind] reloadable",
            "rejoin_user string [] reloadable",
            "rejoin_tries integer [3] reloadable",
            "upstream select [manual] reloadable",
            "slots select [on] reloadable",
            "slot_wal_max integer [1073741824] reloadable",
            "synchronous select [off] reloadable",
            "synchronous_list select [any] reloadable",
            "synchronous_count integer [1] reloadable",
            "synchronous_wait integer [10] reloadable",
            "disk_low integer [268435456] reloadable");
  }

  @Test
  void every_parameter_is_optional_and_described() {
    assertThat(elements(agent, "parameter"))
        .allSatisfy(
            parameter -> {
              assertThat(parameter.getAttribute("required")).isEqualTo("0");
              assertThat(elements(parameter, "longdesc").getFirst().getTextContent()).isNotBlank();
              assertThat(elements(parameter, "shortdesc").getFirst().getTextContent()).isNotBlank();
            });
  }

  @Test
  void actions_have_their_timeouts() {
    assertThat(elements(agent, "action").stream().map(MetadataTest::describeAction))
        .containsExactly(
            "start 60s",
            "stop 60s",
            "promote 30s",
            "demote 120s",
            "monitor 10s Promoted 1s",
            "monitor 10s Unpromoted 2s",
            "notify 60s",
            "reload-agent 20s",
            "validate-all 15s",
            "meta-data 5s");
  }

  @Test
  void every_action_it_lists_is_one_that_the_script_knows() throws Exception {
    List<String> methods = new AgentScript(runDirectory).run("methods").stdout().lines().toList();
    assertThat(elements(agent, "action").stream().map(action -> action.getAttribute("name")))
        .allMatch(methods::contains);
  }

  private static String describe(Element parameter) {
    Element content = elements(parameter, "content").getFirst();
    String reloadable = parameter.getAttribute("reloadable").equals("1") ? " reloadable" : "";
    String unique = parameter.hasAttribute("unique-group") ? " unique" : "";
    return parameter.getAttribute("name")
        + " "
        + content.getAttribute("type")
        + (" [" + content.getAttribute("default") + "]")
        + reloadable
        + unique;
  }

  private static String describeAction(Element action) {
    return String.join(
            " ",
            action.getAttribute("name"),
            action.getAttribute("timeout"),
            action.getAttribute("role"),
            action.getAttribute("interval"))
        .strip();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
