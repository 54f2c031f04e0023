package io.matriarch.stories;

import java.util.Optional;

/// The Debian release of the nodes, chosen by the environment variable BED_SUITE, and what differs
/// between them.
enum Suite {
  BOOKWORM("bookworm", 15),
  TRIXIE("trixie", 17),
  SID("sid", 18);

  private final String word;
  private final int postgresMajor;

  Suite(String word, int postgresMajor) {
    this.word = word;
    this.postgresMajor = postgresMajor;
  }

  static Suite chosen() {
    String wanted = Optional.ofNullable(System.getenv("BED_SUITE")).orElse(TRIXIE.word);
    for (Suite suite : values()) {
      if (suite.word.equals(wanted)) {
        return suite;
      }
    }
    throw new IllegalArgumentException(
        "BED_SUITE is '%s': set it to bookworm, trixie or sid".formatted(wanted));
  }

  /// The image that `script/bed image` makes, unless BED_IMAGE names another.
  String image() {
    return Optional.ofNullable(System.getenv("BED_IMAGE")).orElse("matriarch-node:" + word);
  }

  String pgdata() {
    return "/var/lib/postgresql/%d/main-ha".formatted(postgresMajor);
  }

  String bindir() {
    return "/usr/lib/postgresql/%d/bin".formatted(postgresMajor);
  }
}
