package io.matriarch.app.web;

import io.matriarch.telemetry.PeerAccess;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Reads the files that [PeerSettings] name.
final class PeerFiles {

  private PeerFiles() {}

  static PeerAccess read(PeerSettings settings, int port, List<String> faults) {
    return new PeerAccess(
        port,
        settings.https() ? Optional.of(tls(settings, faults)) : Optional.empty(),
        authorization(settings, faults));
  }

  static Optional<String> authorization(PeerSettings settings, List<String> faults) {
    return settings
        .login()
        .map(
            login -> {
              String password =
                  FilesRead.text("peers.password_file", login.passwordFile(), faults).strip();
              byte[] pair = (login.user() + ":" + password).getBytes(StandardCharsets.UTF_8);
              return "Basic " + Base64.getEncoder().encodeToString(pair);
            });
  }

  static ClientSSLOptions tls(PeerSettings settings, List<String> faults) {
    ClientSSLOptions options = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
    settings
        .authority()
        .ifPresent(
            file ->
                options.setTrustOptions(
                    new PemTrustOptions()
                        .addCertValue(FilesRead.bytes("peers.ca_file", file, faults))));
    settings
        .certificate()
        .ifPresent(
            pair ->
                options.setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(
                            FilesRead.bytes("peers.cert_file", pair.certificate(), faults))
                        .addKeyValue(FilesRead.bytes("peers.key_file", pair.key(), faults))));
    return options;
  }

  /// Whether the certificates can be used.
  static void check(PeerAccess access, KeyPairs pairs, List<String> faults) {
    access
        .tls()
        .ifPresent(
            tls -> {
              if (tls.getTrustOptions() instanceof PemTrustOptions authority) {
                pairs.check("peers.ca_file", authority, faults);
              }
              if (tls.getKeyCertOptions() instanceof PemKeyCertOptions pair) {
                pairs.check("peers.cert_file with peers.key_file", pair, faults);
              }
            });
  }
}
