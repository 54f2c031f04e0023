package io.matriarch.reliability;

/// Something that was found wrong with a round.
public record Violation(Flaw flaw, String text) {

  @Override
  public String toString() {
    return flaw.title() + ": " + text;
  }
}
