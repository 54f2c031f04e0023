package io.matriarch.telemetry;

import io.vertx.core.net.ClientSSLOptions;
import java.util.Optional;

/// How the other nodes' agents are asked.
///
/// @param port on which all of them listen
/// @param tls empty for plain HTTP
/// @param authorization what is sent as `Authorization`; a secret
public record PeerAccess(int port, Optional<ClientSSLOptions> tls, Optional<String> authorization) {

  /// Plain HTTP, without a password.
  public static PeerAccess plain(int port) {
    return new PeerAccess(port, Optional.empty(), Optional.empty());
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "PeerAccess[port=%d, tls=%s, authorization=%s]"
        .formatted(port, tls.isPresent(), authorization.isPresent());
  }
}
