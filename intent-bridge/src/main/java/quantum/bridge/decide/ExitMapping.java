package quantum.bridge.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import quantum.bridge.decide.BridgeDecision.Plan;
import quantum.bridge.decide.BridgeDecision.Skip;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ExitPlanId;
import quantum.contracts.ExitType;
import quantum.contracts.OpenPosition;
import quantum.contracts.PlanAction;
import quantum.contracts.SkipReason;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

/**
 * Exits become plans as they are (SPEC §7).
 *
 * <p>The plan id is the one that exitbrain gives to the same exit of the same position. An exit
 * that does not say which position it means, or a partial that does not say which level, cannot be
 * the same as any other: its id is made of its stream entry.
 */
final class ExitMapping {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** As fine as {@link quantum.kernel.tranche.QuantityBasis} has it. */
  private static final int PERCENT_SCALE = 12;

  private ExitMapping() {}

  static BridgeDecision map(TradeIntent.Exit intent, IntentContext context) {
    return switch (intent.type()) {
      case ExitType.FullClose() ->
          close(
              intent,
              context,
              PlanAction.FULL_CLOSE_PROPOSED,
              HUNDRED,
              intent.positionId(),
              intent.positionId().map(id -> ExitPlanId.fullClose(id, intent.attempt())));
      case ExitType.StopMove() -> {
        Price stop = intent.stop().orElseThrow(); // the codec refuses a stop move without it
        PlanId id =
            intent
                .positionId()
                .map(position -> ExitPlanId.updateStop(position, stop, intent.attempt()))
                .orElseGet(() -> PlanId.ofEntry(context.streamId()));
        yield new Plan(
            new ApplyPlan.UpdateStop(
                header(intent, id, intent.positionId()),
                stop,
                intent.force(),
                Optional.of(intent.intentType()).filter(type -> !type.isEmpty()),
                scores(intent)));
      }
      case ExitType.Partial(Optional<BigDecimal> named) -> {
        Optional<BigDecimal> percent = intent.closePct().or(() -> named);
        yield percent.isPresent()
            ? partial(intent, context, percent.get(), intent.positionId())
            : partOfOpen(intent, context);
      }
    };
  }

  /** A partial that gives neither a percent nor one in its name. */
  static boolean isSizedByPosition(TradeIntent.Exit intent) {
    return intent.type() instanceof ExitType.Partial(Optional<BigDecimal> named)
        && named.isEmpty()
        && intent.closePct().isEmpty();
  }

  /** Only a quantity is given: as a percent it still fits if the position shrinks meanwhile. */
  private static BridgeDecision partOfOpen(TradeIntent.Exit intent, IntentContext context) {
    Quantity wanted = intent.qty().orElseThrow(); // the codec refuses a partial without any size
    if (context.position().isEmpty()) {
      return new Skip(
          SkipReason.SKIP_NO_POSITION, "nothing open of which qty " + wanted + " were a part");
    }
    var open = context.position().map(OpenPosition::position).get();
    if (intent.positionId().filter(id -> !id.equals(open.id())).isPresent()) {
      return new Skip(
          SkipReason.SKIP_STALE_PLAN,
          "qty " + wanted + " of position " + intent.positionId().get() + ", open is " + open.id());
    }
    BigDecimal percent =
        wanted
            .value()
            .multiply(HUNDRED)
            // up, by 1e-12 %: the venue's step must not swallow a unit that was asked for
            .divide(open.qty().value(), PERCENT_SCALE, RoundingMode.CEILING)
            .min(HUNDRED);
    return partial(intent, context, percent, Optional.of(open.id()));
  }

  private static BridgeDecision partial(
      TradeIntent.Exit intent,
      IntentContext context,
      BigDecimal percent,
      Optional<PositionId> position) {
    PlanAction action = PlanAction.partial(percent);
    Optional<PlanId> id =
        intent
            .positionId()
            .flatMap(
                meant ->
                    intent
                        .level()
                        .map(level -> ExitPlanId.partial(meant, action, level, intent.attempt())));
    return close(intent, context, action, percent, position, id);
  }

  private static BridgeDecision close(
      TradeIntent.Exit intent,
      IntentContext context,
      PlanAction action,
      BigDecimal percent,
      Optional<PositionId> position,
      Optional<PlanId> id) {
    return new Plan(
        new ApplyPlan.Close(
            header(intent, id.orElseGet(() -> PlanId.ofEntry(context.streamId())), position),
            action,
            intent.side(),
            percent,
            intent.level(),
            scores(intent)));
  }

  private static ApplyPlan.Scores scores(TradeIntent.Exit intent) {
    return new ApplyPlan.Scores(intent.price(), intent.rNet(), intent.killScore());
  }

  private static ApplyPlan.Header header(
      TradeIntent.Exit intent, PlanId id, Optional<PositionId> position) {
    return new ApplyPlan.Header(
        id,
        intent.symbol(),
        IntentDecider.SOURCE,
        intent.reason(),
        intent.timestampMillis(),
        position);
  }
}
