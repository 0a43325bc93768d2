package quantum.account;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import quantum.runtime.snapshot.Found;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.account");

  @Test
  void explaining_isPure() {
    classes()
        .that()
        .resideInAPackage("quantum.account.explain")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "quantum.account.explain",
                    "quantum.account.snapshot",
                    "quantum.contracts",
                    "quantum.kernel..",
                    "java.lang..",
                    "java.math",
                    "java.time..",
                    "java.util..")
                .or(assignableTo(Found.class))) // what was read, not a way to read it
        .check(CLASSES);
  }

  @Test
  void judging_knowsNoRedisOrFile() {
    noClasses()
        .that()
        .resideInAPackage("quantum.account.judge")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lettuce..", "java.nio.file..", "quantum.account.hand")
        .check(CLASSES);
  }

  @Test
  void packages_formNoCircle() {
    slices().matching("quantum.account.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** Only the hand writes. */
  @Test
  void nothingButTheHand_writes() {
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
