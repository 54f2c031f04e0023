package io.matriarch.app;

import java.util.List;
import picocli.CommandLine.IVersionProvider;

/// The version as the build put it into the jar's manifest: a number, and after a plus sign the
/// commit that was built.
public final class Version implements IVersionProvider {

  private static final String UNKNOWN = "unknown";

  /// The version's number, `development` outside of a package.
  public static String number() {
    return parts().getFirst();
  }

  /// The commit that was built, `unknown` where the build had no history at hand.
  public static String revision() {
    return parts().size() > 1 ? parts().getLast() : UNKNOWN;
  }

  private static List<String> parts() {
    String version = Version.class.getPackage().getImplementationVersion();
    return List.of((version == null ? "development" : version).split("\\+", 2));
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "matriarch %s (revision %s, Java %s)"
          .formatted(number(), revision(), System.getProperty("java.version"))
    };
  }
}
