package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How both drivers connect: where, as whom, and with which settings of the session.
final class ConnectionSettings {

  static final String APPLICATION_NAME = "matriarch";
  static final String DATABASE = "postgres";
  static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
  static final String CONNECT_SILENCE = "no answer to a connection attempt within 2 s";
  static final String ANSWER_SILENCE = "no answer to a query within 1 s";

  private ConnectionSettings() {}

  /// A host that is an absolute path is the directory of the unix socket, as with libpq.
  static boolean usesSocket(Instance instance) {
    return instance.pghost().startsWith("/");
  }

  static String socket(Instance instance) {
    return Path.of(instance.pghost()).resolve(".s.PGSQL." + instance.pgport()).toString();
  }

  /// The session cannot write, whatever it is asked to; the server gives up what we gave up.
  static Map<String, String> session(Duration statementTimeout) {
    Map<String, String> session = new LinkedHashMap<>();
    session.put("statement_timeout", Long.toString(statementTimeout.toMillis()));
    session.put("lock_timeout", "500");
    session.put("default_transaction_read_only", "on");
    session.put("search_path", "pg_catalog");
    session.put("standard_conforming_strings", "on");
    session.put("jit", "off");
    return session;
  }
}
