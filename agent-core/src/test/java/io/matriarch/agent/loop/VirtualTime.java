package io.matriarch.agent.loop;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.test.scheduler.VirtualTimeScheduler;

/// Gives each test a clock of its own that only the test moves.
final class VirtualTime implements BeforeEachCallback, AfterEachCallback {

  @Override
  public void beforeEach(ExtensionContext context) {
    VirtualTimeScheduler.set(VirtualTimeScheduler.create());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    VirtualTimeScheduler.reset();
  }

  VirtualTimeScheduler scheduler() {
    return VirtualTimeScheduler.get();
  }
}
