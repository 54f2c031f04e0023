package io.matriarch.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WebConfigurationTest {

  private static final Path DIRECTORY = Path.of("/etc/matriarch");
  private static final String HASH = "$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

  private static WebConfiguration parse(String yaml) {
    List<String> faults = new ArrayList<>();
    WebConfiguration configuration = WebConfiguration.parse(yaml, DIRECTORY, faults);
    assertThat(faults).isEmpty();
    return configuration;
  }

  private static List<String> faults(String yaml) {
    List<String> faults = new ArrayList<>();
    WebConfiguration.parse(yaml, DIRECTORY, faults);
    return faults;
  }

  @Test
  void every_key_is_read() {
    WebConfiguration read =
        parse(
            """
            tls_server_config:
              cert_file: server.pem
              key_file: /etc/ssl/server.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.pem
              min_version: TLS13
              max_version: TLS13
              cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]
            basic_auth_users:
              prometheus: '%s'
            """
                .formatted(HASH));
    assertThat(read.tls())
        .hasValue(
            new WebConfiguration.Tls(
                Path.of("/etc/matriarch/server.pem"),
                Path.of("/etc/ssl/server.key"),
                ClientAuthType.REQUIRE_AND_VERIFY_CLIENT_CERT,
                Optional.of(Path.of("/etc/matriarch/ca.pem")),
                new WebConfiguration.Versions("TLS13", "TLS13"),
                List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")));
    assertThat(read.users()).containsExactly(java.util.Map.entry("prometheus", HASH));
  }

  @Test
  void an_empty_file_guards_nothing() {
    assertThat(parse("# nothing\n")).isEqualTo(WebSecurity.NONE.configuration());
    assertThat(parse("basic_auth_users:\n")).isEqualTo(WebSecurity.NONE.configuration());
  }

  @Test
  void all_faults_are_told_at_once() {
    assertThat(
            faults(
                """
                tls_server_config:
                  key_file: 5
                  client_auth_type: Perhaps
                  min_version: TLS10
                  curve_preferences: [X25519]
                basic_auth_users:
                  me: secret
                  "a:b": '%s'
                rate_limit: {}
                """
                    .formatted(HASH)))
        .containsExactlyInAnyOrder(
            "unknown key rate_limit: known are tls_server_config, basic_auth_users",
            "unknown key tls_server_config.curve_preferences: known are cert_file, key_file,"
                + " client_auth_type, client_ca_file, min_version, max_version, cipher_suites",
            "tls_server_config.cert_file is missing",
            "tls_server_config.key_file is not a text",
            "tls_server_config.client_auth_type Perhaps is not one of NoClientCert,"
                + " VerifyClientCertIfGiven, RequireAndVerifyClientCert",
            "tls_server_config.min_version TLS10 is not one of TLS12, TLS13",
            "basic_auth_users.me is not a bcrypt hash: make one with htpasswd -nBC 10 ''",
            "basic_auth_users: the name a:b has a colon, which no name can have");
  }

  @Test
  void an_authority_and_its_use_go_together() {
    String pair = "tls_server_config:\n  cert_file: a\n  key_file: b\n  ";
    assertThat(faults(pair + "client_ca_file: c\n")).singleElement().asString().contains("needs");
    assertThat(faults(pair + "client_auth_type: VerifyClientCertIfGiven\n"))
        .singleElement()
        .asString()
        .contains("client_ca_file is missing");
  }

  @Test
  void what_is_not_yaml_is_told_with_its_place_and_without_the_line() {
    assertThat(faults("basic_auth_users:\n  me: [secret\n"))
        .singleElement()
        .asString()
        .contains("it is not YAML", "line")
        .doesNotContain("secret");
    assertThat(faults("a: 1\na: 2\n")).singleElement().asString().contains("duplicate key a");
  }
}
