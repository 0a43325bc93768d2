package quantum.contracts;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/**
 * The trade fields of {@code quantum:position:{SYMBOL}} (SPEC §4.1), written by the apply layer
 * with each fill. Absent once the position is closed.
 *
 * @param planId the plan that opened it
 * @param harvested levels that the apply layer has executed
 * @param realizedPnl gross, USDT, over this position's life
 * @param lastTradeId the newest trade of the exchange that is booked
 * @param source who keeps the trade fields: {@link #SOURCE_APPLY_LAYER} or {@link #SOURCE_BRAIN}
 */
public record OpenPosition(
    Position position,
    Optional<PlanId> planId,
    Set<String> harvested,
    Optional<BigDecimal> volatilityFactor,
    BigDecimal realizedPnl,
    Optional<String> stopOrderId,
    Optional<Long> lastTradeId,
    String source) {
  public static final String SOURCE_APPLY_LAYER = ApplyResult.SOURCE_APPLY_LAYER;

  /** The brain made the hash from a foreign fill; nothing at the exchange stands behind it. */
  public static final String SOURCE_BRAIN = "harvest_brain";

  /** A position nobody renews for this long is forgotten. */
  public static final long TTL_SECONDS = 24 * 3600;

  public static final String POSITION_ID = "position_id";
  public static final String ATTEMPTS = "attempts";
  public static final String SOURCE = "source";

  public OpenPosition {
    harvested = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(harvested));
  }

  public OpenPosition with(Position next) {
    return new OpenPosition(
        next, planId, harvested, volatilityFactor, realizedPnl, stopOrderId, lastTradeId, source);
  }

  /** Opened later than can be: nobody knows when it was opened, and no price is older than it. */
  public OpenPosition openedBy(long latestMillis) {
    return position.openedAtMillis() <= latestMillis ? this : with(position.withOpenedAt(0));
  }

  /**
   * Whether it is the position that {@code earlier} is; one whose hash has lost its id is, if side
   * and entry are the same.
   */
  public boolean isStill(OpenPosition earlier) {
    Position before = earlier.position;
    return position.side() == before.side()
        && (position.id().equals(before.id())
            || isNameless() && position.entry().equals(before.entry()));
  }

  private boolean isNameless() {
    return position.id().equals(unnamed(position.symbol(), position.openedAtMillis()));
  }

  /**
   * As {@link Position#completedBy}: a field that somebody emptied or broke does not take away what
   * is known. What was executed stays executed.
   */
  public OpenPosition completedBy(OpenPosition earlier) {
    Set<String> levels = new LinkedHashSet<>(earlier.harvested);
    levels.addAll(harvested);
    return new OpenPosition(
        position.completedBy(earlier.position),
        planId.or(earlier::planId),
        levels,
        volatilityFactor.or(earlier::volatilityFactor),
        realizedPnl,
        stopOrderId,
        lastTradeId,
        source);
  }

  /** {@link Optional#empty} in {@code Ok} if the hash does not exist. */
  public static Decoded<Optional<OpenPosition>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(read(reader)));
  }

  private static OpenPosition read(FieldReader reader) {
    Quantity qty = reader.require(Quantity::of, "qty", "quantity");
    EntryLevels levels = EntryLevels.read(reader);
    if (qty.isZero()) {
      throw new BadField("qty", "0", "must be > 0");
    }
    Quantity initialQty = reader.quantity("initial_qty").orElse(qty);
    if (initialQty.compareTo(qty) < 0) {
      throw new BadField("initial_qty", initialQty.toString(), "must be >= qty " + qty);
    }
    Position position =
        new Position(
            reader.symbol(),
            reader.require(Side::parse, "side"),
            reader
                .positionId()
                .or(() -> reader.planId().map(plan -> new PositionId(plan.value())))
                .orElseThrow(() -> new BadField(POSITION_ID, "", "is missing")),
            qty,
            initialQty,
            reader.require(Price::of, "entry_price"),
            reader.decimalAtLeastZero("entry_risk").filter(risk -> risk.signum() > 0),
            levels.stopLoss(),
            levels.takeProfit(),
            levels.targets(),
            levels.scheme(),
            reader.leverage().orElse(Leverage.NONE),
            reader.decimalAtLeastZero("atr_value").filter(atr -> atr.signum() > 0),
            reader.timeMillis("opened_at").orElse(0L),
            reader.count(ATTEMPTS).orElse(0),
            reader.decimalAtLeastZero("tick_size").filter(tick -> tick.signum() > 0));
    return new OpenPosition(
        position,
        reader.planId(),
        new LinkedHashSet<>(reader.list("harvested")),
        reader.decimalAtLeastZero("volatility_factor"),
        reader.decimal("realized_pnl").orElse(BigDecimal.ZERO),
        reader.text("stop_order_id"),
        reader.longCount("last_trade_id"),
        reader.text(SOURCE).orElse(SOURCE_APPLY_LAYER));
  }

  /** The one trade field that harvest-brain may set: a risk that nobody had frozen. */
  public static Map<String, String> encodeEntryRisk(BigDecimal entryRisk) {
    return new FieldWriter().put("entry_risk", entryRisk).fields();
  }

  public Map<String, String> encode() {
    Position p = position;
    FieldWriter writer =
        new FieldWriter()
            .put("symbol", p.symbol())
            .put("side", p.side())
            .put("qty", p.qty())
            .put("initial_qty", p.initialQty())
            .put("entry_price", p.entry())
            .put("leverage", p.leverage().value());
    new EntryLevels(p.stop(), p.takeProfit(), p.targets(), p.scheme()).write(writer);
    return writer
        .put("plan_id", planId)
        .put(POSITION_ID, p.id())
        .time("opened_at", p.openedAtMillis())
        .put("atr_value", p.atr())
        .put("volatility_factor", volatilityFactor)
        .put("entry_risk", p.entryRisk())
        .list("harvested", List.copyOf(harvested))
        .put(ATTEMPTS, p.attempts())
        .put("realized_pnl", realizedPnl)
        .put("stop_order_id", stopOrderId)
        .put("tick_size", p.tickSize())
        .put("last_trade_id", lastTradeId)
        .put(SOURCE, source)
        .fields();
  }
}
