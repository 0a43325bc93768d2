package quantum.contracts;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** An entry of {@code apply.plan}: one thing the apply layer shall do (SPEC §5, §7). */
public sealed interface ApplyPlan {
  Header header();

  /** The action as it stands in the stream, known or not. */
  String actionName();

  /** {@code source} of a plan that the trader gave by hand: nothing but the facts holds it back. */
  String TRADER = "trader";

  /** Reasons of a full close that is the brains' judgement, and no protection. */
  Set<String> JUDGED = Set.of("kill_score_triggered", "asked_again", "target_hit", "max_age");

  /**
   * Whether it takes profit or follows the brains' judgement, which a pause of the symbol holds
   * back (docs/decisions/0023): tranches, stop moves, closes by kill score, target or age. A close
   * for any other reason protects, and so does one by the trader.
   */
  default boolean isHarvest() {
    if (header().source().equals(TRADER)) {
      return false;
    }
    return switch (this) {
      case Close close ->
          switch (close.action()) {
            case PARTIAL_25, PARTIAL_50, PARTIAL_75 -> true;
            case FULL_CLOSE_PROPOSED, ENTRY_PROPOSED, UPDATE_SL, HOLD ->
                Stream.of(header().reason().split(",")).anyMatch(JUDGED::contains);
          };
      case UpdateStop stop -> true;
      case Entry entry -> false;
      case Hold hold -> false;
      case Unknown unknown -> false;
    };
  }

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
      Optional<PositionId> positionId) {
    public Header with(PlanId plan) {
      return new Header(plan, symbol, source, reason, timestampMillis, positionId);
    }
  }

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
          reader.read(Fields.PRICE), reader.read(Fields.R_NET), reader.read(Fields.KILL_SCORE));
    }

    void write(FieldWriter writer) {
      writer.put(Fields.PRICE, price).put(Fields.R_NET, rNet).put(Fields.KILL_SCORE, killScore);
    }
  }

  /** Opens a position at market. */
  record Entry(
      Header header,
      Side side,
      Quantity qty,
      Leverage leverage,
      Price entryPrice,
      EntryLevels levels,
      EntryFeatures features)
      implements ApplyPlan {
    @Override
    public String actionName() {
      return PlanAction.ENTRY_PROPOSED.name();
    }
  }

  /**
   * Closes part or all, reduce-only at market.
   *
   * @param side of the closing order, if it is said: against another one nothing is closed
   * @param percent of what is open now, (0, 100]
   * @param level what marks this exit as done: a level in R, or tp1, tp2, tp3
   */
  record Close(
      Header header,
      PlanAction action,
      Optional<OrderSide> side,
      BigDecimal percent,
      Optional<String> level,
      Scores scores)
      implements ApplyPlan {
    public Close with(PlanId plan) {
      return new Close(header.with(plan), action, side, percent, level, scores);
    }

    @Override
    public String actionName() {
      return action.name();
    }
  }

  /**
   * Moves the stop, only ever tighter.
   *
   * @param force whether it may be moved to where it triggers at once
   * @param intentType what kind of move it is, e.g. PROFIT_LOCK_SL; for the record
   */
  record UpdateStop(
      Header header, Price stop, boolean force, Optional<String> intentType, Scores scores)
      implements ApplyPlan {
    public UpdateStop with(PlanId plan) {
      return new UpdateStop(header.with(plan), stop, force, intentType, scores);
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

  /**
   * Nobody knows that this shall be done: no order, a warning, a SKIPPED result (SPEC §8).
   *
   * @param withheld the field by which the plan says that it is not to be carried out; empty if its
   *     action is one that nobody here knows
   */
  record Unknown(Header header, String actionName, Optional<String> withheld)
      implements ApplyPlan {}

  /**
   * @param streamId the entry's id; its time stands in for a missing {@code timestamp}, and a plan
   *     without {@code plan_id} gets one made of it
   */
  static Decoded<ApplyPlan> decode(Map<String, String> fields, String streamId) {
    return PlanCodec.decode(fields, streamId);
  }

  /** As an entry of {@code harvest.suggestions}: nobody carries it out. */
  default Map<String, String> encodeSuggestion() {
    Map<String, String> fields = encode();
    fields.put(PlanCodec.DRY_RUN.name(), "true");
    return fields;
  }

  default Map<String, String> encode() {
    return PlanCodec.encode(this);
  }
}
