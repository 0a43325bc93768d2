package quantum.contracts;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** An entry of {@code apply.plan}: one thing the apply layer shall do (SPEC §5, §7). */
public sealed interface ApplyPlan {
  /** The decision of a plan that is to be carried out. */
  String EXECUTE = "EXECUTE";

  Header header();

  /** The action as it stands in the stream, known or not. */
  String actionName();

  /**
   * What every plan says.
   *
   * @param timestampMillis event time of the decision, epoch milliseconds
   * @param positionId the position meant; absent in entries and in operators' plans
   */
  record Header(
      PlanId planId,
      Symbol symbol,
      String source,
      String reason,
      long timestampMillis,
      Optional<PositionId> positionId) {}

  /**
   * What an exit was decided on.
   *
   * @param price the price that was judged
   * @param rNet profit in units of risk, after costs
   */
  record Scores(Optional<Price> price, Optional<Double> rNet, Optional<Double> killScore) {
    public static final Scores NONE =
        new Scores(Optional.empty(), Optional.empty(), Optional.empty());

    static Scores read(FieldReader reader) {
      return new Scores(
          reader.price("price"),
          reader.decimal("R_net").map(BigDecimal::doubleValue),
          reader.decimal("kill_score").map(BigDecimal::doubleValue));
    }

    void write(FieldWriter writer) {
      writer.put("price", price).put("R_net", rNet).put("kill_score", killScore);
    }
  }

  /**
   * Opens a position at market.
   *
   * @param decision {@link #EXECUTE}, or the word for why this is not to be carried out
   */
  record Entry(
      Header header,
      Side side,
      Quantity qty,
      Leverage leverage,
      Price entryPrice,
      EntryLevels levels,
      EntryFeatures features,
      String decision)
      implements ApplyPlan {
    public Entry(
        Header header,
        Side side,
        Quantity qty,
        Leverage leverage,
        Price entryPrice,
        EntryLevels levels,
        EntryFeatures features) {
      this(header, side, qty, leverage, entryPrice, levels, features, EXECUTE);
    }

    @Override
    public String actionName() {
      return PlanAction.ENTRY_PROPOSED.name();
    }
  }

  /**
   * Closes part or all, reduce-only at market.
   *
   * @param percent of what is open now, (0, 100]
   * @param level what marks this exit as done: a level in R, or tp1, tp2, tp3
   * @param side of the order, where the sender clearly says it: what it cannot close is not meant
   */
  record Close(
      Header header,
      PlanAction action,
      BigDecimal percent,
      Optional<String> level,
      Scores scores,
      Optional<OrderSide> side)
      implements ApplyPlan {
    public Close(
        Header header,
        PlanAction action,
        BigDecimal percent,
        Optional<String> level,
        Scores scores) {
      this(header, action, percent, level, scores, Optional.empty());
    }

    @Override
    public String actionName() {
      return action.name();
    }
  }

  /**
   * Moves the stop, only ever tighter.
   *
   * @param intentType what kind of move it is, e.g. PROFIT_LOCK_SL; for the record
   * @param force whether it is meant even if it triggers at once
   */
  record UpdateStop(
      Header header, Price stop, Optional<String> intentType, Scores scores, boolean force)
      implements ApplyPlan {
    public UpdateStop(Header header, Price stop, Optional<String> intentType, Scores scores) {
      this(header, stop, intentType, scores, false);
    }

    @Override
    public String actionName() {
      return PlanAction.UPDATE_SL.name();
    }
  }

  /** Says for the record that nothing happens; has no result. */
  record Hold(Header header, Scores scores) implements ApplyPlan {
    @Override
    public String actionName() {
      return PlanAction.HOLD.name();
    }
  }

  /** An action nobody here knows: no order, a warning, a SKIPPED result (SPEC §8). */
  record Unknown(Header header, String actionName) implements ApplyPlan {}

  /**
   * @param streamId the entry's id; its time stands in for a missing {@code timestamp}, and a plan
   *     without {@code plan_id} gets one made of it
   */
  static Decoded<ApplyPlan> decode(Map<String, String> fields, String streamId) {
    return Decoded.of(fields, reader -> read(reader, streamId));
  }

  private static ApplyPlan read(FieldReader reader, String streamId) {
    Header header =
        new Header(
            reader.planId().orElseGet(() -> PlanId.ofEntry(streamId)),
            reader.symbol(),
            reader.text("source").orElse("unknown"),
            reader.text("reason").orElse(""),
            reader.timeMillis("timestamp").orElseGet(() -> EventTime.ofStreamId(streamId)),
            reader.positionId());
    String name = reader.requireText("action");
    Optional<PlanAction> known = PlanAction.parse(name);
    if (known.isEmpty()) {
      return new Unknown(header, name);
    }
    PlanAction action = known.get();
    return switch (action) {
      case ENTRY_PROPOSED -> entry(reader, header);
      case PARTIAL_25, PARTIAL_50, PARTIAL_75, FULL_CLOSE_PROPOSED ->
          new Close(
              header,
              action,
              reader
                  .read(ApplyPlan::percentOfSteps, "steps")
                  .orElseGet(() -> action.percent().orElseThrow()),
              reader.text("r_level"),
              Scores.read(reader),
              reader.text("side").flatMap(ApplyPlan::orderSide));
      case UPDATE_SL ->
          new UpdateStop(
              header,
              reader.require(Price::of, "stop_loss", "new_sl"),
              reader.text("intent_type"),
              Scores.read(reader),
              reader.flag("force"));
      case HOLD -> new Hold(header, Scores.read(reader));
    };
  }

  private static Entry entry(FieldReader reader, Header header) {
    Quantity qty = reader.require(Quantity::of, "qty", "quantity");
    if (qty.isZero()) {
      throw new BadField("qty", "0", "must be > 0");
    }
    return new Entry(
        header,
        reader.require(Side::parse, "side"),
        qty,
        reader.leverage().orElse(Leverage.NONE),
        reader.require(Price::of, "entry_price", "price"),
        EntryLevels.read(reader),
        EntryFeatures.read(reader),
        reader.text("decision").map(text -> text.toUpperCase(Locale.ROOT)).orElse(EXECUTE));
  }

  /**
   * The side of an exit's order. LONG and SHORT may mean the position or the order, so they say
   * nothing clear, like any other word: an exit is not held back for it.
   */
  static Optional<OrderSide> orderSide(String text) {
    return Stream.of(OrderSide.values())
        .filter(side -> side.name().equalsIgnoreCase(text))
        .findFirst();
  }

  /** {@code [{"type":"market_reduce_only","pct":75}]} → 75; the steps decide the fraction. */
  private static BigDecimal percentOfSteps(String steps) {
    JsonNode root;
    try {
      root = FieldReader.json().readTree(steps);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
    }
    JsonNode pct = root.isArray() && root.size() == 1 ? root.get(0).get("pct") : null;
    if (pct == null || !pct.isValueNode()) {
      throw new IllegalArgumentException("must be one step with a pct");
    }
    return FieldReader.percentOf(pct.asString());
  }

  private String decisionName() {
    return switch (this) {
      case Entry entry -> entry.decision();
      case Hold hold -> "HOLD";
      case Close c -> EXECUTE;
      case UpdateStop u -> EXECUTE;
      case Unknown u -> EXECUTE;
    };
  }

  /** As an entry of {@code harvest.suggestions}: nobody carries it out. */
  default Map<String, String> encodeSuggestion() {
    Map<String, String> fields = encode();
    fields.put("dry_run", "true");
    return fields;
  }

  default Map<String, String> encode() {
    Header header = header();
    FieldWriter writer =
        new FieldWriter()
            .put("plan_id", header.planId())
            .put("decision", decisionName())
            .put("symbol", header.symbol())
            .put("action", actionName());
    switch (this) {
      case Entry entry -> {
        writer
            .put("side", entry.side().opening())
            .put("type", "MARKET")
            .put("qty", entry.qty())
            .put("reduceOnly", false)
            .put("leverage", entry.leverage().value())
            .put("entry_price", entry.entryPrice());
        entry.levels().write(writer);
        entry.features().write(writer);
      }
      case Close close -> {
        writer
            .put("type", "MARKET")
            .put("reduceOnly", true)
            .put(
                "steps",
                "[{\"type\":\"market_reduce_only\",\"pct\":"
                    + Decimals.plain(close.percent())
                    + "}]")
            .put("side", close.side())
            .put("r_level", close.level());
        close.scores().write(writer);
      }
      case UpdateStop update -> {
        writer
            .put("reduceOnly", true)
            .put("stop_loss", update.stop())
            .put("intent_type", update.intentType());
        if (update.force()) {
          writer.put("force", true);
        }
        update.scores().write(writer);
      }
      case Hold hold -> hold.scores().write(writer);
      case Unknown unknown -> {}
    }
    return writer
        .put("position_id", header.positionId())
        .put("reason", header.reason())
        .put("source", header.source())
        .put("signature", header.source() + ':' + header.planId())
        .time("timestamp", header.timestampMillis())
        .fields();
  }
}
