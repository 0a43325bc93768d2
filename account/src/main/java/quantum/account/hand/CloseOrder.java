package quantum.account.hand;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.OpenPosition;
import quantum.contracts.PlanAction;
import quantum.kernel.position.Position;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** A close by the trader's own hand: a plan like the brains', and what becomes of it. */
public final class CloseOrder {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int LOOKED_AT = 200;
  private static final long LOOK_MILLIS = 100;

  private final Redis redis;
  private final String plans;
  private final String results;

  /**
   * @param plans the stream that apply-layer reads
   * @param results the stream that it answers in
   */
  public CloseOrder(Redis redis, String plans, String results) {
    this.redis = redis;
    this.plans = plans;
    this.results = results;
  }

  /** The plan that a request becomes: the same for the same request, and so carried out once. */
  public static PlanId id(Symbol symbol, String request) {
    return PlanId.ofEntry("trader|" + symbol + '|' + request);
  }

  /**
   * @param percent of what is open, (0, 100]
   * @param by who closes, for the record
   * @param request tells it from another one that asks for the same
   */
  public static ApplyPlan.Close plan(
      OpenPosition open, BigDecimal percent, String by, String request, long nowMillis) {
    Position position = open.position();
    return new ApplyPlan.Close(
        new ApplyPlan.Header(
            id(position.symbol(), request),
            position.symbol(),
            ApplyPlan.TRADER,
            "by " + by,
            nowMillis,
            Optional.of(position.id())),
        percent.compareTo(HUNDRED) == 0
            ? PlanAction.FULL_CLOSE_PROPOSED
            : PlanAction.partial(percent),
        Optional.of(position.side().closing()),
        percent,
        Optional.empty(),
        ApplyPlan.Scores.NONE);
  }

  public void send(ApplyPlan.Close plan) {
    redis.commands().xadd(plans, plan.encode());
  }

  /**
   * Waits for the plan's result.
   *
   * @return empty if none came in time
   */
  public Optional<ApplyResult> await(PlanId plan, long seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    do {
      Optional<ApplyResult> result = result(plan);
      if (result.isPresent()) {
        return result;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } while (System.nanoTime() < end);
    return Optional.empty();
  }

  /** What became of a plan, among the latest results; of one that was sent again, the first. */
  public Optional<ApplyResult> result(PlanId plan) {
    Optional<ApplyResult> first = Optional.empty();
    for (var entry :
        redis.commands().xrevrange(results, Range.unbounded(), Limit.from(LOOKED_AT))) {
      if (FeedEvent.decode(entry.getBody(), entry.getId())
              instanceof Decoded.Ok<FeedEvent>(ApplyResult result, _)
          && result.planId().filter(plan::equals).isPresent()
          && !result.isBooking()) {
        first = Optional.of(result);
      }
    }
    return first;
  }
}
