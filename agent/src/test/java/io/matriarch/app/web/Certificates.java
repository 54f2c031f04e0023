package io.matriarch.app.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Certificates of an authority of the test's own, made by the JDK's `keytool`, as PEM files.
public final class Certificates {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  /// Makes the authority, whose certificate is [#authority].
  public Certificates(Path directory) throws Exception {
    this.directory = directory;
    keytool("-alias", "ca", "-dname", "CN=test authority", "-ext", "bc:critical");
    pem(authority(), "CERTIFICATE", store().getCertificate("ca").getEncoded());
  }

  public Path authority() {
    return directory.resolve("ca.pem");
  }

  public Path certificate(String name) {
    return directory.resolve(name + ".pem");
  }

  public Path key(String name) {
    return directory.resolve(name + ".key");
  }

  /// Makes a certificate for this machine and its key.
  public Certificates issue(String name) throws Exception {
    keytool(
        "-alias",
        name,
        "-signer",
        "ca",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=dns:localhost,ip:127.0.0.1");
    KeyStore store = store();
    pem(certificate(name), "CERTIFICATE", store.getCertificate(name).getEncoded());
    pem(key(name), "PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded());
    return this;
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(directory.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
  }

  private void keytool(String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of(
            "-J-XX:TieredStopAtLevel=1",
            "-genkeypair",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1"));
    command.addAll(List.of("-keystore", directory.resolve("keys.p12").toString()));
    command.addAll(List.of("-storepass", PASSWORD, "-validity", "2"));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
  }

  private static void pem(Path file, String kind, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }
}
