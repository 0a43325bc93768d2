package quantum.paper;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
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
        // times may be read and written, none is asked for
        .orShould()
        .callMethodWhere(target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.time\\.Clock|java\\.util\\.Random|java\\.util\\.UUID")
        .check(CLASSES);
  }

  /**
   * Following a venue is the one reason to open a connection, and market-data, which reads prices
   * and knows neither keys nor orders, the one way to read its stream: so no paper order can leave
   * this process.
   */
  @Test
  void onlyUpstream_opensConnections_andItSignsNothing() {
    noClasses()
        .that()
        .resideOutsideOfPackage("quantum.paper.upstream")
        .and()
        .doNotHaveFullyQualifiedName("quantum.paper.PaperServer") // hands on the client
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("quantum.paper.upstream")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "javax\\.crypto\\..*|quantum\\.paper\\.rest\\.Signatures|quantum\\.runtime\\.Secret")
        .orShould()
        .callMethod(
            java.net.http.HttpRequest.Builder.class,
            "POST",
            java.net.http.HttpRequest.BodyPublisher.class)
        .orShould()
        .callMethod(
            java.net.http.HttpRequest.Builder.class,
            "method",
            String.class,
            java.net.http.HttpRequest.BodyPublisher.class)
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
