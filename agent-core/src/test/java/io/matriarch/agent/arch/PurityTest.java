package io.matriarch.agent.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/// What a decision rests on is in its snapshot: the clock, chance, threads and the machine are not
/// asked. They live in packages that are allowed, so the calls themselves are forbidden.
@AnalyzeClasses(
    packages = {"io.matriarch.agent.model", "io.matriarch.agent.decide"},
    importOptions = DoNotIncludeTests.class)
class PurityTest {

  @ArchTest
  static final ArchRule no_clock_no_chance_no_thread =
      noClasses()
          .should()
          .callMethodWhere(
              describe(
                  "the clock, chance, a thread or the machine is asked",
                  call -> isImpure(call.getTargetOwner().getName(), call.getName())));

  @ArchTest
  static final ArchRule nothing_is_made_that_could =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.util\\.(Random|SplittableRandom|UUID|Timer|Scanner)"
                  + "|java\\.util\\.(random|concurrent|logging)\\..*"
                  + "|java\\.lang\\.(Process|ProcessBuilder|ProcessHandle)"
                  + "|java\\.lang\\.(Runtime|Thread|ThreadLocal)"
                  + "|java\\.time\\.Clock|java\\.io\\..*|java\\.nio\\.(?!file\\.Path$).*"
                  + "|reactor\\..*|org\\.slf4j\\..*");

  /// A class that does what is forbidden, so that the rule is known to see it.
  static final class Impure {
    long now() {
      return System.nanoTime() + Instant.now().toEpochMilli();
    }
  }

  @Test
  void the_rule_sees_a_look_at_the_clock() {
    JavaClasses impure = new ClassFileImporter().importClasses(Impure.class);
    Assertions.assertThat(no_clock_no_chance_no_thread.evaluate(impure).hasViolation()).isTrue();
  }

  private static boolean isImpure(String owner, String method) {
    return switch (owner) {
      case "java.lang.System" -> !method.equals("arraycopy");
      case "java.lang.Thread", "java.lang.Runtime", "java.nio.file.Files" -> true;
      case "java.lang.Math" -> method.equals("random");
      case "java.util.Collections" -> method.equals("shuffle");
      case "java.nio.file.Path" -> method.equals("toRealPath") || method.equals("toFile");
      default -> owner.startsWith("java.time.") && method.equals("now");
    };
  }
}
