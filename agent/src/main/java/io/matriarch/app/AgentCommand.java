package io.matriarch.app;

import io.matriarch.app.web.WrongFilesException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/// The daemon: runs until it is told to stop. PostgreSQL goes on without it.
@Command(
    name = "agent",
    description = "Runs the node's agent; matriarch.service does this.",
    mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(AgentCommand.class);
  private static final int EXIT_CONFIGURATION = 78;

  @Override
  public Integer call() throws Exception {
    Configuration configuration;
    try {
      configuration = Configuration.read(Paths.configuration());
    } catch (Configuration.WrongConfigurationException e) {
      LOG.error("{}: correct the file and start the agent again", e.getMessage());
      return EXIT_CONFIGURATION;
    }
    LogSetup.level(configuration.logLevel());
    CountDownLatch stopped = new CountDownLatch(1);
    try (Daemon daemon = Daemon.start(configuration)) {
      Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "stop"));
      LOG.info("matriarch {} runs on node {}", Version.number(), daemon.node());
      stopped.await();
    } catch (WrongFilesException e) {
      LOG.error("{}: correct the files and start the agent again", e.getMessage());
      return EXIT_CONFIGURATION;
    }
    return 0;
  }
}
