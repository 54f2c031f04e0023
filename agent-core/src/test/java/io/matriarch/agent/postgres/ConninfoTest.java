package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConninfoTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      textBlock =
          """
          application_name=n1                                | n1
          host=a application_name='n1' port=5432             | n1
          host=a application_name = n1 port=5432             | n1
          application_name='it\\'s n1'                       | it's n1
          password='x application_name=no' application_name=n1 | n1
          password='x application_name=no'                   | ""
          my_application_name=no                             | ""
          host=a                                             | ""
          postgresql://u:secret@h/db?application_name=n1&x=y | n1
          postgres://u:secret@h/db?x=y                       | ""
          """)
  void the_application_name_is_found_and_nothing_else(String conninfo, String name) {
    assertThat(Conninfo.applicationName(conninfo)).isEqualTo(name);
  }
}
