package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.CommandResult;
import io.matriarch.agent.process.Commands;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The package that the build has made: whose its files are, what may be executed, and what is said
/// to be in it.
class PackageIT {

  private static final Path DEB =
      Path.of("target", "matriarch_" + version() + "_amd64.deb").toAbsolutePath();
  private static final Pattern PROGRAM =
      Pattern.compile(
          "\\./usr/(bin/matriarch|lib/matriarch/alert|lib/ocf/resource\\.d/matriarch/postgres"
              + "|lib/matriarch/runtime/(bin/\\w+|lib/jspawnhelper|lib/jexec))");

  /// One line of a package's contents.
  private record Entry(String mode, String owner, String path) {

    static Entry parse(String line) {
      String[] fields = line.split("\\s+", 6);
      return new Entry(fields[0], fields[1], fields[5]);
    }

    boolean directory() {
      return mode.startsWith("d");
    }
  }

  @TempDir private static Path root;
  private static List<Entry> entries = List.of();

  private static String version() {
    try {
      return Files.readString(Path.of("pom.xml"))
          .replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");
    } catch (IOException e) {
      throw new AssertionError("agent/pom.xml cannot be read", e);
    }
  }

  @BeforeAll
  static void unpack() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb is not installed");
    entries =
        run("dpkg-deb", "--contents", DEB.toString()).stdout().lines().map(Entry::parse).toList();
    run("dpkg-deb", "--extract", DEB.toString(), root.toString());
  }

  private static CommandResult run(String... line) {
    return Objects.requireNonNull(Commands.run(Command.of(line).within(RawClient.DEADLINE)).block())
        .orFail();
  }

  @Test
  void every_file_is_root_s() {
    assertThat(entries).isNotEmpty().allMatch(entry -> entry.owner().equals("root/root"));
  }

  @Test
  void nobody_else_can_write_to_a_file_or_gets_rights_by_one() {
    assertThat(entries)
        .allMatch(
            entry ->
                entry.directory()
                    ? entry.mode().equals("drwxr-xr-x")
                    : entry.mode().matches("-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx"));
  }

  @Test
  void nothing_but_the_programs_is_executable() {
    assertThat(entries)
        .filteredOn(entry -> entry.mode().equals("-rwxr-xr-x"))
        .hasSizeGreaterThan(5)
        .allMatch(entry -> PROGRAM.matcher(entry.path()).matches());
  }

  @Test
  void the_agent_is_never_root() throws IOException {
    assertThat(Files.readAllLines(root.resolve("usr/lib/systemd/system/matriarch.service")))
        .contains("User=postgres", "Group=postgres", "UMask=0077", "KillMode=process");
  }

  @Test
  void its_directories_are_not_the_world_s() throws IOException {
    assertThat(Files.readAllLines(root.resolve("usr/lib/tmpfiles.d/matriarch.conf")))
        .filteredOn(line -> !line.startsWith("#"))
        .hasSize(4)
        .allMatch(line -> line.matches("[dp]\\s+\\S+\\s+0(75|66)0\\s+postgres\\s+.*"));
  }

  @Test
  void the_installation_makes_nothing_that_the_world_can_use() throws IOException {
    Path control = Files.createDirectory(root.resolve("control"));
    run("dpkg-deb", "--control", DEB.toString(), control.toString());
    String script = Files.readString(control.resolve("postinst"));
    assertThat(Pattern.compile("-m (\\d+)").matcher(script).results().map(m -> m.group(1)))
        .hasSizeGreaterThan(3)
        .allMatch(mode -> mode.matches("0[67][0-7]0"));
    assertThat(script).doesNotContain("chmod");
  }

  @Test
  void the_bill_of_materials_lists_the_libraries_that_are_in_it() throws IOException {
    NavigableSet<String> packed = new TreeSet<>();
    try (Stream<Path> jars = Files.list(root.resolve("usr/lib/matriarch/lib"))) {
      jars.map(jar -> jar.getFileName().toString())
          .filter(name -> !name.equals("matriarch-agent.jar"))
          .map(name -> name.replaceFirst("(-(linux|osx)-x86_64)?\\.jar$", ""))
          .forEach(packed::add);
    }
    assertThat(listed("library")).containsExactlyElementsOf(packed);
  }

  @Test
  void the_bill_of_materials_lists_the_java_run_time_that_is_in_it() throws IOException {
    Properties release = new Properties();
    try (Reader text = Files.newBufferedReader(root.resolve("usr/lib/matriarch/runtime/release"))) {
      release.load(text);
    }
    assertThat(listed("platform"))
        .containsExactly("OpenJDK-" + release.getProperty("JAVA_VERSION", "").replace("\"", ""));
  }

  private NavigableSet<String> listed(String type) throws IOException {
    JsonNode bill =
        new ObjectMapper()
            .readTree(root.resolve("usr/share/doc/matriarch/matriarch.cdx.json").toFile());
    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    NavigableSet<String> listed = new TreeSet<>();
    for (JsonNode component : bill.path("components")) {
      if (component.path("type").asText().equals(type)) {
        listed.add(component.path("name").asText() + "-" + component.path("version").asText());
      }
    }
    return listed;
  }

  @Test
  void the_bill_of_materials_names_no_machine_and_no_moment() throws IOException {
    assertThat(Files.readString(root.resolve("usr/share/doc/matriarch/matriarch.cdx.json")))
        .doesNotContain(System.getProperty("user.dir"), "serialNumber");
  }
}
