package quantum.brain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses BRAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.brain");

  /** Neither Redis nor HTTP, log, file, thread or clock: the list says all that it may know. */
  @Test
  void decisions_knowTheKernelAndTheContractsOnly() {
    classes()
        .that()
        .resideInAPackage("quantum.brain.decide..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.brain.decide..",
            "quantum.contracts..",
            "quantum.kernel..",
            "java.lang..",
            "java.math..",
            "java.util",
            "java.util.function..",
            "java.util.stream..")
        .check(BRAIN);
  }

  @Test
  void decisions_askNeitherClockNorEnvironment() {
    noClasses()
        .that()
        .resideInAPackage("quantum.brain.decide..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(System.class, Runtime.class, Thread.class, Random.class)
        .check(BRAIN);
  }

  @Test
  void service_cannotReachAVenue() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("quantum.apply..", "quantum.paper..", "java.net.http..")
        .check(BRAIN);
  }
}
