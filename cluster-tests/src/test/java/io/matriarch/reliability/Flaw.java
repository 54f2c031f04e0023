package io.matriarch.reliability;

/// What can be found wrong with a round.
public enum Flaw {
  NOT_HEALED("did not heal by itself"),
  LOST("acknowledged and lost"),
  UNANNOUNCED("lost without a word"),
  TOO_MUCH_LOST("lost for longer than the bound"),
  INVENTED("refused or never written, and there"),
  WRONG_SUM("wrong sum"),
  STALE_READ("stale read"),
  TWO_WRITERS("two writers at once"),
  NOT_JUDGED("could not be judged");

  private final String title;

  Flaw(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
