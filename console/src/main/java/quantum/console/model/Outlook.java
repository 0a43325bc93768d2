package quantum.console.model;

import java.math.MathContext;
import java.util.Optional;
import quantum.account.explain.Explanation;
import quantum.account.snapshot.Holding;
import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.contracts.StopState;
import quantum.contracts.Ticker;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;

/**
 * One open position and what happens to it next.
 *
 * @param explanation by the functions that harvest-brain decides with; empty where the position
 *     cannot be read
 */
public record Outlook(Holding holding, Optional<Explanation> explanation) {
  /** Whoever saw a price last: the ticker, or harvest-brain where prices come another way. */
  public Optional<Price> price() {
    Optional<Ticker> ticker = holding.ticker().value();
    Optional<Evaluation> seen = holding.evaluation().value();
    boolean brain =
        seen.isPresent()
            && ticker.filter(t -> t.timestampMillis() >= seen.get().lastUpdateMillis()).isEmpty();
    return brain ? seen.map(Evaluation::current) : ticker.map(Ticker::markPrice);
  }

  /** R after costs at a price; empty without a risk to measure by. */
  public Optional<Double> netR(Price at) {
    return holding.position().value().map(OpenPosition::position).flatMap(it -> netR(it, at));
  }

  private Optional<Double> netR(Position position, Price at) {
    // what the first explanation froze stands for a risk that is not frozen yet
    return explanation.flatMap(
        e ->
            (position.entryRisk().isPresent()
                    ? Optional.of(position)
                    : e.profit().map(p -> position.withEntryRisk(Decimals.of(p.riskUnit()))))
                .map(it -> it.netR(at, e.terms().theta()).value()));
  }

  /**
   * Gross R at the best price that harvest-brain has seen; empty without one, or without a risk.
   */
  public Optional<Double> bestR() {
    return holding.evaluation().value().map(Evaluation::peak).flatMap(this::grossR);
  }

  /** Gross R at the worst one. */
  public Optional<Double> worstR() {
    return holding.evaluation().value().map(Evaluation::trough).flatMap(this::grossR);
  }

  private Optional<Double> grossR(Price at) {
    return holding
        .position()
        .value()
        .map(OpenPosition::position)
        .flatMap(
            it ->
                it.entryRisk()
                    .map(
                        risk ->
                            it.exactPnlPerUnit(at)
                                .divide(risk, MathContext.DECIMAL32)
                                .doubleValue()));
  }

  /** Whether a stop of ours rests at the exchange. */
  public static boolean isProtected(OpenPosition open) {
    return open.position().stop().isPresent() && open.protection().state() == StopState.RESTING;
  }
}
