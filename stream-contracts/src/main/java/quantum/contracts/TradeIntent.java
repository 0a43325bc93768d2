package quantum.contracts;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** An entry of {@code trade.intent} or {@code harvest.suggestions} (SPEC §5). */
public sealed interface TradeIntent {
  Symbol symbol();

  /** Event time, epoch milliseconds. */
  long timestampMillis();

  /** A suggestion: never becomes a plan. */
  boolean dryRun();

  String source();

  /**
   * Opens a position.
   *
   * @param entryPrice the price the signal saw
   * @param slPct stop distance in percent of the entry price
   * @param tpPct target distance in percent of the entry price
   */
  record Entry(
      Symbol symbol,
      Side side,
      EntrySize size,
      Leverage leverage,
      Optional<Price> entryPrice,
      EntryLevels levels,
      Optional<BigDecimal> slPct,
      Optional<BigDecimal> tpPct,
      EntryFeatures features,
      boolean dryRun,
      String source,
      long timestampMillis)
      implements TradeIntent {}

  /**
   * Reduces a position or moves its stop; never opens anything.
   *
   * @param intentType as written, e.g. {@code HARVEST_PARTIAL_25}
   * @param side of the closing order, if it is said
   * @param closePct percent of what is open now, (0, 100]
   * @param stop for stop moves
   * @param force whether a stop may be moved to where it triggers at once
   * @param level the level in R that was crossed, or a name
   * @param attempt the position's failed attempts so far
   * @param unrealizedPnl whole position, USDT
   */
  record Exit(
      Symbol symbol,
      ExitType type,
      String intentType,
      Optional<OrderSide> side,
      Optional<Quantity> qty,
      Optional<BigDecimal> closePct,
      Optional<Price> stop,
      boolean force,
      Optional<String> level,
      Optional<PositionId> positionId,
      int attempt,
      String reason,
      Optional<BigDecimal> unrealizedPnl,
      Optional<Price> price,
      Optional<Double> rNet,
      Optional<Double> killScore,
      Optional<String> traceId,
      boolean dryRun,
      String source,
      long timestampMillis)
      implements TradeIntent {}

  String MOVE_SL = "MOVE_SL";

  /**
   * @param streamId the entry's id; its time stands in for a missing {@code timestamp}
   */
  static Decoded<TradeIntent> decode(Map<String, String> fields, String streamId) {
    return IntentCodec.decode(fields, streamId);
  }

  default Map<String, String> encode() {
    return IntentCodec.encode(this);
  }
}
