package quantum.alerts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.alerts");

  @Test
  void deciding_isPure() {
    classes()
        .that()
        .resideInAPackage("quantum.alerts.decide")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.alerts.decide",
            "quantum.contracts",
            "quantum.kernel..",
            "java.lang..",
            "java.math",
            "java.nio.charset",
            "java.util..")
        .check(CLASSES);
  }

  /** Only who sends knows a network, and who hears and decides never waits for one. */
  @Test
  void network_isKnownToThePostAlone() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("quantum.alerts.channel.Post")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(CLASSES);
    noClasses()
        .that()
        .haveFullyQualifiedName("quantum.alerts.AlertsPipeline")
        .or()
        .haveFullyQualifiedName("quantum.alerts.Watch")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("quantum.alerts.channel.Post")
        .check(CLASSES);
  }
}
