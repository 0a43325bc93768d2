package quantum.paper;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String[] CORE = {
    "quantum.paper.prices", "quantum.paper.account", "quantum.paper.refusal"
  };
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.paper");

  @Test
  void core_knowsNoServerJsonLogOrRedis() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.javalin..",
            "org.eclipse.jetty..",
            "tools.jackson..",
            "org.slf4j..",
            "quantum.runtime..",
            "java.net..",
            "io.lettuce..")
        .check(CLASSES);
  }

  @Test
  void coreAndExchange_knowNoClockAndNoRandomness() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .or()
        .resideInAPackage("quantum.paper.exchange")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.time\\..*|java\\.util\\.Random|java\\.util\\.UUID")
        .check(CLASSES);
  }

  @Test
  void paperExchange_needsNoRedis() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("io\\.lettuce\\..*|quantum\\.runtime\\.Redis|quantum\\.contracts\\..*")
        .check(CLASSES);
  }
}
