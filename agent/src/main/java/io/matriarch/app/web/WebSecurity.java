package io.matriarch.app.web;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/// What guards the network port: a web configuration file with the certificates that it names.
///
/// @param tls how the port speaks TLS, empty for plain HTTP
record WebSecurity(WebConfiguration configuration, Optional<ServerSSLOptions> tls) {

  static final WebSecurity NONE =
      new WebSecurity(new WebConfiguration(Optional.empty(), Map.of()), Optional.empty());

  private static final long HANDSHAKE_SECONDS_MAX = 5;
  private static final Map<String, String> PROTOCOLS = protocols();

  private static Map<String, String> protocols() {
    return Map.of(WebConfiguration.TLS12, "TLSv1.2", WebConfiguration.TLS13, "TLSv1.3");
  }

  /// Reads all the files; what they hold is checked by [#check].
  static WebSecurity read(Path file, List<String> faults) {
    String yaml = FilesRead.text("web_config_file", file, faults);
    Path directory = file.toAbsolutePath().getParent();
    WebConfiguration configuration =
        WebConfiguration.parse(yaml, directory == null ? file : directory, faults);
    // Paths that are missing are told already.
    return new WebSecurity(
        configuration,
        faults.isEmpty() ? configuration.tls().map(tls -> options(tls, faults)) : Optional.empty());
  }

  private static ServerSSLOptions options(WebConfiguration.Tls tls, List<String> faults) {
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setClientAuth(tls.clientAuth().asked())
            .setEnabledSecureTransportProtocols(versions(tls.versions()))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(FilesRead.bytes("cert_file", tls.certificate(), faults))
                    .addKeyValue(FilesRead.bytes("key_file", tls.key(), faults)))
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS_MAX);
    suites(tls, faults).forEach(options::addEnabledCipherSuite);
    tls.clientAuthority()
        .ifPresent(
            file ->
                options.setTrustOptions(
                    new PemTrustOptions()
                        .addCertValue(FilesRead.bytes("client_ca_file", file, faults))));
    return options;
  }

  private static Set<String> versions(WebConfiguration.Versions versions) {
    Set<String> chosen = new LinkedHashSet<>();
    for (String version : List.of(WebConfiguration.TLS12, WebConfiguration.TLS13)) {
      if (version.compareTo(versions.least()) >= 0 && version.compareTo(versions.most()) <= 0) {
        chosen.add(PROTOCOLS.getOrDefault(version, version));
      }
    }
    return chosen;
  }

  /// The list is of TLS 1.2 only; the suites of TLS 1.3 are always all there.
  private static List<String> suites(WebConfiguration.Tls tls, List<String> faults) {
    if (tls.cipherSuites().isEmpty()) {
      return List.of();
    }
    List<String> known = known();
    tls.cipherSuites().stream()
        .filter(suite -> !known.contains(suite))
        .forEach(
            suite ->
                faults.add(
                    "tls_server_config.cipher_suites: %s is not one that this run time has: %s"
                        .formatted(suite, String.join(", ", known))));
    Set<String> suites = new LinkedHashSet<>(tls.cipherSuites());
    known.stream().filter(suite -> !suite.contains("_WITH_")).forEach(suites::add);
    return List.copyOf(suites);
  }

  private static List<String> known() {
    try {
      return Arrays.stream(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
          .filter(suite -> suite.startsWith("TLS_"))
          .filter(suite -> !suite.contains("_SCSV"))
          .toList();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this run time has no TLS", e);
    }
  }

  HttpServerOptions serverOptions() {
    HttpServerOptions options = new HttpServerOptions();
    tls.ifPresent(
        of -> {
          options
              .setSsl(true)
              .setClientAuth(of.getClientAuth())
              .setEnabledSecureTransportProtocols(of.getEnabledSecureTransportProtocols())
              .setKeyCertOptions(of.getKeyCertOptions())
              .setSslHandshakeTimeout(of.getSslHandshakeTimeout());
          of.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
          Optional.ofNullable(of.getTrustOptions()).ifPresent(options::setTrustOptions);
        });
    return options;
  }

  /// Whether the certificates can be used.
  void check(KeyPairs pairs, List<String> faults) {
    tls.ifPresent(
        options -> {
          pairs.check("cert_file with key_file", options.getKeyCertOptions(), faults);
          if (options.getTrustOptions() instanceof PemTrustOptions authority) {
            pairs.check("client_ca_file", authority, faults);
          }
        });
  }
}
