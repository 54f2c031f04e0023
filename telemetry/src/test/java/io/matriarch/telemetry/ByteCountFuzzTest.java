package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.fuzz.Fuzz;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ByteCountFuzzTest {

  @Test
  void a_size_is_a_number_that_is_not_negative_or_none() {
    Fuzz.of(2000, "16MB", "64kB", "1GB", "1024")
        .with("TB", "MB", "9223372036854775807")
        .texts(
            text -> {
              OptionalLong size = ByteCount.parse(text);
              size.ifPresent(bytes -> assertThat(bytes).isNotNegative());
            });
  }
}
