package io.matriarch.simulation;

import com.google.errorprone.annotations.FormatMethod;
import io.matriarch.agent.loop.ControlLoop;
import io.matriarch.simulation.time.EventQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import reactor.core.publisher.Mono;

/// The agent with a few lines of its source changed, in a class loader of its own: what the
/// decision files and the simulation say of it.
final class Mutant implements AutoCloseable {

  private static final Path CORE = Path.of("../agent-core");
  private static final Path FILES = CORE.resolve("src/test/resources/decisions");

  private static final Pattern SEED = Pattern.compile("-Dseed=(\\d+)");

  private final Overlay loader;
  private final Constructor<?> file;
  private final Method run;

  /// Compiles what the edits make of the sources.
  Mutant(List<Edit> edits) {
    try {
      Path classes = Files.createTempDirectory("mutant");
      compile(edits, classes);
      this.loader = new Overlay(classes);
      Class<?> decisions = loader.loadClass("io.matriarch.agent.decide.DecisionFile");
      this.file = open(decisions.getDeclaredConstructor(Path.class, String.class));
      this.run = open(decisions.getDeclaredMethod("run"));
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a mutant of " + edits, e);
    }
  }

  private static <T extends AccessibleObject> T open(T hidden) {
    hidden.setAccessible(true);
    return hidden;
  }

  private static void compile(List<Edit> edits, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> sources = edits.stream().map(Edit::file).distinct().toList();
    List<SimpleJavaFileObject> changed = new ArrayList<>();
    for (Path source : sources) {
      changed.add(
          new Changed(source, edits.stream().filter(e -> e.file().equals(source)).toList()));
    }
    String path =
        String.join(
            ":",
            Stream.of(
                    ControlLoop.class,
                    Mono.class,
                    Publisher.class,
                    Logger.class,
                    NullMarked.class,
                    FormatMethod.class)
                .map(Mutant::home)
                .toList());
    List<String> options =
        List.of(
            "-d", classes.toString(), "-cp", path, "-proc:none", "-nowarn", "-XDuseUnsharedTable");
    boolean compiled = compiler.getTask(null, null, null, options, null, changed).call();
    if (!compiled) {
      throw new IllegalStateException("a mutant does not compile: " + edits);
    }
  }

  private static String home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The names of the first decision files that say something else now, at most so many.
  List<String> differing(int most) {
    try (Stream<Path> paths = Files.walk(FILES)) {
      return paths
          .filter(p -> p.toString().endsWith(".txt"))
          .sorted()
          .filter(this::differs)
          .limit(most)
          .map(p -> FILES.relativize(p).toString().replace(".txt", ""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean differs(Path path) {
    try {
      String text = Files.readString(path);
      Object told = run.invoke(file.newInstance(path, text));
      Method said = open(told.getClass().getDeclaredMethod("text"));
      return !text.equals(said.invoke(told));
    } catch (ReflectiveOperationException _) {
      return true; // It could not even be decided.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first law that is broken in the history of that seed.
  Optional<String> breaks(long seed) {
    try {
      Class<?> simulation = loader.loadClass("io.matriarch.simulation.Simulation");
      Object outcome = simulation.getMethod("play", long.class).invoke(null, seed);
      Object broken = open(outcome.getClass().getMethod("broken")).invoke(outcome);
      return ((List<?>) broken).stream().map(String::valueOf).findFirst();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("seed " + seed, e);
    }
  }

  /// The seed of the first history of synchronous replication that fails.
  Optional<String> breaksHistory() {
    try {
      Class<?> test = loader.loadClass("io.matriarch.agent.decide.SynchronousHistoriesTest");
      open(test.getDeclaredMethod("every_acknowledged_commit_is_where_the_recorded_set_says"))
          .invoke(open(test.getDeclaredConstructor()).newInstance());
      return Optional.empty();
    } catch (InvocationTargetException e) {
      Matcher seed = SEED.matcher(String.valueOf(e.getCause()));
      return Optional.of(seed.find() ? "seed " + seed.group(1) : "each seed");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the synchronous histories cannot be played", e);
    }
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A place in a source, and what stands there instead.
  record Edit(Path file, String find, String replace) {

    static Edit of(String name, String find, String replace) {
      return new Edit(
          CORE.resolve("src/main/java/io/matriarch/agent/" + name + ".java"), find, replace);
    }
  }

  private static final class Changed extends SimpleJavaFileObject {

    private final String text;

    Changed(Path source, List<Edit> edits) throws IOException {
      super(URI.create("string:///" + source.getFileName()), Kind.SOURCE);
      String changed = Files.readString(source);
      for (Edit edit : edits) {
        int at = changed.indexOf(edit.find());
        if (at < 0 || changed.indexOf(edit.find(), at + 1) >= 0) {
          throw new IllegalStateException(
              "%s has not exactly one '%s': correct the mutation".formatted(source, edit.find()));
        }
        changed = changed.replace(edit.find(), edit.replace());
      }
      this.text = changed;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /// Everything of the agent and of the simulation is loaded anew, except for its clock, which
  /// Reactor knows.
  private static final class Overlay extends java.net.URLClassLoader {

    private static final String CLOCK = EventQueue.class.getPackageName();

    Overlay(Path classes) throws MalformedURLException {
      super(
          new URL[] {
            classes.toUri().toURL(),
            Path.of(home(ControlLoop.class)).toUri().toURL(),
            CORE.resolve("target/test-classes/").toUri().toURL(),
            Path.of(home(Simulation.class)).toUri().toURL()
          },
          Mutant.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      boolean own = name.startsWith("io.matriarch.") && !name.startsWith(CLOCK);
      if (!own) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        @Nullable Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }
}
