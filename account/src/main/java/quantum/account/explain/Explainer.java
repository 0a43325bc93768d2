package quantum.account.explain;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import quantum.account.snapshot.MarketReading;
import quantum.account.snapshot.Snapshot;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.Evaluation;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.HealthRecord;
import quantum.contracts.MarketStateHash;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.harvest.HarvestProgress;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.kill.KillTriggers;
import quantum.kernel.kill.KillYardstick;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.rnet.NetR;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Side;
import quantum.runtime.snapshot.Found;

/** Explains a snapshot with the functions that harvest-brain decides with. */
public final class Explainer {
  private Explainer() {}

  /**
   * @param settings of the service; what is set for the symbol alone is laid over them here
   */
  public static Explanation explain(Snapshot snapshot, HarvestTerms settings) {
    HarvestTerms terms =
        snapshot
            .health(SuiteService.HARVEST_BRAIN)
            .value()
            .flatMap(HealthRecord::mode)
            .map(mode -> settings.in(mode.equalsIgnoreCase("live")))
            .orElse(settings);
    Optional<String> refused =
        snapshot.overrides().garbled().map(why -> "the overrides are refused: " + why);
    if (snapshot.overrides() instanceof Found.Known<HarvestOverrides>(HarvestOverrides own)) {
      try {
        terms = terms.with(own);
      } catch (IllegalArgumentException e) {
        refused = Optional.of("the overrides do not go with the settings: " + e.getMessage());
      }
    }
    Explanation explanation = explainBy(snapshot, terms);
    return refused
        .map(why -> explanation.with(new Reason(Reason.Code.OVERRIDES_REFUSED, why)))
        .orElse(explanation);
  }

  private static Explanation explainBy(Snapshot snapshot, HarvestTerms terms) {
    Optional<PriceNow> price = price(snapshot);
    MarketNow market =
        market(snapshot, price.map(PriceNow::atMillis).orElse(snapshot.readAtMillis()), terms);
    Optional<Position> position = snapshot.position().value().map(OpenPosition::position);
    if (position.isEmpty() || price.isEmpty()) {
      return new Explanation(
          snapshot,
          terms,
          price,
          market,
          protection(snapshot),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          Reasons.withoutPrice(snapshot, price, market, terms));
    }
    long now = price.get().atMillis();
    return explain(
        snapshot, terms, withRisk(position.get(), snapshot, terms, now), price.get(), market);
  }

  private static Explanation explain(
      Snapshot snapshot, HarvestTerms terms, Position position, PriceNow price, MarketNow market) {
    Optional<Evaluation> evaluation = snapshot.evaluation().value();
    HarvestProgress progress =
        evaluation
            .map(e -> new HarvestProgress(e.levelsEmitted(), e.levelsTaken(), e.stopEmitted()))
            .orElse(HarvestProgress.NONE);
    Excursion excursion =
        evaluation
            .map(e -> new Excursion(e.current(), e.peak(), e.trough()))
            .orElseGet(() -> Excursion.at(position.entry()))
            .next(position.side(), price.price());
    KillMemory memory = evaluation.map(Evaluation::killMemory).orElse(KillMemory.NONE);
    long now = price.atMillis();
    HarvestAssessment assessment =
        terms.policy().assess(position, excursion, market.used(), progress, memory, now);
    KillNow kill = kill(position, market, memory, assessment, terms, now);
    Triggers triggers = new Triggers(position, excursion, progress, terms, now);
    List<Level> levels =
        triggers.levels(
            evaluation.map(Evaluation::levelsBlockedUntil).orElseGet(Collections::emptySortedMap));
    return new Explanation(
        snapshot,
        terms,
        Optional.of(price),
        market,
        protection(snapshot),
        Optional.of(profit(position, snapshot, price, terms)),
        Optional.of(kill),
        levels,
        triggers.stopSteps(),
        Reasons.of(snapshot, position, price, market, assessment, kill, levels, terms));
  }

  private static Optional<ProtectionNow> protection(Snapshot snapshot) {
    return snapshot.position().value().map(open -> ProtectionNow.of(open, snapshot));
  }

  /** The risk that harvest-brain would freeze with the next price, where none is frozen yet. */
  private static Position withRisk(
      Position position, Snapshot snapshot, HarvestTerms terms, long nowMillis) {
    if (position.entryRisk().isPresent()) {
      return position;
    }
    Optional<BigDecimal> risk =
        position
            .stop()
            .map(stop -> position.exactPnlPerUnit(stop).negate())
            .filter(distance -> distance.signum() > 0);
    if (risk.isEmpty()) {
      risk =
          snapshot
              .risk()
              .value()
              .filter(r -> Math.abs(nowMillis - r.updatedAtMillis()) <= terms.marketMaxAgeMillis())
              .filter(r -> r.positionId().map(position.id()::equals).orElse(true))
              .map(r -> Decimals.of(r.stopDistPct()))
              .filter(HarvestOverrides.STOP_RANGE::contains)
              .map(distance -> position.entry().value().multiply(distance));
    }
    return risk.map(position::withEntryRisk).orElse(position);
  }

  /** Whoever saw a price last: the ticker, or harvest-brain where prices come another way. */
  private static Optional<PriceNow> price(Snapshot snapshot) {
    Optional<PriceNow> ticker =
        snapshot
            .ticker()
            .value()
            .map((Ticker t) -> new PriceNow(t.markPrice(), t.timestampMillis(), true));
    Optional<PriceNow> seen =
        snapshot
            .evaluation()
            .value()
            .map(e -> new PriceNow(e.current(), e.lastUpdateMillis(), false));
    if (ticker.isEmpty() || seen.isEmpty()) {
      return ticker.or(() -> seen);
    }
    return seen.get().atMillis() > ticker.get().atMillis() ? seen : ticker;
  }

  private static MarketNow market(Snapshot snapshot, long atMillis, HarvestTerms terms) {
    Optional<MarketStateHash> told =
        snapshot.markets().stream().flatMap(m -> m.state().value().stream()).findFirst();
    Optional<MarketStateHash> fresh =
        snapshot.markets().stream()
            .flatMap(m -> m.state().value().stream())
            .filter(m -> Math.abs(atMillis - m.updatedAtMillis()) <= terms.marketMaxAgeMillis())
            .findFirst();
    if (fresh.isPresent()) {
      return new MarketNow(
          fresh.get().conditions(),
          fresh,
          atMillis - fresh.get().updatedAtMillis(),
          Optional.empty());
    }
    return new MarketNow(
        MarketConditions.NEUTRAL,
        told,
        told.map(m -> atMillis - m.updatedAtMillis()).orElse(0L),
        Optional.of(whyNeutral(snapshot, told, atMillis, terms)));
  }

  private static String whyNeutral(
      Snapshot snapshot, Optional<MarketStateHash> told, long atMillis, HarvestTerms terms) {
    if (told.isPresent()) {
      return "market state is "
          + Say.duration(Math.abs(atMillis - told.get().updatedAtMillis()))
          + (atMillis < told.get().updatedAtMillis() ? " ahead of" : " behind")
          + " the price, allowed are "
          + Say.duration(terms.marketMaxAgeMillis());
    }
    for (MarketReading reading : snapshot.markets()) {
      if (reading.state().garbled().isPresent()) {
        return reading.key() + " is unreadable: " + reading.state().garbled().get();
      }
    }
    for (MarketReading reading : snapshot.markets()) {
      if (reading.warmUp().isPresent()) {
        return "market-state is warming up: "
            + reading.warmUp().get().closes()
            + " of "
            + reading.warmUp().get().closesNeeded()
            + " closes";
      }
    }
    return "nobody publishes a market state";
  }

  private static Profit profit(
      Position position, Snapshot snapshot, PriceNow price, HarvestTerms terms) {
    BigDecimal pnl = position.exactPnlPerUnit(price.price());
    NetR profit = position.netR(price.price(), terms.theta());
    return new Profit(
        pnl,
        profit.costEstimate(),
        profit.riskUnit(),
        profit.stopDistance(),
        snapshot.position().value().flatMap(open -> open.position().entryRisk()).isPresent(),
        profit.value(),
        pnl.doubleValue() / profit.riskUnit(),
        position.unrealizedPnl(price.price()));
  }

  private static KillNow kill(
      Position position,
      MarketNow market,
      KillMemory memory,
      HarvestAssessment assessment,
      HarvestTerms terms,
      long now) {
    KillYardstick yardstick = terms.kill().yardstick(market.used(), memory, terms.theta());
    var since = assessment.killVerdict().memory().aboveSinceMillis();
    Optional<Long> left =
        since.isPresent()
            ? Optional.of(Math.max(0, terms.kill().confirmMillis() - (now - since.getAsLong())))
            : Optional.empty();
    return new KillNow(
        yardstick,
        memory,
        assessment.killVerdict(),
        KillTriggers.of(yardstick, position.ageSec(now), terms.theta()),
        left,
        direction(position, market, terms.kill()));
  }

  private static Optional<KillNow.Direction> direction(
      Position position, MarketNow market, KillRule rule) {
    if (rule.reference() != KillReference.ADAPTIVE) {
      return Optional.empty();
    }
    var usual = market.used().usual();
    return Optional.of(
        new KillNow.Direction(
            usual.isPresent() ? OptionalDouble.of(usual.get().drift()) : OptionalDouble.empty(),
            -rule.adverseDrift() * position.side().direction(),
            position.side() == Side.LONG,
            rule.marketIsAgainst(position, market.used()),
            KillRule.stopIsInProfit(position)));
  }
}
