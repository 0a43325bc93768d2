package quantum.apply;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("quantum.apply");

  @Test
  void decisions_knowNoRedisHttpLoggerClockOrEnvironment() {
    noClasses()
        .that()
        .resideInAPackage("quantum.apply.decide")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "quantum.runtime..",
            "quantum.apply.venue.binance..",
            "io.lettuce..",
            "java.net..",
            "java.io..",
            "java.nio..",
            "java.time..",
            "org.slf4j..",
            "tools.jackson..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("quantum.apply.venue.Venue")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv")
        .check(CLASSES);
  }

  @Test
  void exchangePort_namesNoExchange_andOnlyTheMainWiresOne() {
    noClasses()
        .that()
        .resideInAPackage("quantum.apply.venue")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("quantum.apply.venue.binance..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("quantum.apply")
        .and()
        .haveNameNotMatching("quantum\\.apply\\.ApplyLayer(Settings)?(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("quantum.apply.venue.binance..")
        .check(CLASSES);
  }
}
