package io.matriarch.telemetry.sink;

import io.matriarch.telemetry.event.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The key of a webhook's signatures, which are those of Standard Webhooks: HMAC-SHA256 over
/// `id.timestamp.body`. It is never printed.
final class WebhookSecret {

  /// What keeps a file from being used; the message names the file and the remedy, and nothing of
  /// what is in it.
  static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1;

    UnusableException(String message) {
      super(message);
    }
  }

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES_MIN = 24;
  private static final int BYTES_MAX = 64;
  private static final long FILE_BYTES_MAX = 1024;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE,
          PosixFilePermission.GROUP_WRITE);

  private final byte[] key;

  private WebhookSecret(byte[] key) {
    this.key = key;
  }

  /// Reads it anew, so that a new one counts without a restart.
  static WebhookSecret read(Path file) throws IOException {
    try {
      check(file, Files.readAttributes(file, PosixFileAttributes.class));
      return parse(file, Files.readString(file, StandardCharsets.ISO_8859_1).strip());
    } catch (NoSuchFileException e) {
      throw new UnusableException("secret_file %s is not there: make it".formatted(file));
    } catch (UnusableException e) {
      throw e;
    } catch (IOException e) {
      throw new UnusableException(
          "secret_file %s cannot be read: let user postgres read it".formatted(file));
    }
  }

  /// As PostgreSQL demands it of its keys: a group may read only what is root's.
  private static void check(Path file, PosixFileAttributes attributes) throws UnusableException {
    boolean groupReads = attributes.permissions().contains(PosixFilePermission.GROUP_READ);
    boolean open =
        attributes.permissions().stream().anyMatch(OTHERS::contains)
            || (groupReads && !attributes.owner().getName().equals("root"));
    if (open) {
      throw new UnusableException(
          "secret_file %s is not the agent's alone: chmod 600, or 640 if it is root's"
              .formatted(file));
    }
    if (!attributes.isRegularFile() || attributes.size() > FILE_BYTES_MAX) {
      throw new UnusableException("secret_file %s is no file of one line".formatted(file));
    }
  }

  private static WebhookSecret parse(Path file, String text) throws UnusableException {
    try {
      byte[] key =
          Base64.getDecoder()
              .decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "");
      if (key.length >= BYTES_MIN && key.length <= BYTES_MAX) {
        return new WebhookSecret(key);
      }
    } catch (IllegalArgumentException e) {
      throw unusable(file);
    }
    throw unusable(file);
  }

  private static UnusableException unusable(Path file) {
    return new UnusableException(
        "secret_file %s does not hold whsec_ and %d to %d bytes in Base64"
            .formatted(file, BYTES_MIN, BYTES_MAX));
  }

  /// The same for all tries of an event, and without a full stop.
  static String id(CloudEvent event) {
    String name = event.tree().path("source").asText() + "/" + event.number();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return "evt_" + UUID.nameUUIDFromBytes(bytes).toString().replace("-", "");
  }

  /// The header `webhook-signature`.
  String signature(String id, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "a secret";
  }
}
