package quantum.apply.decide;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Optional;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.ApplyPlan;
import quantum.contracts.SkipReason;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/**
 * Whether a position may be opened: every gate must say yes, in the order of SPEC §7, and the first
 * that does not names the reason.
 */
public final class EntryGates {
  /** Clocks differ by less; an entry from the future is one of a time nobody knows. */
  private static final long MAX_AHEAD_MILLIS = 5_000;

  private static final int SHOWN_DIGITS = 8;

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private EntryGates() {}

  public static EntryVerdict check(ApplyPlan.Entry plan, EntryFacts facts, EntryRules rules) {
    if (!rules.allows(plan.header().symbol())) {
      return Skip.of(SkipReason.SKIP_NOT_ALLOWED);
    }
    Optional<Skip> held = facts.held().entry(rules.halted());
    if (held.isPresent()) {
      return held.get();
    }
    if (facts.open().isPresent()) {
      Position open = facts.open().get();
      return beside(plan, open.side(), open.side() + ", qty=" + open.qty());
    }
    // on the same side it would become one position with ours, on the other one a hedge of it
    Optional<VenuePosition> foreign =
        facts.foreign().stream()
            .min(Comparator.comparing(leg -> leg.side() == plan.side() ? 0 : 1));
    if (foreign.isPresent()) {
      VenuePosition leg = foreign.get();
      return beside(plan, leg.side(), leg.side() + ", qty=" + leg.quantity() + ", not ours");
    }
    long planned = plan.header().timestampMillis();
    if (facts.cooldown().filter(cooldown -> cooldown.covers(planned)).isPresent()) {
      return Skip.of(SkipReason.SKIP_OPEN_COOLDOWN);
    }
    // a backlog never opens positions at today's price: the older of both times counts
    long ageMillis = facts.wallMillis() - Math.min(planned, facts.planInStreamMillis());
    if (rules.maxAgeMillis() > 0 && ageMillis > rules.maxAgeMillis()) {
      return new Skip(SkipReason.SKIP_STALE_ENTRY, "age=" + ageMillis / 1000 + "s");
    }
    long aheadMillis = planned - facts.wallMillis();
    if (rules.maxAgeMillis() > 0 && aheadMillis > MAX_AHEAD_MILLIS) {
      return new Skip(
          SkipReason.SKIP_STALE_ENTRY, "stamped " + aheadMillis / 1000 + "s ahead of the clock");
    }
    if (rules.maxPositions() > 0 && facts.otherPositions() >= rules.maxPositions()) {
      return new Skip(
          SkipReason.SKIP_MAX_POSITIONS, facts.otherPositions() + " of " + rules.maxPositions());
    }
    return sized(plan, facts, rules);
  }

  private static Skip beside(ApplyPlan.Entry plan, Side open, String what) {
    return new Skip(
        open == plan.side() ? SkipReason.SKIP_OPEN_DUPLICATE : SkipReason.SKIP_OPEN_OPPOSITE, what);
  }

  private static EntryVerdict sized(ApplyPlan.Entry plan, EntryFacts facts, EntryRules rules) {
    // the dearer of what the signal saw and what is paid now, and before flooring: on the safe side
    BigDecimal seen = plan.entryPrice().value();
    BigDecimal dearest = facts.mark().map(mark -> mark.value().max(seen)).orElse(seen);
    BigDecimal notional = plan.qty().value().multiply(dearest);
    if (rules.maxNotional().signum() > 0 && notional.compareTo(rules.maxNotional()) > 0) {
      return new Skip(
          SkipReason.SKIP_MAX_NOTIONAL,
          Decimals.plain(notional) + " of " + Decimals.plain(rules.maxNotional()));
    }
    if (rules.maxLeverage() > 0 && plan.leverage().value() > rules.maxLeverage()) {
      return new Skip(
          SkipReason.SKIP_MAX_LEVERAGE,
          Decimals.plain(Decimals.of(plan.leverage().value())) + " of " + rules.maxLeverage());
    }
    Optional<BigDecimal> off = facts.mark().map(mark -> deviationPct(plan.entryPrice(), mark));
    if (rules.maxDeviationPct().signum() > 0
        && off.filter(pct -> pct.compareTo(rules.maxDeviationPct()) > 0).isPresent()) {
      return new Skip(
          SkipReason.SKIP_INPUTS,
          "entry_price %s is %s %% from the mark price %s, allowed are ENTRY_MAX_DEVIATION_PCT=%s"
              .formatted(
                  plan.entryPrice(),
                  Decimals.plain(off.get()),
                  facts.mark().get(),
                  Decimals.plain(rules.maxDeviationPct())));
    }
    EntryVerdict verdict = orderable(plan, facts.rules());
    return verdict instanceof EntryVerdict.Go(Quantity qty)
        ? liquidated(plan, facts, qty).<EntryVerdict>map(skip -> skip).orElse(verdict)
        : verdict;
  }

  /** A stop that lies where the exchange takes the position over is none. */
  private static Optional<Skip> liquidated(ApplyPlan.Entry plan, EntryFacts facts, Quantity qty) {
    Optional<Price> stop = plan.levels().stopLoss();
    if (stop.isEmpty() || facts.margin().isEmpty()) {
      return Optional.empty();
    }
    // what is paid now or what the signal saw: the one whose liquidation is nearer
    Price seen = plan.entryPrice();
    Price worse =
        facts.mark().filter(mark -> plan.side().isBetter(mark.value(), seen.value())).orElse(seen);
    return Liquidation.ofEntry(plan.side(), qty, worse, leverage(plan), facts.margin().get())
        .filter(at -> Liquidation.isBefore(plan.side(), at, stop.get()))
        .map(
            at ->
                new Skip(
                    SkipReason.SKIP_STOP_BEHIND_LIQUIDATION,
                    "stop_loss %s, liquidation at about %s"
                        .formatted(
                            stop.get(),
                            Decimals.plain(at.value().round(new MathContext(SHOWN_DIGITS))))));
  }

  /** What the exchange is asked to set for an entry: whole, ≥ 1. */
  public static int leverage(ApplyPlan.Entry plan) {
    return (int) Math.floor(plan.leverage().atLeastOne());
  }

  private static BigDecimal deviationPct(Price price, Price mark) {
    return price
        .value()
        .subtract(mark.value())
        .abs()
        .multiply(HUNDRED)
        .divide(mark.value(), 2, RoundingMode.UP);
  }

  private static EntryVerdict orderable(ApplyPlan.Entry plan, Optional<SymbolRules> known) {
    if (known.isEmpty()) {
      return new Skip(SkipReason.SKIP_INPUTS, "not listed at the venue");
    }
    if (!known.get().trading()) {
      return new Skip(
          SkipReason.SKIP_INPUTS, "not traded at the venue, status " + known.get().status());
    }
    Optional<Price> stop = plan.levels().stopLoss();
    if (stop.isPresent() && !isBehind(plan.side(), stop.get(), plan.entryPrice())) {
      return new Skip(
          SkipReason.SKIP_INPUTS, "stop_loss " + stop.get() + " is not behind the entry price");
    }
    SymbolRules rules = known.get();
    Quantity qty = rules.floor(plan.qty());
    if (!rules.tradable(qty)) {
      return new Skip(
          SkipReason.SKIP_INPUTS,
          "qty " + plan.qty() + " is below the least order " + rules.marketMin());
    }
    if (qty.compareTo(rules.marketMax()) > 0) {
      return new Skip(
          SkipReason.SKIP_INPUTS,
          "qty " + qty + " is above the largest order " + rules.marketMax());
    }
    return new EntryVerdict.Go(qty);
  }

  /** Whether a stop lies on the losing side of a price. */
  static boolean isBehind(Side side, Price stop, Price price) {
    return side.isBetter(price.value(), stop.value());
  }
}
