package io.matriarch.app.web;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A path in a configuration file: the daemon has no directory of its own that another kind of path
/// could begin at.
public final class AbsolutePath {

  private AbsolutePath() {}

  /// The path; what is wrong with it is noted, and it is left out.
  ///
  /// @param key the setting's name, as in `peers.ca_file`
  public static Optional<Path> of(String key, String text, List<String> faults) {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return Optional.of(path);
      }
      faults.add("%s = \"%s\" is not an absolute path".formatted(key, text));
    } catch (InvalidPathException e) {
      faults.add(key + " is no path: it holds a NUL");
    }
    return Optional.empty();
  }
}
