package io.matriarch.app.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Pacemaker's tools as they are installed on this node.
final class CrmResource implements ClusterTools {

  private static final long SECONDS_MOST = 30;

  /// Should this program be killed, the constraint ends by itself.
  private static final String LIFETIME = "PT10M";

  private static final int NO_SUCH_OBJECT = 105;

  /// Ended by SIGINT, or by SIGTERM.
  private static final Set<Integer> INTERRUPTED = Set.of(130, 143);

  /// How the JDK says that its helper was ended by one of them.
  private static final Pattern ENDED_EARLY = Pattern.compile("spawn helper.*signal: (?:2|15)\\b");

  private static final Pattern CLONE = Pattern.compile("<(?:clone|master) [^>]*\\bid=\"([^\"]+)\"");
  private static final Pattern CONSTRAINT =
      Pattern.compile("<rsc_location [^>]*\\bid=\"([^\"]+)\"");

  private String controller = "";

  private record Output(int code, String text) {}

  @Override
  public String cloneOf(String resource) {
    String xml =
        query("//primitive[@id='%s']/ancestor::*[self::clone or self::master]".formatted(resource));
    return ids(CLONE, xml).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new ToolFailedException(
                    "%s is in no clone: make it promotable, as README shows".formatted(resource)));
  }

  @Override
  public List<String> constraintsOf(String clone) {
    return ids(
        CONSTRAINT,
        query("//rsc_location[@rsc='%s' and starts-with(@id,'cli-')]".formatted(clone)));
  }

  @Override
  public void move(String clone, String node) {
    required(
        "crm_resource", "--move", "--promoted", "-r", clone, "-N", node, "--lifetime", LIFETIME);
  }

  @Override
  public boolean idle() {
    if (controller.isEmpty()) {
      controller = run("crmadmin", "--quiet", "--dc_lookup").text().strip();
    }
    Output state = run("crmadmin", "--status", controller);
    if (state.code() != 0 || state.text().contains("S_NOT_DC")) {
      controller = "";
    }
    return state.code() != 0 || state.text().contains("S_IDLE");
  }

  @Override
  public void clear(String clone) {
    required("crm_resource", "--clear", "-r", clone);
  }

  private static String query(String xpath) {
    Output output = run("cibadmin", "--query", "--xpath", xpath);
    if (output.code() == NO_SUCH_OBJECT) {
      return "";
    }
    return checked("cibadmin --query", output);
  }

  private static void required(String... command) {
    checked(command[0] + " " + command[1], run(command));
  }

  private static String checked(String what, Output output) {
    if (INTERRUPTED.contains(output.code())) {
      throw new ToolInterruptedException(what);
    }
    if (output.code() != 0) {
      throw new ToolFailedException(
          "%s ended with %d: %s: run this as root on a node of the cluster"
              .formatted(what, output.code(), output.text().strip().replace('\n', ' ')));
    }
    return output.text();
  }

  /// In a session of its own: Ctrl-C ends this program, which then clears up, and not its tools,
  /// but for the moment before that session begins.
  private static Output run(String... command) {
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(List.of(command));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      byte[] said = process.getInputStream().readAllBytes();
      if (!process.waitFor(SECONDS_MOST, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new ToolFailedException(
            "%s did not end within %d s".formatted(command[0], SECONDS_MOST));
      }
      return new Output(process.exitValue(), new String(said, StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (ENDED_EARLY.matcher(String.valueOf(e.getMessage())).find()) {
        throw new ToolInterruptedException(command[0]);
      }
      throw new ToolFailedException(command[0] + " cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolFailedException(command[0] + ": interrupted");
    }
  }

  private static List<String> ids(Pattern element, String xml) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = element.matcher(xml);
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }
}
