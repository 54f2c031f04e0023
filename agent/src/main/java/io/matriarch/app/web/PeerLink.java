package io.matriarch.app.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// How a command reaches the other nodes' agents: over sockets, with TLS where the settings ask for
/// it.
///
/// @param authorization what is to be sent as `Authorization`; a secret
public record PeerLink(Optional<SSLSocketFactory> tls, Optional<String> authorization) {

  public static final PeerLink PLAIN = new PeerLink(Optional.empty(), Optional.empty());

  /// Reads the files that the settings name; plain HTTP when they are wrong.
  public static PeerLink of(PeerSettings settings, List<String> faults) {
    List<String> found = new ArrayList<>();
    Optional<String> authorization = PeerFiles.authorization(settings, found);
    Optional<SSLSocketFactory> tls = settings.https() ? factory(settings, found) : Optional.empty();
    faults.addAll(found);
    return found.isEmpty() ? new PeerLink(tls, authorization) : PLAIN;
  }

  private static Optional<SSLSocketFactory> factory(PeerSettings settings, List<String> faults) {
    var options = PeerFiles.tls(settings, faults);
    if (!faults.isEmpty()) {
      return Optional.empty();
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          settings.certificate().isPresent()
              ? keys(options.getKeyCertOptions())
              : new KeyManager[0],
          trust(
              options.getTrustOptions() instanceof PemTrustOptions pem
                  ? Optional.of(pem.getCertValues().getFirst())
                  : Optional.empty()),
          null);
      return Optional.of(context.getSocketFactory());
    } catch (Exception e) {
      faults.add("the certificates of [peers] cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Vert.x knows each form of key file, and takes one of its own for it.
  private static KeyManager[] keys(KeyCertOptions pair) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      return pair.getKeyManagerFactory(vertx).getKeyManagers();
    } finally {
      vertx.close();
    }
  }

  private static TrustManager[] trust(Optional<Buffer> authority)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (authority.isEmpty()) {
      factory.init((KeyStore) null);
      return factory.getTrustManagers();
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(authority.get().getBytes()))) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  /// What each request must bring, a line or none; a secret.
  public String headers() {
    return authorization.map("Authorization: %s\r\n"::formatted).orElse("");
  }

  /// How much more time than plain HTTP the first answer may take.
  public Duration patience() {
    return tls.isPresent() || authorization.isPresent() ? Duration.ofSeconds(2) : Duration.ZERO;
  }

  /// Connects; with TLS the certificate must be for that host.
  ///
  /// @param timeout for the connection, and for each read
  public Socket open(String host, int port, Duration timeout) throws IOException {
    int millis = Math.toIntExact(timeout.toMillis());
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException("its name cannot be resolved");
    }
    Socket plain = new Socket();
    try {
      plain.connect(address, millis);
      plain.setSoTimeout(millis);
      return tls.isPresent() ? wrapped(tls.get(), plain, host, port) : plain;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static Socket wrapped(SSLSocketFactory factory, Socket plain, String host, int port)
      throws IOException {
    if (!(factory.createSocket(plain, host, port, true) instanceof SSLSocket socket)) {
      throw new IOException("the run time makes no TLS sockets");
    }
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "PeerLink[tls=%s, authorization=%s]"
        .formatted(tls.isPresent(), authorization.isPresent());
  }
}
