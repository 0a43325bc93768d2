package quantum.contracts;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The fields of an {@link ApplyPlan}. An exit needs its symbol and what to close; an entry that is
 * not clear in all that it is made of opens nothing.
 */
final class PlanCodec {
  private static final String EXECUTE = "EXECUTE";

  private static final Field<String> DECISION =
      Field.entry(
          String::strip, "", "EXECUTE, or HOLD; an entry with any other is skipped", "decision");
  private static final Field<String> ACTION =
      Field.exit(
          String::strip,
          "",
          "ENTRY_PROPOSED, PARTIAL_25, PARTIAL_50, PARTIAL_75, FULL_CLOSE_PROPOSED (CLOSE is read"
              + " too), UPDATE_SL, HOLD; an unknown one is skipped",
          "action");
  private static final Field<Side> SIDE =
      Field.core(Side::parse, "", "of the order: BUY or SELL", "side").ranked(Field.Rank.ENTRY);
  private static final Field<OrderSide> EXIT_SIDE =
      Field.optionalOrNone(
          Fields::closingSide,
          "",
          "of the closing order; against the position it is stale",
          "side");
  private static final Field<String> TYPE = Field.text("MARKET", "type");
  private static final Field<Quantity> QTY =
      Field.entry(
          Fields::someQuantity, Fields.BASE, "of an entry; also `quantity`", "qty", "quantity");
  private static final Field<Flag> REDUCE_ONLY =
      Field.flag(
          "the entry is refused; an exit passes",
          "true for every exit, whatever is written",
          "reduceOnly",
          "reduce_only");
  private static final Field<Price> ENTRY_PRICE =
      Fields.ENTRY_PRICE.meaning("the price that an entry was sized at");
  private static final Field<BigDecimal> STEPS =
      Field.exit(
          PlanCodec::percentOfSteps,
          "JSON, percent",
          "one step whose `pct` decides the fraction; the action's own without it",
          "steps");
  private static final Field<Price> NEW_STOP =
      Field.exit(Price::of, Fields.QUOTE, "where UPDATE_SL puts the stop", "stop_loss", "new_sl");
  private static final Field<Flag> FORCE =
      Field.flag("false", "UPDATE_SL may put the stop where it triggers at once", "force");
  private static final Field<String> INTENT_TYPE =
      Field.text("which stop move an UPDATE_SL is", "intent_type");
  static final Field<Flag> DRY_RUN =
      Field.flag("true", "true is never carried out", "dry_run").ofOthers();
  private static final Field<String> SIGNATURE =
      Field.text("source and plan_id; not a cryptographic one", "signature");

  static final List<Field<?>> FIELDS = fields();

  private static List<Field<?>> fields() {
    List<Field<?>> all =
        new ArrayList<>(
            List.of(
                Fields.PLAN_ID,
                DECISION,
                Fields.SYMBOL,
                ACTION,
                SIDE,
                TYPE,
                QTY,
                REDUCE_ONLY,
                Fields.LEVERAGE,
                ENTRY_PRICE));
    all.addAll(EntryLevels.FIELDS);
    all.addAll(EntryFeatures.FIELDS);
    all.addAll(
        List.of(
            STEPS,
            Fields.LEVEL,
            FORCE,
            INTENT_TYPE,
            Fields.PRICE,
            Fields.R_NET,
            Fields.KILL_SCORE,
            DRY_RUN,
            Fields.POSITION_ID,
            Fields.REASON,
            Fields.SOURCE,
            SIGNATURE,
            Fields.TIMESTAMP));
    return List.copyOf(all);
  }

  private PlanCodec() {}

  static Decoded<ApplyPlan> decode(Map<String, String> fields, String streamId) {
    Decoded<ApplyPlan> decoded = Decoded.of(fields, reader -> read(reader, streamId));
    return decoded instanceof Decoded.Bad<ApplyPlan>(String field, String found, String why, _)
        ? new Decoded.Bad<>(field, found, why, mayBeExit(fields))
        : decoded;
  }

  private static boolean mayBeExit(Map<String, String> fields) {
    try {
      return FieldReader.of(fields)
          .read(ACTION)
          .flatMap(PlanAction::parse)
          .filter(action -> action == PlanAction.ENTRY_PROPOSED || action == PlanAction.HOLD)
          .isEmpty();
    } catch (BadField e) {
      return !fields.isEmpty();
    }
  }

  private static ApplyPlan read(FieldReader reader, String streamId) {
    ApplyPlan.Header header =
        new ApplyPlan.Header(
            reader.read(Fields.PLAN_ID).orElseGet(() -> PlanId.ofPlan(streamId)),
            reader.require(Fields.SYMBOL),
            reader.read(Fields.SOURCE, "unknown"),
            reader.read(Fields.REASON, ""),
            reader.read(Fields.TIMESTAMP).orElseGet(() -> EventTime.ofStreamId(streamId)),
            reader.read(Fields.POSITION_ID));
    Optional<String> name = reader.read(ACTION);
    Optional<BigDecimal> steps = reader.read(STEPS);
    Optional<PlanAction> known =
        name.isPresent()
            ? name.flatMap(PlanAction::parse)
            : steps.map(PlanAction::partial); // what to close is said; how it is called is not
    if (known.isEmpty()) {
      return new ApplyPlan.Unknown(
          header, name.orElseThrow(() -> reader.missing(ACTION)), Optional.empty());
    }
    PlanAction action = known.get();
    if (!reader.flag(DRY_RUN).isClearlyNot() && action != PlanAction.HOLD) {
      return withheld(reader, header, action, DRY_RUN);
    }
    return switch (action) {
      case ENTRY_PROPOSED -> {
        String decision = reader.read(DECISION, EXECUTE).toUpperCase(Locale.ROOT);
        yield decision.equals(EXECUTE)
            ? entry(reader, header)
            : withheld(reader, header, action, DECISION);
      }
      case PARTIAL_25, PARTIAL_50, PARTIAL_75, FULL_CLOSE_PROPOSED ->
          new ApplyPlan.Close(
              header,
              action,
              reader.read(EXIT_SIDE),
              steps.orElseGet(() -> action.percent().orElseThrow()),
              reader.read(Fields.LEVEL),
              ApplyPlan.Scores.read(reader));
      case UPDATE_SL ->
          new ApplyPlan.UpdateStop(
              header,
              reader.read(NEW_STOP).orElseThrow(() -> reader.missing(NEW_STOP)),
              reader.flag(FORCE).isYes(),
              reader.read(INTENT_TYPE),
              ApplyPlan.Scores.read(reader));
      case HOLD -> new ApplyPlan.Hold(header, ApplyPlan.Scores.read(reader));
    };
  }

  private static ApplyPlan withheld(
      FieldReader reader, ApplyPlan.Header header, PlanAction action, Field<?> field) {
    return new ApplyPlan.Unknown(
        header, action.name(), Optional.of(field.name() + "='" + reader.found(field) + "'"));
  }

  private static ApplyPlan.Entry entry(FieldReader reader, ApplyPlan.Header header) {
    reader.requireReadablePayload();
    if (!reader.flag(REDUCE_ONLY).isClearlyNot()) {
      throw new BadField(
          REDUCE_ONLY.name(), reader.found(REDUCE_ONLY), "is not false: an entry does not reduce");
    }
    reader.requireAgreement(QTY);
    reader.requireAgreement(Fields.STOP_LOSS);
    return new ApplyPlan.Entry(
        header,
        reader.require(SIDE),
        reader.require(QTY),
        reader.readClearly(Fields.LEVERAGE).orElse(Leverage.NONE),
        reader.require(ENTRY_PRICE),
        EntryLevels.readOfEntry(reader),
        EntryFeatures.read(reader));
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
    return Fields.percent(pct.asString());
  }

  static Map<String, String> encode(ApplyPlan plan) {
    ApplyPlan.Header header = plan.header();
    FieldWriter writer =
        new FieldWriter()
            .put(Fields.PLAN_ID, header.planId())
            .put(DECISION, plan instanceof ApplyPlan.Hold ? "HOLD" : EXECUTE)
            .put(Fields.SYMBOL, header.symbol())
            .put(ACTION, plan.actionName());
    switch (plan) {
      case ApplyPlan.Entry entry -> {
        writer
            .put(SIDE, entry.side().opening())
            .put(TYPE, "MARKET")
            .put(QTY, entry.qty())
            .put(REDUCE_ONLY, false)
            .put(Fields.LEVERAGE, entry.leverage().value())
            .put(ENTRY_PRICE, entry.entryPrice());
        entry.levels().write(writer);
        entry.features().write(writer);
      }
      case ApplyPlan.Close close -> {
        writer
            .put(EXIT_SIDE, close.side())
            .put(TYPE, "MARKET")
            .put(REDUCE_ONLY, true)
            .put(
                STEPS,
                "[{\"type\":\"market_reduce_only\",\"pct\":"
                    + Decimals.plain(close.percent())
                    + "}]")
            .put(Fields.LEVEL, close.level());
        close.scores().write(writer);
      }
      case ApplyPlan.UpdateStop update -> {
        writer.put(REDUCE_ONLY, true).put(NEW_STOP, update.stop());
        if (update.force()) {
          writer.put(FORCE, true);
        }
        writer.put(INTENT_TYPE, update.intentType());
        update.scores().write(writer);
      }
      case ApplyPlan.Hold hold -> hold.scores().write(writer);
      case ApplyPlan.Unknown unknown -> {}
    }
    return writer
        .put(Fields.POSITION_ID, header.positionId())
        .put(Fields.REASON, header.reason())
        .put(Fields.SOURCE, header.source())
        .put(SIGNATURE, header.source() + ':' + header.planId())
        .time(Fields.TIMESTAMP, header.timestampMillis())
        .fields();
  }
}
