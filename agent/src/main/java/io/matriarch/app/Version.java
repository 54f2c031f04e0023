package io.matriarch.app;

import picocli.CommandLine.IVersionProvider;

/// The version as the build put it into the jar's manifest.
public final class Version implements IVersionProvider {

  /// The version's number, `development` outside of a package.
  public static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "matriarch " + number() + " (Java " + System.getProperty("java.version") + ")"
    };
  }
}
