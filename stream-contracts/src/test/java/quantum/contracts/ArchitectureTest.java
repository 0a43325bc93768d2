package quantum.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The contracts translate; they reach nothing that could be translated for. */
class ArchitectureTest {
  private static final JavaClasses CONTRACTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.contracts");

  @Test
  void contracts_dependencies_areTheKernelAndJson() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.contracts",
            "quantum.kernel..",
            "tools.jackson..",
            "java.lang..",
            "java.math",
            "java.time..",
            "java.util..")
        .check(CONTRACTS);
  }

  @Test
  void contracts_ambientTimeAndEnvironment_areNotUsed() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CONTRACTS);
  }
}
