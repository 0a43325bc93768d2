package quantum.harvestproposal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.contracts.Names;

/** What this service cannot do, shown from its classes. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quantum.harvestproposal");

  /** Names it needs; a name of a stream that anybody acts on is not among them. */
  private static final Set<String> NAMES =
      Set.of(
          "<init>",
          "namespace",
          "requireInside",
          "position",
          "ticker",
          "marketStatePrefix",
          "marketPrefix",
          "riskProposalPrefix",
          "harvestProposalPrefix",
          "harvestProposals",
          "foreignPosition",
          "execution");

  @Test
  void deciding_isPure() {
    classes()
        .that()
        .resideInAPackage("quantum.harvestproposal.decide")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "quantum.harvestproposal.decide",
            "quantum.contracts",
            "quantum.kernel..",
            "java.lang..",
            "java.math",
            "java.util..")
        .check(CLASSES);
  }

  @Test
  void calcOnly_noVenueNoHttpNoNetwork() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "quantum.apply..",
            "quantum.marketdata..",
            "quantum.paper..",
            "java.net..",
            "io.netty..",
            "java.nio.channels..")
        .check(CLASSES);
  }

  /** A venue that is not on the classpath cannot be reached by reflection either. */
  @Test
  void calcOnly_noVenueClientOnTheClasspath() {
    for (String type :
        Set.of(
            "quantum.apply.venue.Venue",
            "quantum.apply.ApplyLayer",
            "quantum.marketdata.package-info",
            "quantum.bridge.IntentBridge")) {
      String resource = type.replace('.', '/') + ".class";
      assertThat(getClass().getClassLoader().getResource(resource)).as(type).isNull();
    }
  }

  @Test
  void calcOnly_namesNoStreamThatOthersActOn() {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "asks Names for anything else than " + NAMES,
                (JavaMethodCall call) ->
                    call.getTargetOwner().isEquivalentTo(Names.class)
                        && !NAMES.contains(call.getName())))
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveSimpleName("TradeIntent")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleName("ApplyPlan")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleName("ApplyResult")
        .check(CLASSES);
  }
}
