package quantum.riskproposal;

import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.runtime.testing.CalcOnly;

/** What this service cannot do, shown from its classes. */
class ArchitectureTest {
  private static final CalcOnly SERVICE = new CalcOnly("quantum.riskproposal");

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
          "riskProposalPrefix");

  @Test
  void deciding_isPure() {
    SERVICE.decidesPurely();
  }

  @Test
  void calcOnly_noVenueNoHttpNoNetwork() {
    SERVICE.knowsNoVenueAndNoNetwork();
  }

  @Test
  void calcOnly_noVenueClientOnTheClasspath() {
    SERVICE.hasNoVenueOnItsClasspath();
  }

  @Test
  void calcOnly_namesNoStreamThatOthersActOn() {
    SERVICE.namesOnly(NAMES);
  }
}
