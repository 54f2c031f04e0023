package io.matriarch.agent.model;

import java.util.function.Function;

/// Something that is known since an instant, or unknown for a reason; never a guess.
public sealed interface Fact<T> {

  /// A value and the instant at which it was observed.
  record Known<T>(T value, BootTime at) implements Fact<T> {}

  /// Why nothing is known: a sentence without a full stop.
  record Unknown<T>(String reason) implements Fact<T> {}

  static <T> Fact<T> known(T value, BootTime at) {
    return new Known<>(value, at);
  }

  static <T> Fact<T> unknown(String reason) {
    return new Unknown<>(reason);
  }

  default T orElse(T other) {
    return switch (this) {
      case Known<T>(var value, var _) -> value;
      case Unknown<T> _ -> other;
    };
  }

  default <U> Fact<U> map(Function<? super T, ? extends U> change) {
    return switch (this) {
      case Known<T>(var value, var at) -> new Known<>(change.apply(value), at);
      case Unknown<T>(var reason) -> new Unknown<>(reason);
    };
  }
}
