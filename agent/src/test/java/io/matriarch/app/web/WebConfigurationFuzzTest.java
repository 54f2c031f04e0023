package io.matriarch.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.fuzz.Fuzz;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A web configuration file, spoilt.
class WebConfigurationFuzzTest {

  private static final Path DIRECTORY = Path.of("/etc/matriarch");

  private static final String WHOLE =
      """
      tls_server_config:
        cert_file: server.pem
        key_file: "/etc/ssl/server.key"
        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: ca.pem
        min_version: TLS12
        max_version: TLS13
        cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]
      basic_auth_users:
        prometheus: $2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234
      """;

  private static List<String> faults(String yaml) {
    List<String> faults = new ArrayList<>();
    assertThat(WebConfiguration.parse(yaml, DIRECTORY, faults)).isNotNull();
    return faults;
  }

  @Test
  void it_is_read_or_its_faults_are_named() {
    Fuzz.of(1500, WHOLE)
        .with("&a", "*a", "<<:", "!!", "|", ">", "- ", "? ", "---", "[", "{", "\"\\0\"", "\t", "'")
        .texts(text -> assertThat(faults(text)).doesNotContain(""));
  }

  @Test
  void a_path_that_no_file_can_have_is_named() {
    assertThat(faults(WHOLE.replace("/etc/ssl/server.key", "a\\0b")))
        .containsExactly("tls_server_config.key_file is no path: it holds a NUL");
  }

  @Test
  void what_is_nested_without_end_is_named() {
    assertThat(faults("[".repeat(500_000))).containsExactly("it is nested too deeply");
  }
}
