package quantum.runtime.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import quantum.contracts.Names;

/**
 * What a service that calculates cannot do, shown from its classes: reach a venue, or ask for a
 * trade.
 */
public final class CalcOnly {
  private static final List<String> VENUES =
      List.of(
          "quantum.apply.venue.Venue",
          "quantum.apply.ApplyLayer",
          "quantum.marketdata.PublicRest",
          "quantum.paper.PaperExchange",
          "quantum.bridge.IntentBridge");

  private final String service;
  private final JavaClasses classes;

  /**
   * @param service its package
   */
  public CalcOnly(String service) {
    this.service = service;
    this.classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(service);
    if (classes.isEmpty()) {
      throw new AssertionError("no classes in " + service);
    }
  }

  /** Its package {@code decide} knows no Redis, HTTP, logger, clock or environment. */
  public void decidesPurely() {
    classes()
        .that()
        .resideInAPackage(service + ".decide")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            service + ".decide",
            "quantum.contracts",
            "quantum.kernel..",
            "java.lang..",
            "java.math",
            "java.util..")
        .check(classes);
  }

  /** It opens no connection but that of the runtime to Redis. */
  public void knowsNoVenueAndNoNetwork() {
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
        .check(classes);
  }

  /** A venue that is not on the classpath cannot be reached by reflection either. */
  public void hasNoVenueOnItsClasspath() {
    for (String type : VENUES) {
      if (CalcOnly.class.getClassLoader().getResource(type.replace('.', '/') + ".class") != null) {
        throw new AssertionError(type + " is on the classpath of " + service);
      }
    }
  }

  /**
   * It asks {@link Names} for nothing but these, and knows no intent, plan or result.
   *
   * @param allowed methods of Names
   */
  public void namesOnly(Set<String> allowed) {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "asks Names for anything else than " + allowed,
                (JavaMethodCall call) ->
                    call.getTargetOwner().isEquivalentTo(Names.class)
                        && !allowed.contains(call.getName())))
        .check(classes);
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
        .check(classes);
  }
}
