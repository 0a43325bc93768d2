package quantum.bridge.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import quantum.bridge.decide.BridgeDecision.Plan;
import quantum.bridge.decide.BridgeDecision.Refuse;
import quantum.bridge.decide.BridgeDecision.Skip;
import quantum.contracts.ApplyPlan;
import quantum.contracts.EntryFeatures;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.contracts.EventTime;
import quantum.contracts.SkipReason;
import quantum.contracts.Ticker;
import quantum.contracts.TradeIntent;
import quantum.kernel.level.AdaptiveLevels;
import quantum.kernel.level.LevelInputs;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/**
 * Gates, sizes and levels an entry; fails closed.
 *
 * <p>Stop and target are settled apart from each other, each by the first of these that the intent
 * gives: the price itself, the distance in percent, the adaptive level. The adaptive {@code
 * take_profit} is tp1: a full close at take_profit then ends a position near 2.7 R, which is what
 * EXITBRAIN_TP_MODE=full is documented to do (SPEC §7). tp1 to tp3 and the scheme are the adaptive
 * ones in any case.
 */
final class EntryDecider {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int PRICE_SCALE = 16;

  /** Finer than any venue's step; the apply layer floors to the real one. */
  private static final int QTY_SCALE = 12;

  /** Clocks differ by less. */
  private static final long AHEAD_MILLIS = 5_000;

  private final BridgeRules rules;

  EntryDecider(BridgeRules rules) {
    this.rules = rules;
  }

  /** A level before it is known to lie on the right side, and the field to blame if it does not. */
  private record Candidate(String field, String found, BigDecimal price) {}

  BridgeDecision decide(TradeIntent.Entry intent, IntentContext context) {
    Optional<Skip> skip = gate(intent, context);
    if (skip.isPresent()) {
      return skip.get();
    }
    Optional<Price> known = intent.entryPrice().or(() -> freshPrice(context));
    if (known.isEmpty()) {
      return new Refuse(
          "entry_price",
          "",
          "is missing, and the ticker has no price younger than " + rules.tickerMaxAgeSec() + " s");
    }
    Price entry = known.get();
    Optional<Refuse> far = farFromMarket(entry, context);
    if (far.isPresent()) {
      return far.get();
    }
    BigDecimal qty = qty(intent.size(), entry);
    if (qty.signum() == 0) {
      return new Refuse("qty", intent.size().toString(), "is less than 1e-" + QTY_SCALE + " units");
    }
    return levelled(intent, context.streamId(), entry, new Quantity(qty));
  }

  private Optional<Skip> gate(TradeIntent.Entry intent, IntentContext context) {
    if (!rules.allowlist().contains(intent.symbol())) {
      return skip(SkipReason.SKIP_NOT_ALLOWED, "not in INTENT_BRIDGE_ALLOWLIST");
    }
    if (context.hand().killed()) {
      return skip(SkipReason.SKIP_KILL_SWITCH, "the kill switch is on");
    }
    if (context.hand().halted()) {
      return skip(SkipReason.SKIP_HALTED, "a halt is in force");
    }
    if (context.hand().paused(intent.symbol())) {
      return skip(SkipReason.SKIP_PAUSED, "the symbol is paused");
    }
    // the older of the two: neither a backlog nor a replayed message may pass for news
    long born = Math.min(intent.timestampMillis(), EventTime.ofStreamId(context.streamId()));
    long ageMillis = context.wallMillis() - born;
    if (rules.entryMaxAgeSec() > 0 && ageMillis > rules.entryMaxAgeSec() * 1000L) {
      return skip(
          SkipReason.SKIP_STALE_ENTRY,
          (ageMillis / 1000) + " s old, allowed " + rules.entryMaxAgeSec() + " s");
    }
    long aheadMillis = intent.timestampMillis() - context.wallMillis();
    if (rules.entryMaxAgeSec() > 0 && aheadMillis > AHEAD_MILLIS) {
      return skip(
          SkipReason.SKIP_STALE_ENTRY,
          "stamped " + (aheadMillis / 1000) + " s ahead of the clock: no telling how old it is");
    }
    return Optional.empty();
  }

  private static Optional<Skip> skip(SkipReason code, String detail) {
    return Optional.of(new Skip(code, detail));
  }

  /** Sized at a price that the market never saw, an order is as much too large or too small. */
  private Optional<Refuse> farFromMarket(Price entry, IntentContext context) {
    BigDecimal limit = rules.maxDeviationPct();
    if (limit.signum() == 0) {
      return Optional.empty();
    }
    return freshPrice(context)
        .filter(mark -> percentOf(mark, entry).compareTo(limit) > 0)
        .map(
            mark ->
                new Refuse(
                    "entry_price",
                    entry.toString(),
                    "is further than "
                        + Decimals.plain(limit)
                        + " % from the market, "
                        + mark
                        + " (ENTRY_MAX_DEVIATION_PCT)"));
  }

  /** How far {@code b} is from {@code a}, percent of {@code a}. */
  private static BigDecimal percentOf(Price a, Price b) {
    return a.value()
        .subtract(b.value())
        .abs()
        .multiply(HUNDRED)
        .divide(a.value(), PRICE_SCALE, RoundingMode.HALF_EVEN);
  }

  private Optional<Price> freshPrice(IntentContext context) {
    return context
        .ticker()
        .filter(
            ticker ->
                context.wallMillis() - ticker.receivedAtMillis() <= rules.tickerMaxAgeSec() * 1000L)
        .map(Ticker::markPrice);
  }

  /** Base units, ≥ 0, at most 12 decimals, never more than was asked for. */
  private static BigDecimal qty(EntrySize size, Price entry) {
    return switch (size) {
      case EntrySize.Units(Quantity qty) ->
          qty.value().setScale(Math.min(qty.value().scale(), QTY_SCALE), RoundingMode.DOWN);
      case EntrySize.Margin margin ->
          margin
              .usd()
              .multiply(Decimals.of(margin.leverage().atLeastOne()))
              .divide(entry.value(), QTY_SCALE, RoundingMode.DOWN);
      case EntrySize.Notional(BigDecimal usd, Price price) ->
          usd.divide(price.value(), QTY_SCALE, RoundingMode.DOWN);
    };
  }

  private BridgeDecision levelled(
      TradeIntent.Entry intent, String streamId, Price entry, Quantity qty) {
    Side side = intent.side();
    AdaptiveLevels adaptive = AdaptiveLevels.compute(inputs(intent));
    if (side == Side.SHORT && adaptive.tp3Pct() >= 1) {
      return new Refuse(
          "funding_rate",
          intent.features().fundingRate().map(Decimals::plain).orElse(""),
          "puts the target of a SHORT at or below zero");
    }
    List<Price> targets = adaptive.targets(side, entry);
    Candidate stop =
        candidate(
            "stop_loss",
            intent.levels().stopLoss(),
            "sl_pct",
            intent.slPct(),
            entry,
            side.opposite(),
            adaptive.stop(side, entry));
    Candidate target =
        candidate(
            "take_profit",
            intent.levels().takeProfit(),
            "tp_pct",
            intent.tpPct(),
            entry,
            side,
            targets.getFirst());
    Optional<Refuse> wrong =
        wrongSide(stop, entry, side, side.opposite())
            .or(() -> tooNear(stop, entry))
            .or(() -> wrongSide(target, entry, side, side));
    if (wrong.isPresent()) {
      return wrong.get();
    }
    return new Plan(
        new ApplyPlan.Entry(
            new ApplyPlan.Header(
                PlanId.ofEntry(streamId),
                intent.symbol(),
                IntentDecider.SOURCE,
                "entry of " + intent.source(),
                intent.timestampMillis(),
                Optional.empty()),
            side,
            qty,
            intent.leverage(),
            entry,
            new EntryLevels(
                Optional.of(new Price(stop.price())),
                Optional.of(new Price(target.price())),
                targets,
                adaptive.scheme()),
            intent.features()));
  }

  private LevelInputs inputs(TradeIntent.Entry intent) {
    EntryFeatures features = intent.features();
    return new LevelInputs(
        rules.baseTpPct(),
        rules.baseSlPct(),
        intent.leverage(),
        number(features.volatilityFactor()),
        number(features.fundingRate()),
        number(features.exchangeDivergence()));
  }

  private static OptionalDouble number(Optional<BigDecimal> value) {
    return value.stream().mapToDouble(BigDecimal::doubleValue).findFirst();
  }

  /**
   * @param towards whose profit lies at the level: LONG for one above the entry
   */
  private static Candidate candidate(
      String priceField,
      Optional<Price> explicit,
      String percentField,
      Optional<BigDecimal> percent,
      Price entry,
      Side towards,
      Price adaptive) {
    if (explicit.isPresent()) {
      return new Candidate(priceField, explicit.get().toString(), explicit.get().value());
    }
    if (percent.isPresent()) {
      BigDecimal moved = percent.get().multiply(BigDecimal.valueOf(towards.direction()));
      BigDecimal price = entry.value().add(entry.value().multiply(moved).divide(HUNDRED));
      return new Candidate(
          percentField,
          Decimals.plain(percent.get()),
          price.setScale(Math.min(price.scale(), PRICE_SCALE), RoundingMode.HALF_EVEN));
    }
    return new Candidate(priceField, adaptive.toString(), adaptive.value());
  }

  private Optional<Refuse> tooNear(Candidate stop, Price entry) {
    BigDecimal distance = percentOf(entry, new Price(stop.price()));
    if (distance.compareTo(rules.minStopPct()) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Refuse(
            stop.field(),
            stop.found(),
            "puts the stop "
                + Decimals.plain(distance)
                + " % from the entry, least is "
                + Decimals.plain(rules.minStopPct())
                + " % (MIN_STOP_PCT)"
                + (stop.field().equals("sl_pct") ? "; 2 means 2 %" : "")));
  }

  /** A level on the wrong side is refused and not "corrected": nobody knows what was meant. */
  private static Optional<Refuse> wrongSide(Candidate level, Price entry, Side side, Side towards) {
    if (level.price().signum() > 0 && towards.isBetter(level.price(), entry.value())) {
      return Optional.empty();
    }
    return Optional.of(
        new Refuse(
            level.field(),
            level.found(),
            "must be "
                + (towards == Side.LONG ? "above" : "between 0 and")
                + " the entry price "
                + entry
                + " of a "
                + side.opening()));
  }
}
