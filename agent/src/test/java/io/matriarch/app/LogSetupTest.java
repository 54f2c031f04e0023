package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.FilterReply;
import io.vertx.core.VertxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSetupTest {

  private final LoggerContext context = new LoggerContext();
  private final ConsoleAppender<ILoggingEvent> appender = configured(context);

  private static ConsoleAppender<ILoggingEvent> configured(LoggerContext context) {
    LogSetup setup = new LogSetup();
    setup.setContext(context);
    setup.configure(context);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    return (ConsoleAppender<ILoggingEvent>) root.iteratorForAppenders().next();
  }

  private String logged(String name) {
    Logger logger = context.getLogger("io.matriarch.x");
    LoggingEvent event =
        new LoggingEvent("x", logger, Level.WARN, "resource={}", null, new Object[] {name});
    PatternLayoutEncoder encoder = (PatternLayoutEncoder) appender.getEncoder();
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  private FilterReply heard(Throwable thrown) {
    Logger router = context.getLogger("io.vertx.ext.web.RoutingContext");
    return appender.getFilterChainDecision(
        new LoggingEvent("x", router, Level.ERROR, "Unhandled exception", thrown, new Object[0]));
  }

  private static RuntimeException thrownBy(String... classes) {
    RuntimeException thrown = new IllegalArgumentException("Invalid escape sequence: %s%");
    thrown.setStackTrace(
        Arrays.stream(classes)
            .map(name -> new StackTraceElement(name, "x", "X.java", 1))
            .toArray(StackTraceElement[]::new));
    return thrown;
  }

  @Test
  void what_clients_do_wrong_does_not_fill_the_log() {
    assertThat(heard(new VertxException("the 'Host' header is required")))
        .isEqualTo(FilterReply.DENY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.vertx.core.internal.net.RFC3986", "java.lang.Integer"})
  void a_path_that_cannot_be_decoded_does_not_fill_the_log(String thrower) {
    assertThat(
            heard(
                thrownBy(
                    thrower, "io.vertx.ext.web.impl.RouterImpl", "io.matriarch.app.web.Admission")))
        .isEqualTo(FilterReply.DENY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"java.lang.Integer", "io.vertx.core.http.impl.HttpServerResponseImpl"})
  void what_a_handler_of_the_agent_causes_is_in_the_log(String thrower) {
    assertThat(
            heard(
                thrownBy(
                    thrower, "io.matriarch.app.OcfEndpoint", "io.vertx.ext.web.impl.RouterImpl")))
        .isEqualTo(FilterReply.NEUTRAL);
  }

  @Test
  void what_the_agent_does_wrong_is_in_the_log() {
    assertThat(heard(new IllegalStateException("of the agent's own")))
        .isEqualTo(FilterReply.NEUTRAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\n2026-01-01 ERROR forged", "a\rb", "a\u001b[2Jb", "a\u0000b", "a\u0085b"})
  void a_message_is_one_line_without_orders_for_a_terminal(String name) {
    assertThat(logged(name)).matches("[^\\p{Cntrl}\u0085]+\n").contains("resource=a");
  }
}
