package quantum.cli;

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
          .importPackages("quantum.cli");

  @Test
  void judging_knowsNoRedisTerminalOrSettings() {
    noClasses()
        .that()
        .resideInAPackage("quantum.cli.judge")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.lettuce..",
            "picocli..",
            "quantum.cli.verb",
            "quantum.cli.screen..",
            "java.nio.file..")
        .check(CLASSES);
  }

  @Test
  void packages_formNoCircle() {
    slices().matching("quantum.cli.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** Of the services only what they can be set to. */
  @Test
  void services_areKnownBySettingsAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("quantum.cli.settings")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "quantum.apply..",
            "quantum.brain..",
            "quantum.bridge..",
            "quantum.exitbrain..",
            "quantum.marketstate..",
            "quantum.console..",
            "quantum.paper..",
            "quantum.replay..")
        .check(CLASSES);
  }

  /** It reads: what could write is not within its reach. */
  @Test
  void command_neverCommits() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("quantum.runtime.Commit")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("quantum.runtime.Commits")
        .check(CLASSES);
  }
}
