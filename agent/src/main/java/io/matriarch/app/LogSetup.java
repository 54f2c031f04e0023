package io.matriarch.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Logs to standard error, one line each; set up in code because reading a file costs a one-shot
/// more than its work.
public final class LogSetup extends ContextAwareBase implements Configurator {

  /// A message is one line, whatever names and texts of others are in it.
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}:"
          + " %replace(%msg){'[\\p{Cc}\\p{Zl}\\p{Zp}]', '?'}%n";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.addFilter(new FaultsOfClients());
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    // A refused or reset connection is a state that the agent tells itself; this tells it each
    // look.
    context.getLogger("io.r2dbc.postgresql.client.ReactorNettyClient").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Keeps what clients of the sockets do wrong out of the log, which they could fill: such as a
  /// request without a host, a path that cannot be decoded, or one that breaks off. They are
  /// answered, or gone. What a handler of the agent's throws, or makes Vert.x throw, is not theirs.
  private static final class FaultsOfClients extends Filter<ILoggingEvent> {
    private static final String ROUTER = "io.vertx.ext.web.";
    private static final String AGENT = "io.matriarch.";

    @Override
    public FilterReply decide(ILoggingEvent event) {
      boolean router = event.getLoggerName().equals("io.vertx.ext.web.RoutingContext");
      boolean theirs =
          Optional.ofNullable(event.getThrowableProxy())
              .map(t -> t.getClassName().startsWith("io.vertx.") || refusedByTheRouter(t))
              .orElse(true); // A status alone, such as that of a body that is too large.
      return router && theirs ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    /// Before it came to a handler; whoever calls the router is the agent too.
    private static boolean refusedByTheRouter(IThrowableProxy thrown) {
      return Arrays.stream(thrown.getStackTraceElementProxyArray())
          .map(frame -> frame.getStackTraceElement().getClassName())
          .filter(name -> name.startsWith(ROUTER) || name.startsWith(AGENT))
          .findFirst()
          .filter(name -> name.startsWith(ROUTER))
          .isPresent();
    }
  }

  /// Sets the level of Matriarch's own loggers.
  static void level(String name) {
    if (LoggerFactory.getLogger("io.matriarch") instanceof Logger logger) {
      logger.setLevel(Level.toLevel(name));
    }
  }
}
