package quantum.contracts;

import static quantum.contracts.Field.Rank.ENTRY;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * The fields of a {@link TradeIntent}.
 *
 * <p>An intent that says anywhere that it reduces is an exit, and an exit needs its symbol and what
 * to close, nothing else. An entry is what says nothing of the kind, and is clear.
 */
final class IntentCodec {
  private static final Field<String> SIDE =
      Field.entry(
          String::strip,
          "",
          "of the order, BUY or SELL (LONG and SHORT are read too); MOVE_SL for a stop move; CLOSE"
              + " closes all",
          "side");
  private static final Field<String> ACTION =
      Field.entry(String::strip, "", "what `side` says, where that is missing", "action")
          .ofOthers();
  private static final Field<OrderSide> ORDER_SIDE =
      Field.exitOrNone(IntentCodec::orderSide, "", SIDE.meaning(), "side", "action");
  private static final Field<OrderSide> CLOSING_SIDE =
      Field.exitOrNone(IntentCodec::closingSide, "", SIDE.meaning(), "side", "action");
  private static final List<Field<ExitType>> EXIT_TYPES =
      Stream.of("side", "action", "intent_type")
          .map(name -> Field.exitOrNone(ExitType::parse, "", "what kind of exit it is", name))
          .toList();
  private static final Field<Side> ENTRY_SIDE =
      Field.core(Side::parse, "", SIDE.meaning(), "side", "action");
  private static final Field<Quantity> EXIT_QTY =
      Field.exit(Fields::someQuantity, Fields.BASE, "of a partial", "qty", "quantity");
  private static final Field<BigDecimal> SL_PCT =
      Field.entry(Fields::percent, Fields.PERCENT, "stop distance from the entry price", "sl_pct");
  private static final Field<BigDecimal> TP_PCT =
      Field.optional(
          Fields::atLeastZero, Fields.PERCENT, "target distance from the entry price", "tp_pct");
  private static final Field<String> INTENT_TYPE =
      Field.exit(
          String::strip,
          "",
          "of an exit: PARTIAL_25, PROFIT_LOCK_SL, FULL_CLOSE_PROPOSED, CLOSE …, with or without"
              + " HARVEST_; an unknown one opens nothing",
          "intent_type");
  private static final Field<BigDecimal> CLOSE_PCT =
      Field.exit(Fields::percent, Fields.PERCENT, "of what is open now", "close_pct");
  private static final Field<Price> NEW_STOP =
      Field.exit(
          Price::of,
          Fields.QUOTE,
          "where a stop move puts it",
          "stop_loss",
          "stop_price",
          "new_sl");
  private static final Field<Flag> FORCE =
      Field.flag("false", "a stop may be moved to where it triggers at once", "force");
  private static final Field<BigDecimal> UNREALIZED_PNL =
      Field.number(Fields.USDT, "of the whole position", "unrealized_pnl");
  private static final Field<Integer> ATTEMPT =
      Field.optional(Fields::count, "", "failed attempts of the position so far", "attempt");
  private static final Field<String> CORRELATION_ID =
      Field.text("the position's id again", "correlation_id");
  private static final Field<String> TRACE_ID = Field.text("of the decision", "trace_id");
  private static final Field<Flag> REDUCE_ONLY =
      Field.flag(
          "the entry is refused; an exit passes",
          "true is never an entry",
          "reduce_only",
          "reduceOnly");
  private static final Field<Flag> CLOSE_POSITION =
      Field.flag(
              "the entry is refused; an exit passes",
              "true closes all",
              "closePosition",
              "close_position")
          .ofOthers();
  private static final Field<Side> POSITION_SIDE =
      Field.exitOrNone(
              text ->
                  text.equalsIgnoreCase("BOTH") ? Optional.empty() : Optional.of(Side.parse(text)),
              "",
              "of the position: an order against it is an exit",
              "positionSide",
              "position_side")
          .ranked(ENTRY)
          .ofOthers();
  private static final Field<Flag> DRY_RUN =
      Field.flag("true", "true never becomes a plan", "dry_run");

  static final List<Field<?>> FIELDS = fields();

  private static List<Field<?>> fields() {
    List<Field<?>> all = new ArrayList<>(List.of(Fields.SYMBOL, SIDE, ACTION));
    all.addAll(List.of(Fields.QTY, Fields.POSITION_USD, Fields.SIZE, Fields.POSITION_SIZE_USD));
    all.addAll(
        List.of(
            Fields.PRICE.meaning("price that goes with size, or that an exit was decided on"),
            Fields.LEVERAGE,
            Fields.ENTRY_PRICE));
    all.addAll(EntryLevels.FIELDS);
    all.addAll(List.of(SL_PCT, TP_PCT));
    all.addAll(EntryFeatures.FIELDS);
    all.addAll(
        List.of(
            INTENT_TYPE,
            CLOSE_PCT,
            FORCE,
            Fields.REASON,
            Fields.LEVEL,
            Fields.R_NET,
            Fields.KILL_SCORE,
            UNREALIZED_PNL,
            Fields.POSITION_ID,
            ATTEMPT,
            CORRELATION_ID,
            TRACE_ID,
            REDUCE_ONLY,
            CLOSE_POSITION,
            POSITION_SIDE,
            DRY_RUN,
            Fields.SOURCE,
            Fields.TIMESTAMP));
    return List.copyOf(all);
  }

  private static final Set<String> OPENING = Set.of("ENTRY", "ENTER", "OPEN");
  private static final Set<String> NOT_OPENING =
      Set.of(
          "CLOSE",
          "EXIT",
          "REDUCE",
          "PARTIAL",
          "HARVEST",
          "FLATTEN",
          "COVER",
          "LIQUIDATE",
          "SL",
          "TP",
          "STOP",
          "LOCK",
          "TAKE",
          "SKIP",
          "BLOCKED",
          "HOLD",
          "CANCEL",
          "NO",
          "NOT");

  private IntentCodec() {}

  static Decoded<TradeIntent> decode(Map<String, String> fields, String streamId) {
    Decoded<TradeIntent> decoded = Decoded.of(fields, reader -> read(reader, streamId));
    return decoded instanceof Decoded.Bad<TradeIntent>(String field, String found, String why, _)
        ? new Decoded.Bad<>(field, found, why, mayBeExit(fields))
        : decoded;
  }

  private static TradeIntent read(FieldReader reader, String streamId) {
    Symbol symbol = reader.require(Fields.SYMBOL);
    Optional<ExitType> type = exitType(reader);
    boolean exit =
        type.isPresent()
            || reader.flag(REDUCE_ONLY).isYes()
            || sideOf(reader)
                .flatMap(order -> reader.read(POSITION_SIDE).filter(side -> side != order.opens()))
                .isPresent();
    return exit
        ? exit(reader, streamId, symbol, type.orElse(new ExitType.Partial(Optional.empty())))
        : entry(reader, streamId, symbol);
  }

  /** What kind of exit is said, by whichever field says one. */
  private static Optional<ExitType> exitType(FieldReader reader) {
    for (Field<ExitType> field : EXIT_TYPES) {
      Optional<ExitType> said = reader.read(field);
      if (said.isPresent()) {
        return said;
      }
    }
    return reader.flag(CLOSE_POSITION).isYes()
        ? Optional.of(new ExitType.FullClose())
        : Optional.empty();
  }

  /** The side of the order; empty also where the field says what to do instead. */
  private static Optional<OrderSide> sideOf(FieldReader reader) {
    return reader.read(ORDER_SIDE);
  }

  private static Optional<OrderSide> closingSide(String text) {
    return ExitType.parse(text).isPresent() ? Optional.empty() : Fields.closingSide(text);
  }

  private static Optional<OrderSide> orderSide(String text) {
    return ExitType.parse(text).isPresent() || opens(text)
        ? Optional.empty()
        : Optional.of(Side.parse(text).opening());
  }

  private static TradeIntent.Entry entry(FieldReader reader, String streamId, Symbol symbol) {
    reader.requireReadablePayload();
    for (Field<Flag> flag : List.of(REDUCE_ONLY, CLOSE_POSITION)) {
      if (!reader.flag(flag).isClearlyNot()) {
        throw new BadField(
            flag.name(),
            reader.found(flag),
            "is neither true nor false: what may be an exit opens nothing");
      }
    }
    reader
        .readClearly(INTENT_TYPE)
        .filter(text -> !opens(text))
        .ifPresent(
            text -> {
              throw new BadField(
                  INTENT_TYPE.name(), text, "is neither an entry nor an exit known here");
            });
    reader.readClearly(POSITION_SIDE);
    Side side = entrySide(reader);
    reader.requireAgreement(Fields.QTY);
    reader.requireAgreement(Fields.STOP_LOSS);
    return new TradeIntent.Entry(
        symbol,
        side,
        EntrySize.read(reader),
        reader.readClearly(Fields.LEVERAGE).orElse(Leverage.NONE),
        reader.readClearly(Fields.ENTRY_PRICE),
        EntryLevels.readOfEntry(reader),
        reader.readClearly(SL_PCT),
        reader.read(TP_PCT).filter(value -> value.signum() > 0),
        EntryFeatures.read(reader),
        isDryRun(reader),
        reader.read(Fields.SOURCE, "unknown"),
        timestamp(reader, streamId));
  }

  /** {@code side}; an {@code action} beside it says the same, or that it opens. */
  private static Side entrySide(FieldReader reader) {
    Side side = reader.require(ENTRY_SIDE);
    String action = reader.read(ACTION, "");
    if (reader.has(SIDE) && !action.isEmpty() && !opens(action)) {
      reader.requireAgreement(ENTRY_SIDE);
    }
    return side;
  }

  /** A text that we do not know opens nothing unless it says that it means to open. */
  private static boolean opens(String text) {
    List<String> words = PlanAction.words(text);
    return words.stream().anyMatch(OPENING::contains)
        && words.stream().noneMatch(NOT_OPENING::contains);
  }

  private static boolean mayBeExit(Map<String, String> fields) {
    FieldReader reader;
    try {
      reader = FieldReader.of(fields);
      reader.requireReadablePayload();
    } catch (BadField e) {
      return !fields.isEmpty();
    }
    return !reader.flag(REDUCE_ONLY).isClearlyNot()
        || !reader.flag(CLOSE_POSITION).isClearlyNot()
        || reader.has(POSITION_SIDE)
        || reader.has(CLOSE_PCT)
        || reader.read(INTENT_TYPE).filter(text -> !opens(text)).isPresent()
        || (reader.has(SIDE) || reader.has(ACTION)) && sideOf(reader).isEmpty();
  }

  private static TradeIntent.Exit exit(
      FieldReader reader, String streamId, Symbol symbol, ExitType type) {
    Optional<BigDecimal> closePct = reader.read(CLOSE_PCT);
    Optional<Quantity> qty = reader.read(EXIT_QTY);
    Optional<Price> stop = reader.read(NEW_STOP);
    boolean stopMove = false;
    switch (type) {
      case ExitType.StopMove() -> {
        stopMove = true;
        if (stop.isEmpty()) {
          throw reader.missing(NEW_STOP);
        }
      }
      case ExitType.Partial(var percent) -> {
        if (closePct.isEmpty() && percent.isEmpty() && qty.isEmpty()) {
          throw new BadField(
              CLOSE_PCT.name(), reader.found(CLOSE_PCT), "is missing: give close_pct or qty");
        }
      }
      case ExitType.FullClose() -> {}
    }
    return new TradeIntent.Exit(
        symbol,
        type,
        reader.read(INTENT_TYPE, ""),
        stopMove ? Optional.empty() : closingSide(reader),
        qty,
        closePct,
        stop,
        reader.flag(FORCE).isYes(),
        reader.read(Fields.LEVEL),
        reader.read(Fields.POSITION_ID),
        reader.read(ATTEMPT, 0),
        reader.read(Fields.REASON, ""),
        reader.read(UNREALIZED_PNL),
        reader.read(Fields.PRICE),
        reader.read(Fields.R_NET),
        reader.read(Fields.KILL_SCORE),
        reader.read(TRACE_ID),
        isDryRun(reader),
        reader.read(Fields.SOURCE, "unknown"),
        timestamp(reader, streamId));
  }

  /** The side of the closing order, or of the position that CLOSE_LONG or positionSide names. */
  private static Optional<OrderSide> closingSide(FieldReader reader) {
    return reader
        .read(CLOSING_SIDE)
        .or(() -> reader.read(POSITION_SIDE).map(Side::closing))
        .or(
            () -> {
              List<String> words =
                  Stream.of(SIDE, ACTION, INTENT_TYPE)
                      .map(field -> reader.read(field, ""))
                      .filter(PlanAction::saysFullClose)
                      .flatMap(text -> PlanAction.words(text).stream())
                      .toList();
              return words.contains("LONG") == words.contains("SHORT")
                  ? Optional.empty()
                  : Optional.of(words.contains("LONG") ? OrderSide.SELL : OrderSide.BUY);
            });
  }

  /** Whatever is not clearly meant to be carried out is not. */
  private static boolean isDryRun(FieldReader reader) {
    return !reader.flag(DRY_RUN).isClearlyNot();
  }

  private static long timestamp(FieldReader reader, String streamId) {
    return reader.read(Fields.TIMESTAMP).orElseGet(() -> EventTime.ofStreamId(streamId));
  }

  static Map<String, String> encode(TradeIntent intent) {
    FieldWriter writer = new FieldWriter();
    switch (intent) {
      case TradeIntent.Entry entry -> {
        writer.put(Fields.SYMBOL, entry.symbol()).put(SIDE, entry.side().opening());
        entry.size().write(writer);
        writer
            .put(Fields.LEVERAGE, entry.leverage().value())
            .put(Fields.ENTRY_PRICE, entry.entryPrice());
        entry.levels().write(writer);
        writer.put(SL_PCT, entry.slPct()).put(TP_PCT, entry.tpPct());
        entry.features().write(writer);
        writer.put(REDUCE_ONLY, false);
      }
      case TradeIntent.Exit exit -> {
        writer
            .put(INTENT_TYPE, exit.intentType())
            .put(Fields.SYMBOL, exit.symbol())
            .put(
                SIDE,
                exit.type() instanceof ExitType.StopMove
                    ? Optional.of(TradeIntent.MOVE_SL)
                    : exit.side())
            .put(EXIT_QTY, exit.qty())
            .put(CLOSE_PCT, exit.closePct())
            .put(NEW_STOP, exit.stop());
        if (exit.force()) {
          writer.put(FORCE, true);
        }
        writer
            .put(Fields.REASON, exit.reason())
            .put(Fields.LEVEL, exit.level())
            .put(Fields.R_NET, exit.rNet())
            .put(Fields.KILL_SCORE, exit.killScore())
            .put(Fields.PRICE, exit.price())
            .put(UNREALIZED_PNL, exit.unrealizedPnl())
            .put(Fields.POSITION_ID, exit.positionId())
            .put(ATTEMPT, exit.attempt())
            .put(CORRELATION_ID, exit.positionId())
            .put(TRACE_ID, exit.traceId())
            .put(REDUCE_ONLY, true);
      }
    }
    return writer
        .put(DRY_RUN, intent.dryRun())
        .put(Fields.SOURCE, intent.source())
        .time(Fields.TIMESTAMP, intent.timestampMillis())
        .fields();
  }
}
