package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Collectors;
import quantum.contracts.ExitAsk;
import quantum.contracts.ExitPlanId;
import quantum.contracts.ExitType;
import quantum.contracts.PlanAction;
import quantum.contracts.TradeIntent;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.harvest.ReasonCode;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

/**
 * An exit to be asked for, of a position as it is now. Intent and plan are functions of it, so an
 * exit that is asked for again is the same plan.
 *
 * @param suggested whether it is only suggested, and nobody answers
 */
record ExitRequest(TrackedPosition tracked, ExitAsk ask, Grounds grounds, boolean suggested) {
  private static final String SOURCE = "harvest-brain";
  private static final String ASKED_AGAIN = "asked_again";
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /**
   * What an intent says of why it was made.
   *
   * @param atMillis event time of the price
   */
  record Grounds(String reason, double rNet, double killScore, long atMillis) {
    static Grounds of(HarvestAssessment assessment, long atMillis) {
      return new Grounds(
          assessment.reasons().stream().map(ReasonCode::code).collect(Collectors.joining(",")),
          assessment.rNet().value(),
          assessment.kill().value(),
          atMillis);
    }

    /** Nobody has answered; the figures are those of the last price. */
    static Grounds askedAgain(TrackedPosition.Assessed last) {
      return new Grounds(ASKED_AGAIN, last.rNet(), last.killScore(), last.atMillis());
    }
  }

  /** In what the three kinds of exit differ. */
  private record Terms(
      ExitType type,
      Optional<Quantity> qty,
      Optional<BigDecimal> percent,
      Optional<Price> stop,
      Optional<String> level) {}

  /** Of the position's present attempt. */
  PlanId plan() {
    Position position = tracked.position();
    return switch (ask) {
      case ExitAsk.FullClose _ -> ExitPlanId.fullClose(position.id(), position.attempts());
      case ExitAsk.StopMove move ->
          ExitPlanId.updateStop(position.id(), move.stop(), position.attempts());
      case ExitAsk.Tranche tranche ->
          ExitPlanId.partial(
              position.id(),
              PlanAction.partial(tranche.percent()),
              Decimals.plain(tranche.level()),
              position.attempts());
    };
  }

  TradeIntent.Exit intent() {
    Position position = tracked.position();
    Price price = tracked.excursion().orElseThrow().current();
    Terms terms = terms(position.qty());
    return new TradeIntent.Exit(
        position.symbol(),
        terms.type(),
        ask.intentType(),
        Optional.of(position.side().closing()),
        terms.qty(),
        terms.percent(),
        terms.stop(),
        false,
        terms.level(),
        Optional.of(position.id()),
        position.attempts(),
        grounds.reason(),
        Optional.of(position.unrealizedPnl(price)),
        Optional.of(price),
        Optional.of(grounds.rNet()),
        Optional.of(grounds.killScore()),
        Optional.of(plan().value()),
        suggested,
        SOURCE,
        grounds.atMillis());
  }

  private Terms terms(Quantity open) {
    return switch (ask) {
      case ExitAsk.FullClose _ ->
          new Terms(
              new ExitType.FullClose(),
              Optional.of(open),
              Optional.of(HUNDRED),
              Optional.empty(),
              Optional.empty());
      case ExitAsk.StopMove move ->
          new Terms(
              new ExitType.StopMove(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(move.stop()),
              Optional.empty());
      case ExitAsk.Tranche tranche ->
          new Terms(
              new ExitType.Partial(Optional.of(tranche.percent())),
              Optional.of(open.percent(tranche.percent())),
              Optional.of(tranche.percent()),
              Optional.empty(),
              Optional.of(Decimals.plain(tranche.level())));
    };
  }
}
