package quantum.replay.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.ResultKind;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.paper.prices.Tick;

/**
 * Plans and their results in the order of the results, from the streams of a running suite or from
 * a replay, read as decisions and as the story of each position.
 */
public final class Journal {
  /** Action of what the bridge refused; the reason says why. */
  public static final String REFUSED = "REFUSED";

  /** Action of an entry that the exchange refused. */
  private static final String REJECTED = "REJECTED";

  private final Map<PlanId, ApplyPlan> plans = new HashMap<>();
  private final List<ApplyResult> results = new ArrayList<>();
  private Map<PositionId, Extremes> extremes = Map.of();

  /** What the positions' paths met, where it was noted along the way. */
  public void extremes(Map<PositionId, Extremes> noted) {
    extremes = Map.copyOf(noted);
  }

  /** Takes a plan; of two with the same id the first counts. */
  public void add(ApplyPlan plan) {
    plans.putIfAbsent(plan.header().planId(), plan);
  }

  /** Takes the next result. */
  public void add(ApplyResult result) {
    results.add(result);
  }

  /** In the order in which they were told. */
  public List<ApplyResult> results() {
    return List.copyOf(results);
  }

  /** What was decided, one line a result. */
  public List<Decision> decisions() {
    return results.stream().filter(result -> !isBooking(result)).map(this::decision).toList();
  }

  /** Profit and fees of a fill that was told before its trades had come: nothing was decided. */
  private static boolean isBooking(ApplyResult result) {
    return result.source().equals(ApplyResult.SOURCE_BOOKING);
  }

  /** A result under another source, which is its action where no plan is behind it. */
  public static ApplyResult renamed(ApplyResult result, String source, String reason) {
    return new ApplyResult(
        result.symbol(),
        result.planId(),
        result.planStreamId(),
        result.positionId(),
        result.action(),
        result.status(),
        result.executed(),
        result.reduceOnly(),
        result.side(),
        result.positionSide(),
        result.level(),
        result.closePct(),
        result.closeQty(),
        result.execution(),
        result.positionQtyAfter(),
        result.entryPrice(),
        result.levels(),
        result.leverage(),
        reason,
        source,
        result.timestampMillis());
  }

  /** The decision of one result. */
  public Decision decision(ApplyResult result) {
    Optional<ApplyPlan> plan = result.planId().flatMap(id -> Optional.ofNullable(plans.get(id)));
    Optional<Price> fill = result.execution().price().filter(price -> result.isFill());
    return new Decision(
        plan.map(p -> p.header().timestampMillis()).orElse(result.timestampMillis()),
        result.symbol(),
        result
            .positionSide()
            .or(() -> result.side().map(OrderSide::opens).filter(s -> !result.reduceOnly())),
        fill.or(() -> plan.flatMap(Journal::price)),
        plan.flatMap(Journal::rNet),
        plan.flatMap(Journal::killScore),
        action(result, plan),
        result.isFill() ? Optional.of(result.execution().filledQty()) : Optional.empty(),
        result.levels().stopLoss().filter(stop -> !result.reduceOnly() || !result.isFill()),
        plan.map(p -> p.header().reason())
            .filter(text -> !text.isEmpty() && result.isFill())
            .orElse(result.error()));
  }

  private static String action(ApplyResult result, Optional<ApplyPlan> plan) {
    if (result.kind() instanceof ResultKind.Skipped skip && skip.word().startsWith("SKIP_")) {
      return skip.word();
    }
    if (plan.isEmpty()) {
      return result.source().toUpperCase(Locale.ROOT);
    }
    return switch (plan.get()) {
      case ApplyPlan.Entry _ when !result.isFill() -> REJECTED;
      case ApplyPlan.Entry _ -> "ENTRY";
      case ApplyPlan.Close close ->
          switch (close.header().reason()) {
            case "stop_hit", "target_hit", "max_age" ->
                close.header().reason().toUpperCase(Locale.ROOT);
            default -> close.actionName();
          };
      case ApplyPlan.UpdateStop update -> stopMove(update);
      case ApplyPlan.Hold hold -> hold.actionName();
      case ApplyPlan.Unknown unknown -> unknown.actionName();
    };
  }

  private static String stopMove(ApplyPlan.UpdateStop update) {
    return update.intentType().orElse(update.actionName());
  }

  private static Optional<Price> price(ApplyPlan plan) {
    return switch (plan) {
      case ApplyPlan.Entry entry -> Optional.of(entry.entryPrice());
      case ApplyPlan.Close close -> close.scores().price();
      case ApplyPlan.UpdateStop update -> update.scores().price();
      case ApplyPlan.Hold hold -> hold.scores().price();
      case ApplyPlan.Unknown unknown -> Optional.empty();
    };
  }

  private static Optional<Double> rNet(ApplyPlan plan) {
    return switch (plan) {
      case ApplyPlan.Close close -> close.scores().rNet();
      case ApplyPlan.UpdateStop update -> update.scores().rNet();
      case ApplyPlan.Hold hold -> hold.scores().rNet();
      case ApplyPlan.Entry entry -> Optional.empty();
      case ApplyPlan.Unknown unknown -> Optional.empty();
    };
  }

  private static Optional<Double> killScore(ApplyPlan plan) {
    return switch (plan) {
      case ApplyPlan.Close close -> close.scores().killScore();
      case ApplyPlan.UpdateStop update -> update.scores().killScore();
      case ApplyPlan.Hold hold -> hold.scores().killScore();
      case ApplyPlan.Entry entry -> Optional.empty();
      case ApplyPlan.Unknown unknown -> Optional.empty();
    };
  }

  /**
   * The story of each position, in the order of their entries.
   *
   * @param ticks the prices they lived on
   */
  public List<PositionSummary> positions(Iterable<Tick> ticks) {
    return BestR.of(stories(), ticks);
  }

  /** The same of positions whose paths were noted along the way. */
  public List<PositionSummary> positions() {
    return stories().stream().map(story -> story.with(extremes.get(story.id()))).toList();
  }

  private List<PositionSummary> stories() {
    Map<PositionId, PositionSummary.Builder> stories = new LinkedHashMap<>();
    for (ApplyResult result : results) {
      if (isBooking(result)) {
        result
            .positionId()
            .flatMap(id -> Optional.ofNullable(stories.get(id)))
            .ifPresent(story -> story.book(result));
      }
      if (!result.isFill() || result.positionId().isEmpty()) {
        continue;
      }
      Side side = result.positionSide().or(() -> result.side().map(OrderSide::opens)).orElseThrow();
      stories
          .computeIfAbsent(
              result.positionId().get(),
              id -> new PositionSummary.Builder(id, result.symbol(), side))
          .add(result, decision(result));
    }
    return stories.values().stream().flatMap(story -> story.build().stream()).toList();
  }
}
