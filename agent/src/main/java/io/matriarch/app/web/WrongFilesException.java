package io.matriarch.app.web;

import java.util.List;

/// All that is wrong with the files that the configuration names, a sentence each.
public final class WrongFilesException extends Exception {
  private static final long serialVersionUID = 1;

  WrongFilesException(List<String> faults) {
    super(String.join("; ", faults));
  }
}
