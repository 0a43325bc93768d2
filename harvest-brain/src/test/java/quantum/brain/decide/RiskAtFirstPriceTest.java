package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.brain.decide.Desk.EARLIER;
import static quantum.brain.decide.Desk.ID;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SYMBOL;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.brain.decide.BrainEffect.FreezeRisk;
import quantum.brain.decide.BrainEffect.FreezeRisk.Origin;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.RiskProposal;
import quantum.kernel.position.Position;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/** A position that comes without its risk: entry 100, the fallback is 2. */
class RiskAtFirstPriceTest {
  private final Desk desk = Desk.kernel(HarvestMode.LIVE).holds(Desk.withoutStop());

  private static RiskProposal proposal(
      double distance, Optional<PositionId> position, Optional<Side> side) {
    return new RiskProposal(
        SYMBOL,
        position,
        side,
        distance,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OPENED);
  }

  private static FreezeRisk frozen(Desk desk) {
    return desk.allOf("101", 60).stream()
        .filter(FreezeRisk.class::isInstance)
        .map(FreezeRisk.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void proposalOfThePosition_setsItsRisk_once() {
    desk.proposed(proposal(0.0123, Optional.of(ID), Optional.of(Side.LONG)));
    FreezeRisk frozen = frozen(desk);
    assertThat(frozen.entryRisk()).isEqualByComparingTo("1.23");
    assertThat(frozen.origin()).isEqualTo(Origin.RISK_PROPOSAL);

    desk.proposed(proposal(0.05, Optional.of(ID), Optional.of(Side.LONG)));
    assertThat(desk.allOf("102", 61)).noneMatch(FreezeRisk.class::isInstance);
    desk.restarted().proposed(proposal(0.05, Optional.of(ID), Optional.of(Side.LONG)));
    assertThat(desk.allOf("103", 62)).noneMatch(FreezeRisk.class::isInstance);
    assertThat(desk.tracked().position().entryRisk().orElseThrow()).isEqualByComparingTo("1.23");
  }

  @Test
  void proposalOfAnotherWriter_withoutAPosition_counts() {
    desk.proposed(proposal(0.03, Optional.empty(), Optional.empty()));
    assertThat(frozen(desk).entryRisk()).isEqualByComparingTo("3");
  }

  @Test
  void proposalThatIsGone_doesNotCount() {
    desk.proposed(proposal(0.03, Optional.of(ID), Optional.of(Side.LONG)));
    desk.state().loadProposals(Map.of());
    assertThat(frozen(desk).origin()).isEqualTo(Origin.FALLBACK);
  }

  @Test
  void proposalOfAnEarlierPosition_orOfTheOtherSide_doesNotCount() {
    desk.proposed(proposal(0.03, Optional.of(EARLIER), Optional.empty()));
    assertThat(frozen(desk).origin()).isEqualTo(Origin.FALLBACK);
    Desk other = Desk.kernel(HarvestMode.LIVE).holds(Desk.withoutStop());
    other.proposed(proposal(0.03, Optional.of(ID), Optional.of(Side.SHORT)));
    assertThat(frozen(other).origin()).isEqualTo(Origin.FALLBACK);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.00009, 0.51})
  void proposalThatCannotBeMeant_doesNotCount(double distance) {
    desk.proposed(proposal(distance, Optional.of(ID), Optional.empty()));
    assertThat(frozen(desk).origin()).isEqualTo(Origin.FALLBACK);
  }

  @ParameterizedTest
  @CsvSource({"LONG, 97, 3", "SHORT, 101.5, 1.5"})
  void stopOnTheLosingSide_isTheRisk_whateverIsProposed(Side side, String stop, String risk) {
    Desk held = Desk.kernel(HarvestMode.LIVE).holds(withStop(side, stop));
    held.proposed(proposal(0.05, Optional.of(ID), Optional.empty()));
    FreezeRisk frozen = frozen(held);
    assertThat(frozen.entryRisk()).isEqualByComparingTo(risk);
    assertThat(frozen.origin()).isEqualTo(Origin.PRESENT_STOP);
  }

  @ParameterizedTest
  @CsvSource({"LONG, 100", "LONG, 101", "SHORT, 99.8"})
  void stopThatWasMovedToProfit_saysNothingOfTheRisk(Side side, String stop) {
    Desk held = Desk.kernel(HarvestMode.LIVE).holds(withStop(side, stop));
    assertThat(frozen(held).origin()).isEqualTo(Origin.FALLBACK);
  }

  private static Position withStop(Side side, String stop) {
    Position p = Desk.withoutStop();
    return new Position(
        p.symbol(),
        side,
        p.id(),
        p.qty(),
        p.initialQty(),
        p.entry(),
        Optional.<BigDecimal>empty(),
        Optional.of(Price.of(stop)),
        Optional.empty(),
        List.of(),
        List.of(),
        p.leverage(),
        Optional.empty(),
        p.openedAtMillis(),
        0,
        Optional.empty());
  }
}
