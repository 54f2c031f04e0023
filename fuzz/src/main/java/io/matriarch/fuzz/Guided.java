package io.matriarch.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Lets a fuzzer that is guided by coverage choose the inputs of a test's property: Jazzer looks
/// for the two methods by their names, and `script/fuzz` starts it. The test's seeds and words
/// become the corpus and the dictionary that the fuzzer begins with.
public final class Guided {

  private static final Optional<String> TEST =
      Optional.ofNullable(System.getProperty("fuzz.guided"));
  private static Optional<Fuzz.Property<byte[]>> property = Optional.empty();

  private Guided() {}

  /// Ends a test once its property is known.
  static final class Taken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Fuzz.Property<byte[]> property;
    private final transient List<byte[]> seeds;
    private final transient List<String> words;

    Taken(Fuzz.Property<byte[]> property, List<byte[]> seeds, List<String> words) {
      super("its property is taken by a fuzzer that is guided by coverage");
      this.property = property;
      this.seeds = seeds;
      this.words = words;
    }
  }

  /// Whether tests are asked for their properties only.
  static boolean isAsked() {
    return TEST.isPresent();
  }

  /// Takes the property of the test that `-Dfuzz.guided=CLASS#METHOD` names, and leaves its seeds
  /// in the directory `corpus` and its words in the file `dictionary`.
  public static void fuzzerInitialize() throws ReflectiveOperationException {
    String test = TEST.orElseThrow(() -> new IllegalArgumentException("no -Dfuzz.guided is set"));
    Taken taken = take(test.replaceFirst("#.*", ""), test.replaceFirst(".*#", ""));
    property = Optional.of(taken.property);
    try {
      Path corpus = Files.createDirectories(Path.of("corpus"));
      for (int i = 0; i < taken.seeds.size(); i++) {
        Files.write(corpus.resolve("seed-" + i), taken.seeds.get(i));
      }
      // An empty dictionary is refused.
      List<String> words = taken.words.isEmpty() ? List.of(" ") : taken.words;
      Files.write(Path.of("dictionary"), words.stream().map(word -> quoted(word)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Checks one input.
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    property.orElseThrow().holdsFor(input);
  }

  private static Taken take(String className, String methodName)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName(className);
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object test = constructor.newInstance();
    giveDirectories(type, test);
    Method method = type.getDeclaredMethod(methodName);
    method.setAccessible(true);
    try {
      method.invoke(test);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Taken taken) {
        return taken;
      }
      throw e;
    }
    throw new IllegalArgumentException(
        "%s#%s checks no property: name a test that calls Fuzz".formatted(className, methodName));
  }

  /// JUnit would: a test that needs a directory has a field for it.
  private static void giveDirectories(Class<?> type, Object test)
      throws ReflectiveOperationException {
    for (Field field : type.getDeclaredFields()) {
      if (field.getType() == Path.class && !Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        field.set(test, Path.of("directory").toAbsolutePath());
        Path.of("directory").toFile().mkdirs();
      }
    }
  }

  /// As the fuzzer's dictionaries have it.
  private static String quoted(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, bytes.length)
        .mapToObj(i -> "\\x%02x".formatted(bytes[i]))
        .collect(Collectors.joining("", "\"", "\""));
  }
}
