package io.matriarch.simulation.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/// All that is going to happen, in the order of its time; what is due at one instant happens in the
/// order in which it was asked for. Reactor's operators wait here too.
public final class EventQueue implements Scheduler {

  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::at).thenComparingLong(Event::number);

  private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
  private long now;
  private long numbers;
  private long happened;

  private record Event(long at, long number, Runnable task, AtomicBoolean cancelled)
      implements Disposable {

    @Override
    public void dispose() {
      cancelled.set(true);
    }

    @Override
    public boolean isDisposed() {
      return cancelled.get();
    }
  }

  /// Milliseconds since the beginning.
  public long now() {
    return now;
  }

  /// How many events have happened.
  public long happened() {
    return happened;
  }

  /// Has something happen after that many milliseconds.
  public Disposable after(long millis, Runnable task) {
    Event event = new Event(now + Math.max(0, millis), numbers++, task, new AtomicBoolean());
    events.add(event);
    return event;
  }

  /// Lets the next event happen; where there is none until then, the time passes.
  public boolean step(long until) {
    Event next = events.peek();
    while (next != null && next.isDisposed()) {
      events.remove();
      next = events.peek();
    }
    if (next == null || next.at() > until) {
      now = until;
      return false;
    }
    events.remove();
    now = next.at();
    happened++;
    next.task().run();
    return true;
  }

  @Override
  public Disposable schedule(Runnable task) {
    return after(0, task);
  }

  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    return after(unit.toMillis(delay), task);
  }

  @Override
  public Disposable schedulePeriodically(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    Disposable.Swap running = Disposables.swap();
    long millis = unit.toMillis(period);
    running.update(after(unit.toMillis(initialDelay), () -> again(running, task, millis)));
    return running;
  }

  private void again(Disposable.Swap running, Runnable task, long millis) {
    task.run();
    if (!running.isDisposed()) {
      running.update(after(millis, () -> again(running, task, millis)));
    }
  }

  @Override
  public long now(TimeUnit unit) {
    return unit.convert(Duration.ofMillis(now));
  }

  @Override
  public Worker createWorker() {
    return new QueueWorker(Disposables.composite());
  }

  private final class QueueWorker implements Worker {

    private final Disposable.Composite tasks;

    QueueWorker(Disposable.Composite tasks) {
      this.tasks = tasks;
    }

    @Override
    public Disposable schedule(Runnable task) {
      return kept(EventQueue.this.schedule(task));
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
      return kept(EventQueue.this.schedule(task, delay, unit));
    }

    @Override
    public Disposable schedulePeriodically(
        Runnable task, long initialDelay, long period, TimeUnit unit) {
      return kept(EventQueue.this.schedulePeriodically(task, initialDelay, period, unit));
    }

    private Disposable kept(Disposable task) {
      tasks.add(task);
      return task;
    }

    @Override
    public void dispose() {
      tasks.dispose();
    }

    @Override
    public boolean isDisposed() {
      return tasks.isDisposed();
    }
  }
}
