package quantum.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The report knows nothing of the suite but its values, and nothing of the world but a file. */
class ArchitectureTest {
  private static final JavaClasses REPORT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.report");

  @Test
  void report_dependencies_areTheLanguageValuesAndJson() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.report..", "quantum.kernel.value", "tools.jackson.databind..", "java..")
        .check(REPORT);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.awt..", "javax..", "java.sql..")
        .check(REPORT);
  }

  @Test
  void report_rooms_haveDoorsOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("files")
        .definedBy("quantum.report")
        .layer("page")
        .definedBy("quantum.report.page")
        .layer("programs")
        .definedBy("quantum.report.file")
        .layer("chart")
        .definedBy("quantum.report.chart")
        .layer("markup")
        .definedBy("quantum.report.markup")
        .layer("figures")
        .definedBy("quantum.report.figures")
        .layer("data")
        .definedBy("quantum.report.data")
        .whereLayer("files")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("page")
        .mayOnlyBeAccessedByLayers("files")
        .whereLayer("programs")
        .mayOnlyBeAccessedByLayers("files")
        .whereLayer("chart")
        .mayOnlyBeAccessedByLayers("page")
        .whereLayer("markup")
        .mayOnlyBeAccessedByLayers("page", "chart")
        .whereLayer("figures")
        .mayOnlyBeAccessedByLayers("files", "page", "programs", "chart")
        .check(REPORT);
  }

  @Test
  void report_sameDataGiveTheSameBytes_soNothingOfTheMomentIsAsked() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.time.ZoneId.class, "systemDefault")
        .orShould()
        .callMethod(java.util.Locale.class, "getDefault")
        .orShould()
        .callMethod(Math.class, "random")
        .check(REPORT);
  }
}
