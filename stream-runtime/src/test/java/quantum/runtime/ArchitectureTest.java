package quantum.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses RUNTIME =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.runtime");

  @Test
  void mechanism_knowsNoServiceAndNothingThatIsDecidedOn() {
    classes()
        .that()
        .resideInAPackage("quantum.runtime")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.runtime",
            "quantum.runtime.systemd",
            "quantum.contracts..",
            "quantum.kernel.value..",
            "java..",
            "io.lettuce..",
            "io.netty.util.concurrent..", // Lettuce hands its futures out
            "io.netty.handler.ssl..", // its TLS options are made of it
            "org.slf4j..",
            "ch.qos.logback.classic..")
        .check(RUNTIME);
  }

  @Test
  void snapshots_knowWhatIsLookedUpAndNoPolicy() {
    classes()
        .that()
        .resideInAPackage("quantum.runtime.snapshot")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.runtime..",
            "quantum.contracts..",
            "quantum.kernel.value",
            "quantum.kernel.market",
            "quantum.kernel.position",
            "java..",
            "io.lettuce..")
        .check(RUNTIME);
  }

  /** They know what policies are made of; the mechanism does not know them. */
  @Test
  void sharedSettings_knowPoliciesAndNoRedis() {
    classes()
        .that()
        .resideInAPackage("quantum.runtime.settings")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.runtime.settings",
            "quantum.runtime",
            "quantum.contracts",
            "quantum.kernel..",
            "java..")
        .check(RUNTIME);
  }

  @Test
  void supervisionAndLog_knowNoRedisAndNoService() {
    classes()
        .that()
        .resideInAnyPackage("quantum.runtime.systemd", "quantum.runtime.log")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.runtime.systemd",
            "quantum.runtime.log",
            "java..",
            "org.slf4j..",
            "ch.qos.logback..")
        .check(RUNTIME);
  }

  @Test
  void environment_isReadInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Settings.class.getName())
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(RUNTIME);
  }
}
