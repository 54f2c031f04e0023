package io.matriarch.simulation.time;

import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Has Reactor's own schedulers wait in the queue of the simulation that runs on the thread.
/// Several simulations run beside each other, one on each thread.
public final class VirtualSchedulers implements Schedulers.Factory {

  private static final ThreadLocal<Optional<EventQueue>> CURRENT =
      ThreadLocal.withInitial(Optional::empty);

  static {
    Schedulers.setFactory(new VirtualSchedulers());
  }

  private VirtualSchedulers() {}

  /// Runs something whose waits are waits in the queue.
  public static <T> T with(EventQueue queue, Supplier<T> work) {
    CURRENT.set(Optional.of(queue));
    try {
      return work.get();
    } finally {
      CURRENT.remove();
    }
  }

  @Override
  public Scheduler newParallel(int parallelism, ThreadFactory threadFactory) {
    return new Current();
  }

  @Override
  public Scheduler newSingle(ThreadFactory threadFactory) {
    return new Current();
  }

  @Override
  public Scheduler newBoundedElastic(
      int threadCap, int queuedTaskCap, ThreadFactory threadFactory, int ttlSeconds) {
    return new Current();
  }

  private static final class Current implements Scheduler {

    private static EventQueue queue() {
      return CURRENT
          .get()
          .orElseThrow(() -> new IllegalStateException("no simulation runs on this thread"));
    }

    @Override
    public Disposable schedule(Runnable task) {
      return queue().schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
      return queue().schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(
        Runnable task, long initialDelay, long period, TimeUnit unit) {
      return queue().schedulePeriodically(task, initialDelay, period, unit);
    }

    @Override
    public long now(TimeUnit unit) {
      return queue().now(unit);
    }

    @Override
    public Worker createWorker() {
      return queue().createWorker();
    }
  }
}
