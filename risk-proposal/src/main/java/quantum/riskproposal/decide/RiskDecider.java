package quantum.riskproposal.decide;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.OptionalDouble;
import quantum.contracts.Evaluation;
import quantum.contracts.RiskProposal;
import quantum.contracts.Ticker;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.risk.StopInput;
import quantum.kernel.risk.StopParameters;
import quantum.kernel.risk.StopProposal;
import quantum.kernel.risk.StopReasonCode;
import quantum.kernel.value.Price;

/**
 * Stop, target and trail for a position in its market: {@link StopProposal} with the position's own
 * facts.
 *
 * @param parameters weights and floors
 */
public record RiskDecider(StopParameters parameters) {
  private static final MathContext DIGITS = new MathContext(12);

  /**
   * Decides about an open position.
   *
   * @param evaluation harvest-brain's, if it has one of this position
   * @param ticker the last price, if there is a readable one
   * @param market if it is fresh
   */
  public RiskDecision decide(
      Position position,
      Optional<Evaluation> evaluation,
      Optional<Ticker> ticker,
      Optional<MarketConditions> market) {
    if (ticker.isEmpty()) {
      return new RiskDecision.Keep(position.symbol(), "no price");
    }
    if (ticker.get().timestampMillis() < position.openedAtMillis()) {
      return new RiskDecision.Keep(position.symbol(), "the last price is from before the position");
    }
    if (market.isEmpty()) {
      return new RiskDecision.Keep(position.symbol(), "no fresh market state");
    }
    return propose(position, evaluation, ticker.get(), market.get().state());
  }

  private RiskDecision propose(
      Position position, Optional<Evaluation> evaluation, Ticker ticker, MarketState market) {
    Price price = ticker.markPrice();
    StopInput input =
        new StopInput(
            position.side(),
            price.asDouble(),
            best(position, evaluation, price).asDouble(),
            position.stop().isPresent()
                ? OptionalDouble.of(position.stop().get().asDouble())
                : OptionalDouble.empty());
    StopProposal proposal = StopProposal.of(input, market, parameters);
    // nobody could read a distance of 100 %; below that every level is above zero
    boolean expressible =
        proposal.stopDistPct() < 1 && proposal.targetDistPct() < 1 && proposal.trailGapPct() < 1;
    if (!expressible) {
      return new RiskDecision.Keep(
          position.symbol(), "sigma of " + market.sigma() + " leaves no price for stop or target");
    }
    return new RiskDecision.Propose(
        new RiskProposal(
            position.symbol(),
            Optional.of(position.id()),
            Optional.of(position.side()),
            proposal.stopDistPct(),
            Optional.of(proposal.targetDistPct()),
            Optional.of(proposal.trailGapPct()),
            Optional.of(neverLooser(position, readable(proposal.stop()))),
            Optional.of(readable(proposal.target())),
            Optional.of(price),
            proposal.reasons().stream().map(StopReasonCode::code).toList(),
            ticker.timestampMillis()));
  }

  /** Without the noise of binary fractions: 12 significant digits. */
  private static Price readable(double price) {
    return new Price(new BigDecimal(price).round(DIGITS));
  }

  /** The present stop may have more digits than the formula can tell. */
  private static Price neverLooser(Position position, Price proposed) {
    return position
        .stop()
        .filter(present -> !position.side().isBetter(proposed.value(), present.value()))
        .orElse(proposed);
  }

  /**
   * Best price for the side since the entry: what harvest-brain has seen, the entry before that.
   */
  private static Price best(Position position, Optional<Evaluation> evaluation, Price price) {
    Price known =
        evaluation
            .filter(seen -> seen.positionId().equals(position.id()))
            .map(Evaluation::peak)
            .orElse(position.entry());
    return position.side().isBetter(price.value(), known.value()) ? price : known;
  }
}
