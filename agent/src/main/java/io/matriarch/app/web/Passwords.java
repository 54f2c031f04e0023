package io.matriarch.app.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Compares passwords with bcrypt hashes, on a thread of its own and one at a time, and remembers
/// the answers. An unknown user's password is compared too, so that the time tells nothing.
final class Passwords {

  static final int WAITING_MAX = 16;
  static final int REMEMBERED_MAX = 100;

  private static final int SECRET_BYTES = 32;
  private static final int PASSWORD_CHARACTERS_MAX = 1024;

  private final WorkerExecutor worker;
  private final SecretKeySpec secret;
  // Apart, so that wrong guesses never push a right password out.
  private final Map<String, Boolean> right = new Remembered<>();
  private final Map<String, Boolean> wrong = new Remembered<>();
  private final Map<String, Future<Boolean>> running = new LinkedHashMap<>();
  private Map<String, String> users = Map.of();
  private long compared;

  private static final class Remembered<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    private Remembered() {
      super(REMEMBERED_MAX, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > REMEMBERED_MAX;
    }
  }

  Passwords(Vertx vertx) {
    this.worker = vertx.createSharedWorkerExecutor("passwords", 1);
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    this.secret = new SecretKeySpec(random, "HmacSHA256");
  }

  /// Takes other users, or other hashes of theirs; what was remembered of earlier hashes counts no
  /// more.
  synchronized void set(Map<String, String> hashes) {
    users = Map.copyOf(hashes);
  }

  synchronized boolean isOpen() {
    return users.isEmpty();
  }

  /// How many comparisons there were.
  synchronized long compared() {
    return compared;
  }

  /// Whether that is the user's password; empty while too many wait for their answer.
  synchronized Optional<Future<Boolean>> check(String user, String password) {
    if (users.isEmpty() || password.length() > PASSWORD_CHARACTERS_MAX) {
      return Optional.of(Future.succeededFuture(users.isEmpty()));
    }
    String hash = users.getOrDefault(user, costliest());
    String key = key(user, hash, password);
    Future<Boolean> asked = asked(key);
    if (asked == null && running.size() < WAITING_MAX) {
      asked = begin(key, users.containsKey(user), password, hash);
    }
    return Optional.ofNullable(asked);
  }

  private @Nullable Future<Boolean> asked(String key) {
    Boolean remembered = right.get(key) == null ? wrong.get(key) : right.get(key);
    return remembered == null ? running.get(key) : Future.succeededFuture(remembered);
  }

  private Future<Boolean> begin(String key, boolean known, String password, String hash) {
    compared++;
    Future<Boolean> result =
        worker
            .executeBlocking(() -> matches(password, hash) && known, false)
            .map(Boolean.TRUE::equals);
    running.put(key, result);
    return result.onComplete(ended -> remember(key, ended.succeeded() && ended.result()));
  }

  private synchronized void remember(String key, boolean matched) {
    running.remove(key);
    (matched ? right : wrong).put(key, matched);
  }

  private String costliest() {
    return users.values().stream()
        .max(Comparator.comparing(hash -> hash.substring(4, 6)))
        .orElseThrow();
  }

  private static boolean matches(String password, String hash) {
    return BCrypt.verifyer(
            BCrypt.Version.VERSION_2A, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
        .verify(password.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.US_ASCII))
        .verified;
  }

  private String key(String... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        mac.update(bytes);
      }
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every run time has HmacSHA256", e);
    }
  }
}
