package io.matriarch.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives every story the run's one bed, healthy; replaces a bed that cannot be healed; prints a
/// line for each story, and what the nodes say when one fails.
final class StoryBed
    implements BeforeEachCallback,
        BeforeTestExecutionCallback,
        AfterTestExecutionCallback,
        ParameterResolver {

  private static final Path REPORTS =
      Path.of(System.getProperty("stories.reports", "target/stories"));
  private static Optional<Bed> shared = Optional.empty();
  private static boolean failedBefore;

  static {
    // For a run that is interrupted; any other ends with the last bed removed.
    Runtime.getRuntime().addShutdownHook(new Thread(StoryBed::discard));
  }

  /// Replaces the shared bed by a new one, which is as its configuration left it.
  static Bed fresh(Make make) {
    discard();
    Bed bed = Bed.create(make);
    shared = Optional.of(bed);
    return bed;
  }

  private static synchronized void discard() {
    shared.ifPresent(Bed::close);
    shared = Optional.empty();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    long begun = System.nanoTime();
    removeAtTheEnd(context);
    Make make = Make.of(context.getRequiredTestClass());
    Bed bed = shared.filter(b -> b.make().equals(make)).orElseGet(() -> fresh(make));
    try {
      bed.healthy();
    } catch (AssertionError | RuntimeException e) {
      report(bed, name(context));
      discard();
      if (!failedBefore) {
        throw e;
      }
      // The story that broke it has failed already; this one has nothing to do with it.
      System.out.printf("  the bed cannot be healed and is replaced: %s%n", e.getMessage());
      fresh(make).healthy();
    }
    store(context).put("restored", since(begun));
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    store(context).put("begun", System.nanoTime());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    Duration told = since(store(context).get("begun", Long.class));
    Duration restored = store(context).get("restored", Duration.class);
    boolean failed = context.getExecutionException().isPresent();
    System.out.printf(
        "%s %-70s %5.1f s (after %.1f s to restore the bed)%n",
        failed ? "FAILED" : "ok    ",
        name(context),
        told.toMillis() / 1000.0,
        restored.toMillis() / 1000.0);
    failedBefore = failed;
    if (failed) {
      report(shared.orElseThrow(), name(context));
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Bed.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared.orElseThrow();
  }

  private static void removeAtTheEnd(ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(StoryBed.class))
        .getOrComputeIfAbsent("end", _ -> (AutoCloseable) StoryBed::discard);
  }

  private static String name(ExtensionContext context) {
    return context.getRequiredTestClass().getSimpleName()
        + "."
        + context.getTestMethod().map(Method::getName).orElse("")
        + variant(context);
  }

  /// What tells the runs of one method apart; any other's display name lists its parameters.
  private static String variant(ExtensionContext context) {
    String name = context.getDisplayName();
    return name.contains("(") ? "" : "_" + name;
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(
        ExtensionContext.Namespace.create(StoryBed.class, context.getUniqueId()));
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static void report(Bed bed, String story) {
    Path directory = REPORTS.resolve(story);
    try {
      Files.createDirectories(directory);
      System.out.println(Diagnosis.of(bed, directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
