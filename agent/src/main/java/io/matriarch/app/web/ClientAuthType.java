package io.matriarch.app.web;

import io.vertx.core.http.ClientAuth;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is asked of a client's certificate, by the names that Prometheus' exporters have for it.
/// Those of their names that ask for a certificate and believe any are left out.
enum ClientAuthType {
  NO_CLIENT_CERT("NoClientCert", ClientAuth.NONE),
  VERIFY_CLIENT_CERT_IF_GIVEN("VerifyClientCertIfGiven", ClientAuth.REQUEST),
  REQUIRE_AND_VERIFY_CLIENT_CERT("RequireAndVerifyClientCert", ClientAuth.REQUIRED);

  private final String word;
  private final ClientAuth asked;

  ClientAuthType(String word, ClientAuth asked) {
    this.word = word;
    this.asked = asked;
  }

  static Optional<ClientAuthType> of(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }

  static String words() {
    return Arrays.stream(values()).map(ClientAuthType::word).collect(Collectors.joining(", "));
  }

  String word() {
    return word;
  }

  ClientAuth asked() {
    return asked;
  }

  /// Whether a certificate that is shown must be one of `client_ca_file`.
  boolean verified() {
    return asked != ClientAuth.NONE;
  }
}
