package io.matriarch.stories;

/// How a story's cluster is made: its number of nodes, the resource agent that it begins with,
/// whether systemd boots the nodes, and whether each has a clock of its own.
record Make(int size, Begun with, boolean systemd, boolean ownClocks) {

  /// The resource agent of a new cluster.
  enum Begun {
    MATRIARCH("matriarch"),
    PAF("paf");

    private final String word;

    Begun(String word) {
      this.word = word;
    }

    /// What the bed's scripts are told in BED_AGENT.
    String word() {
      return word;
    }
  }

  /// What the class asks for by its annotations: three nodes of Matriarch's, if it asks for
  /// nothing.
  static Make of(Class<?> stories) {
    return new Make(
        stories.isAnnotationPresent(TwoNodes.class) ? 2 : 3,
        begunWith(stories),
        stories.isAnnotationPresent(UnderSystemd.class),
        stories.isAnnotationPresent(OwnClocks.class));
  }

  private static Begun begunWith(Class<?> stories) {
    if (stories.isAnnotationPresent(BegunAsChosen.class)) {
      return NemesisSettings.chosen().agent();
    }
    return stories.isAnnotationPresent(BegunWithPaf.class) ? Begun.PAF : Begun.MATRIARCH;
  }
}
