package quantum.replay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** The packages of the backtest know each other one way. */
class ArchitectureTest {
  private static final JavaClasses REPLAY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.replay");

  @Test
  void packages_knowThoseBeforeThemAlone() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("data")
        .definedBy("quantum.replay.data")
        .layer("compare")
        .definedBy("quantum.replay.compare")
        .layer("trades")
        .definedBy("quantum.replay.trades")
        .layer("entry")
        .definedBy("quantum.replay.entry")
        .layer("market")
        .definedBy("quantum.replay.market")
        .layer("journal")
        .definedBy("quantum.replay.journal")
        .layer("run")
        .definedBy("quantum.replay.run")
        .layer("output")
        .definedBy("quantum.replay.output")
        .layer("commands")
        .definedBy("quantum.replay")
        .ensureAllClassesAreContainedInArchitecture()
        .whereLayer("commands")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("data")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("data")
        .mayNotAccessAnyLayer()
        .whereLayer("output")
        .mayOnlyBeAccessedByLayers("commands")
        .whereLayer("compare")
        .mayOnlyBeAccessedByLayers("output", "commands")
        .whereLayer("run")
        .mayOnlyBeAccessedByLayers("output", "commands")
        .whereLayer("journal")
        .mayOnlyBeAccessedByLayers("run", "output", "commands")
        .whereLayer("market")
        // the regime at an entry is told with its position, and by what the market is judged with
        // the
        // assumptions
        .mayOnlyBeAccessedByLayers("journal", "run", "output", "commands")
        .whereLayer("entry")
        .mayOnlyBeAccessedByLayers("market", "run", "output", "commands")
        .whereLayer("trades")
        .mayOnlyBeAccessedByLayers("entry", "output", "commands")
        .check(REPLAY);
  }

  @Test
  void packages_areInNoCycle() {
    slices().assignedFrom(new EachPackage()).should().beFreeOfCycles().check(REPLAY);
  }

  /** A pattern of names would leave out the package that all others lie in. */
  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass of) {
      return SliceIdentifier.of(of.getPackageName());
    }

    @Override
    public String getDescription() {
      return "each package";
    }
  }

  @Test
  void onlyCommands_knowTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("quantum.replay", "quantum.replay.data")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(REPLAY);
  }
}
