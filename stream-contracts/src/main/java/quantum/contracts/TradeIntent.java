package quantum.contracts;

import java.math.BigDecimal;
import java.util.Locale;
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
   * @param closePct percent of what is open now, (0, 100]
   * @param stop for stop moves
   * @param level the level in R that was crossed
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
    return Decoded.of(fields, reader -> read(reader, streamId));
  }

  private static TradeIntent read(FieldReader reader, String streamId) {
    Symbol symbol = reader.symbol();
    String direction = reader.text("side", "action").orElse("").toUpperCase(Locale.ROOT);
    Optional<String> typeText = reader.text("intent_type");
    Optional<ExitType> type = reader.read(ExitType::parse, "intent_type").flatMap(known -> known);
    if (direction.equals(MOVE_SL)) {
      type = Optional.of(new ExitType.StopMove());
    }
    boolean reduceOnly = reader.flag("reduce_only") || reader.flag("reduceOnly");
    if (type.isEmpty() && typeText.isPresent() && !opens(typeText.get())) {
      throw new BadField(
          "intent_type", typeText.get(), "is neither an entry nor an exit known here");
    }
    if (type.isPresent() || reduceOnly) {
      return exit(reader, streamId, symbol, direction, type);
    }
    return new Entry(
        symbol,
        reader.require(Side::parse, "side", "action"),
        EntrySize.read(reader),
        reader.leverage().orElse(Leverage.NONE),
        reader.price("entry_price", "price"),
        EntryLevels.read(reader),
        reader.percent("sl_pct"),
        reader.decimalAtLeastZero("tp_pct").filter(value -> value.signum() > 0),
        EntryFeatures.read(reader),
        reader.flag("dry_run"),
        reader.text("source").orElse("unknown"),
        timestamp(reader, streamId));
  }

  /** An intent type we do not know opens nothing unless it says that it means to open. */
  private static boolean opens(String intentType) {
    String name = intentType.toUpperCase(Locale.ROOT);
    return name.contains("ENTRY") || name.contains("OPEN");
  }

  private static Exit exit(
      FieldReader reader,
      String streamId,
      Symbol symbol,
      String direction,
      Optional<ExitType> stated) {
    Optional<BigDecimal> closePct = reader.percent("close_pct");
    Optional<Quantity> qty = reader.quantity("qty", "quantity");
    ExitType type = stated.orElse(new ExitType.Partial(Optional.empty()));
    Optional<Price> stop = reader.price("stop_loss", "stop_price", "new_sl");
    switch (type) {
      case ExitType.StopMove() -> {
        if (stop.isEmpty()) {
          throw new BadField("stop_loss", "", "is missing in a stop move");
        }
      }
      case ExitType.Partial(var percent) -> {
        if (closePct.isEmpty() && percent.isEmpty() && qty.filter(q -> !q.isZero()).isEmpty()) {
          throw new BadField("close_pct", "", "is missing: give close_pct or qty");
        }
      }
      case ExitType.FullClose() -> {}
    }
    return new Exit(
        symbol,
        type,
        reader.text("intent_type").orElse(""),
        direction.equals(MOVE_SL)
            ? Optional.empty()
            : reader.text("side", "action").flatMap(ApplyPlan::orderSide),
        qty,
        closePct,
        stop,
        reader.text("r_level"),
        reader.positionId(),
        reader.count("attempt").orElse(0),
        reader.text("reason").orElse(""),
        reader.decimal("unrealized_pnl"),
        reader.price("price"),
        reader.decimal("R_net").map(BigDecimal::doubleValue),
        reader.decimal("kill_score").map(BigDecimal::doubleValue),
        reader.text("trace_id"),
        reader.flag("dry_run"),
        reader.text("source").orElse("unknown"),
        timestamp(reader, streamId));
  }

  private static long timestamp(FieldReader reader, String streamId) {
    return reader.timeMillis("timestamp").orElseGet(() -> EventTime.ofStreamId(streamId));
  }

  default Map<String, String> encode() {
    FieldWriter writer = new FieldWriter();
    switch (this) {
      case Entry entry -> {
        writer.put("symbol", entry.symbol()).put("side", entry.side().opening());
        entry.size().write(writer);
        writer.put("leverage", entry.leverage().value()).put("entry_price", entry.entryPrice());
        entry.levels().write(writer);
        writer.put("sl_pct", entry.slPct()).put("tp_pct", entry.tpPct());
        entry.features().write(writer);
        writer.put("reduce_only", false);
      }
      case Exit exit -> {
        writer
            .put("intent_type", exit.intentType())
            .put("symbol", exit.symbol())
            .put(
                "side",
                exit.type() instanceof ExitType.StopMove ? Optional.of(MOVE_SL) : exit.side())
            .put("qty", exit.qty())
            .put("close_pct", exit.closePct())
            .put("stop_loss", exit.stop())
            .put("reason", exit.reason())
            .put("r_level", exit.level())
            .put("R_net", exit.rNet())
            .put("kill_score", exit.killScore())
            .put("price", exit.price())
            .put("unrealized_pnl", exit.unrealizedPnl())
            .put("position_id", exit.positionId())
            .put("attempt", exit.attempt())
            .put("correlation_id", exit.positionId())
            .put("trace_id", exit.traceId())
            .put("reduce_only", true);
      }
    }
    return writer
        .put("dry_run", dryRun())
        .put("source", source())
        .time("timestamp", timestampMillis())
        .fields();
  }
}
