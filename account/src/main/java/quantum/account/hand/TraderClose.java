package quantum.account.hand;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.account.explain.Say;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.OpenPositions;

/**
 * A position closed by the trader's own hand: whether it can be, the plan, and what became of it.
 */
public final class TraderClose {
  private static final BigDecimal ALL = BigDecimal.valueOf(100);

  private TraderClose() {}

  /** Whether there is something that can be closed now. */
  public sealed interface Look {
    record Open(OpenPosition position) implements Look {}

    /** Nothing is sent. */
    record Not(String why) implements Look {}
  }

  /**
   * What came of it.
   *
   * @param result empty if none came in time; then it may be carried out yet
   */
  public record Told(Optional<ApplyResult> result, List<String> did, List<String> couldNot) {
    public Told {
      did = List.copyOf(did);
      couldNot = List.copyOf(couldNot);
    }
  }

  /**
   * Percent of what is open, with or without a sign behind it.
   *
   * @throws IllegalArgumentException unless it is more than 0 and at most 100
   */
  public static BigDecimal percent(String text) {
    try {
      BigDecimal percent = new BigDecimal(text.strip().replaceFirst("%$", ""));
      if (percent.signum() > 0 && percent.compareTo(ALL) <= 0) {
        return percent;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("must be more than 0 and at most 100, was '" + text + "'");
  }

  public static Look look(Redis redis, Symbol symbol) {
    Optional<OpenPosition> open = position(redis, symbol);
    if (open.isEmpty()) {
      return new Look.Not("no position of " + symbol + " is known; nothing was done");
    }
    if (redis.commands().exists(redis.names().health(SuiteService.APPLY_LAYER.id())) == 0) {
      return new Look.Not(
          "apply-layer gives no sign of life: nobody would carry it out now, and it"
              + " would be carried out later; nothing was done");
    }
    if (!open.get().isManaged()) {
      return new Look.Not(
          symbol
              + " was made by hand and is only watched (ADOPT_POSITIONS): the suite sends no order"
              + " for it; close it where it was opened. Nothing was done");
    }
    return new Look.Open(open.get());
  }

  private static Optional<OpenPosition> position(Redis redis, Symbol symbol) {
    return OpenPositions.decode(symbol, redis.commands().hgetall(redis.names().position(symbol)))
            instanceof Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open, _)
        ? open
        : Optional.empty();
  }

  /**
   * Sends the plan and waits for its result.
   *
   * @param percent of what is open, (0, 100]
   * @param by who closes, for the record
   * @param request of its own for each close that is wanted: what is sent again with the same one,
   *     because nobody heard an answer, is carried out once
   * @param seconds how long to wait
   */
  public static Told close(
      Redis redis, OpenPosition open, BigDecimal percent, String by, String request, int seconds)
      throws InterruptedException {
    CloseOrder order = order(redis);
    ApplyPlan.Close plan = CloseOrder.plan(open, percent, by, request, System.currentTimeMillis());
    order.send(plan);
    return order
        .await(plan.header().planId(), seconds)
        .map(TraderClose::told)
        .orElseGet(
            () ->
                new Told(
                    Optional.empty(),
                    List.of(),
                    List.of(
                        "no result in "
                            + seconds
                            + " s: plan_id="
                            + plan.header().planId()
                            + " stands in its stream and may be carried out yet; look at quantum"
                            + " inspect "
                            + open.position().symbol())));
  }

  /** What became of a request that was made before; empty if nothing is known of it. */
  public static Optional<Told> answered(Redis redis, Symbol symbol, String request) {
    return order(redis).result(CloseOrder.id(symbol, request)).map(TraderClose::told);
  }

  private static CloseOrder order(Redis redis) {
    ServiceSettings shown = SettingsReader.read(redis);
    return new CloseOrder(
        redis,
        stream(shown, "STREAM_APPLY_PLAN", redis.names().applyPlan()),
        stream(shown, "STREAM_APPLY_RESULT", redis.names().applyResult()));
  }

  private static Told told(ApplyResult result) {
    String symbol = result.symbol().name();
    String filled =
        "closed "
            + result.execution().filledQty()
            + " "
            + symbol
            + result.execution().price().map(Price::toString).map(at -> " at " + at).orElse("")
            + result
                .execution()
                .realizedPnl()
                .map(pnl -> ", realized " + Say.number(pnl) + " USDT before fees")
                .orElse("")
            + result
                .positionQtyAfter()
                .map(Quantity::toString)
                .map(left -> ", left " + left)
                .orElse("");
    List<String> did =
        switch (result.status()) {
          case FILLED, PARTIAL_FILL -> List.of(filled);
          case SKIPPED, REJECTED, ERROR -> List.of();
        };
    List<String> couldNot =
        switch (result.status()) {
          case FILLED -> List.of();
          case PARTIAL_FILL -> List.of("not all was filled: " + result.error());
          case SKIPPED, REJECTED, ERROR ->
              List.of(symbol + " was not closed: " + result.status() + " " + result.error());
        };
    return new Told(Optional.of(result), did, couldNot);
  }

  private static String stream(ServiceSettings shown, String setting, String otherwise) {
    return shown
        .value(SuiteService.APPLY_LAYER, setting)
        .filter(text -> !text.isEmpty())
        .orElse(otherwise);
  }
}
