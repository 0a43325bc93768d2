package quantum.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.console");

  @Test
  void pages_areFunctionsOfTheModel() {
    noClasses()
        .that()
        .resideInAnyPackage("quantum.console.page", "quantum.console.model")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.lettuce.core.api..",
            "io.javalin..",
            "java.nio.file..",
            "quantum.console.watch",
            "quantum.console.web",
            "quantum.account.hand")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void packages_formNoCircle() {
    slices().matching("quantum.console.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** What writes is within reach of the actions alone. */
  @Test
  void nothingButTheActions_reachesTheHand() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Actions")
        .and()
        .doNotHaveSimpleName("Asked")
        .and()
        .doNotHaveSimpleName("Told")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("quantum.account.hand")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("quantum.runtime.Commits")
        .check(CLASSES);
  }

  @Test
  void console_reachesNoVenue() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "quantum.apply..", "quantum.marketdata..")
        .check(CLASSES);
  }
}
