package quantum.tradingbot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import quantum.contracts.ApplyPlan;
import quantum.marketdata.PublicRest;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.tradingbot");

  /** No Redis, HTTP, logger, clock or environment: the same candles give the same signal. */
  @Test
  void deciding_isPure() {
    classes()
        .that()
        .resideInAPackage("quantum.tradingbot.decide")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.tradingbot.decide",
            "quantum.contracts",
            "quantum.marketdata",
            "quantum.kernel..",
            "java.lang..",
            "java.math",
            "java.time",
            "java.util",
            "java.util.function",
            "java.util.stream")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("quantum.tradingbot.decide")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(PublicRest.class)
        .check(CLASSES);
    classes()
        .that()
        .resideInAPackage("quantum.tradingbot.decide")
        .should(new NotAskTheSystem())
        .check(CLASSES);
  }

  /** A signal is an intent; gates and orders are others' business. */
  @Test
  void bot_makesNoPlans() {
    noClasses().should().dependOnClassesThat().areAssignableTo(ApplyPlan.class).check(CLASSES);
  }
}
