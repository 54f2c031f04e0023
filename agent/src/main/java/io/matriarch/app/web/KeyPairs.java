package io.matriarch.app.web;

import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/// Tells before anybody is refused for it whether a certificate and a key can be used, and belong
/// together.
final class KeyPairs {

  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
  private static final byte[] SAMPLE = {1, 2, 3};

  private final Vertx vertx;

  KeyPairs(Vertx vertx) {
    this.vertx = vertx;
  }

  void check(String what, KeyCertOptions pair, List<String> faults) {
    try {
      KeyManager[] managers = pair.getKeyManagerFactory(vertx).getKeyManagers();
      Optional<Boolean> fits =
          Arrays.stream(managers)
              .filter(X509KeyManager.class::isInstance)
              .map(X509KeyManager.class::cast)
              .flatMap(KeyPairs::fitting)
              .findFirst();
      if (fits.isEmpty()) {
        faults.add(what + " holds no key of a kind that TLS knows: RSA, EC or Ed25519");
      } else if (!fits.get()) {
        faults.add(what + ": the key is not that of the certificate");
      }
    } catch (Exception e) {
      faults.add(what + " cannot be used: " + e.getMessage());
    }
  }

  void check(String what, TrustOptions authority, List<String> faults) {
    try {
      authority.getTrustManagerFactory(vertx);
    } catch (Exception e) {
      faults.add(what + " cannot be used: " + e.getMessage());
    }
  }

  private static Stream<Boolean> fitting(X509KeyManager manager) {
    return KINDS.stream()
        .map(kind -> manager.getServerAliases(kind, new Principal[0]))
        .filter(Objects::nonNull)
        .flatMap(Arrays::stream)
        .map(alias -> fits(manager.getPrivateKey(alias), manager.getCertificateChain(alias)[0]));
  }

  private static boolean fits(PrivateKey key, X509Certificate certificate) {
    try {
      Signature made = Signature.getInstance(algorithm(key));
      made.initSign(key);
      made.update(SAMPLE);
      Signature checked = Signature.getInstance(algorithm(key));
      checked.initVerify(certificate.getPublicKey());
      checked.update(SAMPLE);
      return checked.verify(made.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
