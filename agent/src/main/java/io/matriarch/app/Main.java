package io.matriarch.app;

import java.util.List;

/// Where the program begins. It names no class of the command line's parser, whose loading and
/// reading of annotations would cost a one-shot more than its work.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    boolean oneShot =
        words.size() == 2 && words.getFirst().equals("ocf") && !words.getLast().startsWith("-");
    System.exit(oneShot ? OcfCommand.run(words.getLast()) : MatriarchCommand.execute(arguments));
  }
}
