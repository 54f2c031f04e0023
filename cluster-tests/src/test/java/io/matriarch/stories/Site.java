package io.matriarch.stories;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names and addresses of the run's bed, chosen by the environment variables BED_PREFIX and
/// BED_SUBNET: two runs with different ones do not meet.
record Site(String prefix, String network) {

  private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern SUBNET = Pattern.compile("(\\d+\\.\\d+\\.\\d+)\\.0/24");

  static Site chosen() {
    String prefix = Optional.ofNullable(System.getenv("BED_PREFIX")).orElse("stories");
    String subnet = Optional.ofNullable(System.getenv("BED_SUBNET")).orElse("172.31.72.0/24");
    Matcher network = SUBNET.matcher(subnet);
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "BED_PREFIX is '%s': lower-case letters, digits and hyphens only".formatted(prefix));
    }
    if (!network.matches()) {
      throw new IllegalArgumentException(
          "BED_SUBNET is '%s': a /24 such as 172.31.72.0/24 is needed".formatted(subnet));
    }
    return new Site(prefix, network.group(1));
  }

  Node node(int number) {
    return new Node(prefix + "-n" + number, network + "." + (10 + number));
  }

  String vip() {
    return network + ".100";
  }

  String subnet() {
    return network + ".0/24";
  }

  /// The label of all that belongs to the bed.
  String label() {
    return "matriarch.bed=" + prefix;
  }
}
