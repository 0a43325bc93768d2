package quantum.system;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rooms of the house and which doors there are between them (DESIGN). */
class HouseArchitectureTest {
  private static final JavaClasses SUITE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("quantum");

  private static final String[] SERVICES = {
    "quantum.brain..",
    "quantum.bridge..",
    "quantum.exitbrain..",
    "quantum.apply..",
    "quantum.marketstate..",
    "quantum.riskproposal..",
    "quantum.harvestproposal..",
    "quantum.tradingbot..",
    "quantum.alerts.."
  };

  @Test
  void dependencies_pointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("kernel")
        .definedBy("quantum.kernel..")
        .layer("contracts")
        .definedBy("quantum.contracts..")
        .layer("runtime")
        .definedBy("quantum.runtime..")
        .layer("marketdata")
        .definedBy("quantum.marketdata..")
        .layer("services")
        .definedBy(SERVICES)
        .layer("account")
        .definedBy("quantum.account..")
        .layer("console")
        .definedBy("quantum.console..")
        .layer("cli")
        .definedBy("quantum.cli..")
        .layer("paper")
        .definedBy("quantum.paper..")
        .layer("replay")
        .definedBy("quantum.replay..")
        .layer("report")
        .definedBy("quantum.report..")
        .layer("demo")
        .definedBy("quantum.demo..")
        .whereLayer("demo")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("replay")
        .mayOnlyBeAccessedByLayers("cli", "demo")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("replay", "account", "console", "cli")
        .whereLayer("account")
        .mayOnlyBeAccessedByLayers("console", "cli")
        // the command judges its settings
        .whereLayer("console")
        .mayOnlyBeAccessedByLayers("cli")
        // the command judges settings by the readers of those who have them
        .whereLayer("paper")
        .mayOnlyBeAccessedByLayers("replay", "cli", "demo")
        .whereLayer("cli")
        .mayOnlyBeAccessedByLayers("demo")
        .whereLayer("services")
        .mayOnlyBeAccessedByLayers("replay", "cli", "demo")
        // the paper exchange may follow a venue's public prices
        .whereLayer("marketdata")
        .mayOnlyBeAccessedByLayers("services", "paper")
        .whereLayer("runtime")
        .mayOnlyBeAccessedByLayers(
            "marketdata", "services", "account", "console", "cli", "paper", "replay", "demo")
        .whereLayer("contracts")
        .mayOnlyBeAccessedByLayers(
            "runtime", "marketdata", "services", "account", "console", "cli", "replay", "demo")
        .check(SUITE);
  }

  /** Settings of a backtest are read by the services' own readers; that is all of the runtime. */
  @Test
  void backtest_knowsOfTheRuntimeHowSettingsAreRead() {
    noClasses()
        .that()
        .resideInAPackage("quantum.replay..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("quantum.runtime..")
                .and(not(resideInAPackage("quantum.runtime.settings")))
                .and(not(simpleName("Settings").or(simpleName("BadSettings")))))
        .check(SUITE);
  }

  /** What is chosen and what is luck hangs on numbers alone. */
  @Test
  void statisticsOfComparisons_knowNothingOfBacktests() {
    classes()
        .that()
        .resideInAPackage("quantum.replay.compare..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("quantum.replay.compare..", "java.lang..", "java.util..")
        .check(SUITE);
  }

  @Test
  void services_doNotKnowEachOther() {
    for (String service : SERVICES) {
      for (String other : SERVICES) {
        if (!service.equals(other)) {
          noClasses()
              .that()
              .resideInAPackage(service)
              .should()
              .dependOnClassesThat()
              .resideInAPackage(other)
              .check(SUITE);
        }
      }
    }
  }

  @Test
  void decisions_knowNoRedisHttpLoggerClockOrEnvironment() {
    noClasses()
        .that()
        .resideInAnyPackage("quantum.kernel..", "..decide..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "quantum.runtime..",
            "io.lettuce..",
            "java.net.http..",
            "org.slf4j..",
            "java.nio.file..")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.time.Clock.class)
        .check(SUITE);
  }

  @Test
  void onlyApplyLayerMarketStateAndTradingBot_reachAVenue() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "quantum.brain..",
            "quantum.bridge..",
            "quantum.exitbrain..",
            "quantum.riskproposal..",
            "quantum.harvestproposal..",
            "quantum.account..",
            "quantum.console..",
            "quantum.cli..")
        .and()
        // asks whether public prices can be reached, and tells the paper exchange how to go on
        .resideOutsideOfPackage("quantum.cli.practice..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "quantum.apply.venue..", "quantum.marketdata..")
        .check(SUITE);
  }

  @Test
  void environment_isReadOnlyWhereSettingsAreMade() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("quantum.runtime.Settings")
        .and()
        .resideOutsideOfPackages("quantum.demo..", "quantum.runtime.testing..")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(SUITE);
  }

  @Test
  void packages_areNamedForARole() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..",
            "..utils..",
            "..common..",
            "..helper..",
            "..helpers..",
            "..impl..",
            "..manager..",
            "..misc..")
        .check(SUITE);
  }
}
