package io.matriarch.agent.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Keeps files and methods of all modules short enough to be read at a sitting.
class SizeTest {

  private static final Path PROJECT = Path.of("..");
  private static final int FILE_LINES = 400;
  private static final int METHOD_LINES = 40;

  @Test
  void every_file_has_less_than_400_lines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      long lines = Files.readString(file).lines().count();
      if (lines >= FILE_LINES) {
        tooLong.add(file + " has " + lines);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void every_method_has_less_than_40_lines() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
      MethodLengths lengths = new MethodLengths(Trees.instance(task).getSourcePositions());
      task.parse().forEach(lengths::measure);
      assertThat(lengths.measured).isGreaterThan(100);
      assertThat(lengths.tooLong).isEmpty();
    }
  }

  /// All modules' sources, generated ones excepted.
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(PROJECT)) {
      for (Path module : modules.map(m -> m.resolve("src/main/java")).sorted().toList()) {
        if (Files.isDirectory(module)) {
          try (Stream<Path> files = Files.walk(module)) {
            files.filter(f -> f.toString().endsWith(".java")).sorted().forEach(sources::add);
          }
        }
      }
    }
    assertThat(sources).hasSizeGreaterThan(50);
    return sources;
  }

  private static final class MethodLengths
      extends TreeScanner<@Nullable Void, CompilationUnitTree> {

    private final SourcePositions positions;
    private final List<String> tooLong = new ArrayList<>();
    private int measured;

    MethodLengths(SourcePositions positions) {
      this.positions = positions;
    }

    void measure(CompilationUnitTree unit) {
      scan(unit, unit);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      long from = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
      long to = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
      measured++;
      if (to - from + 1 >= METHOD_LINES) {
        tooLong.add(
            "%s of %s has %d lines"
                .formatted(method.getName(), unit.getSourceFile().getName(), to - from + 1));
      }
      return super.visitMethod(method, unit);
    }
  }
}
