package io.matriarch.agent.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Set;
import org.reactivestreams.Publisher;

/// Inside the core all arrows point towards the model, and only the loop sets streams going.
@AnalyzeClasses(packages = "io.matriarch.agent", importOptions = DoNotIncludeTests.class)
class ArrowsTest {

  private static final String MODEL = "io.matriarch.agent.model";
  private static final String DECIDE = "io.matriarch.agent.decide";
  private static final String PORT = "io.matriarch.agent.port";
  private static final String LOOP = "io.matriarch.agent.loop";
  private static final String POSTGRES = "io.matriarch.agent.postgres..";
  private static final String CLUSTER = "io.matriarch.agent.cluster..";
  private static final String PROCESS = "io.matriarch.agent.process..";

  private static final Set<String> STARTERS =
      Set.of("subscribe", "subscribeWith", "block", "blockFirst", "blockLast");

  private static final DescribedPredicate<JavaClass> LANGUAGE =
      resideInAnyPackage(
              "",
              "java.lang..",
              "java.util",
              "java.util.function..",
              "java.util.regex..",
              "java.util.stream..",
              "java.time..",
              "org.jspecify..",
              "com.google.errorprone..")
          .or(type(Path.class));

  private static final DescribedPredicate<JavaClass> REACTIVE =
      resideInAnyPackage(
          "reactor..", "org.reactivestreams..", "java.util.concurrent..", "org.slf4j..");

  @ArchTest
  static final ArchRule the_model_depends_on_nothing_but_the_language =
      only(MODEL, resideInAnyPackage(MODEL).or(LANGUAGE));

  @ArchTest
  static final ArchRule decisions_depend_on_the_model_alone =
      only(DECIDE, resideInAnyPackage(DECIDE, MODEL).or(LANGUAGE));

  @ArchTest
  static final ArchRule ports_speak_of_the_model_the_decisions_and_streams =
      only(PORT, resideInAnyPackage(PORT, DECIDE, MODEL, "reactor.core.publisher").or(LANGUAGE));

  @ArchTest
  static final ArchRule the_loop_sees_the_world_through_ports_alone =
      only(LOOP, resideInAnyPackage(LOOP, PORT, DECIDE, MODEL).or(LANGUAGE).or(REACTIVE));

  @ArchTest
  static final ArchRule adapters_do_not_know_the_loop =
      noClasses()
          .that()
          .resideInAnyPackage(POSTGRES, CLUSTER, PROCESS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(LOOP);

  @ArchTest
  static final ArchRule the_adapter_of_postgresql_does_not_know_the_cluster =
      noClasses()
          .that()
          .resideInAPackage(POSTGRES)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLUSTER)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule the_adapter_of_the_cluster_does_not_know_postgresql =
      noClasses()
          .that()
          .resideInAPackage(CLUSTER)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(POSTGRES);

  @ArchTest
  static final ArchRule running_programs_knows_neither_postgresql_nor_the_cluster =
      noClasses()
          .that()
          .resideInAPackage(PROCESS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(POSTGRES, CLUSTER, DECIDE);

  @ArchTest
  static final ArchRule streams_are_set_going_by_the_loop_and_ended_by_close_alone =
      noClasses()
          .that(not(resideInAnyPackage(LOOP)))
          .should()
          .callMethodWhere(
              describe(
                  "a stream is set going or waited for",
                  call ->
                      STARTERS.contains(call.getName())
                          && call.getTargetOwner().isAssignableTo(Publisher.class)
                          && !call.getOrigin().getName().equals("close")));

  private static ArchRule only(String module, DescribedPredicate<JavaClass> allowed) {
    return classes()
        .that()
        .resideInAPackage(module)
        .should()
        .onlyDependOnClassesThat(allowed.or(describe("arrays", JavaClass::isArray)));
  }
}
