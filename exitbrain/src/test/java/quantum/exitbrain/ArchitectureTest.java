package quantum.exitbrain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.exitbrain");

  /** No Redis, HTTP, logger, clock or environment: a replay decides what live decides. */
  @Test
  void deciding_isPure() {
    classes()
        .that()
        .resideInAPackage("quantum.exitbrain.decide")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.exitbrain.decide",
            "quantum.contracts",
            "quantum.kernel..",
            "java.lang..",
            "java.math",
            "java.util",
            "java.util.stream")
        .check(CLASSES);
    classes()
        .that()
        .resideInAPackage("quantum.exitbrain.decide")
        .should(new NotAskTheSystem())
        .check(CLASSES);
  }
}
