package quantum.cli.verb;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quantum.account.explain.Say;
import quantum.account.hand.CloseOrder;
import quantum.account.json.ActJson;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.OpenPositions;

/** Closes a position, in part or whole. */
@Command(
    name = "close",
    header = "Closes a position, in part or whole.",
    description =
        "Closes PCT percent of a position (100 without a word) reduce-only at market, by a plan that apply-layer carries out like those of the brains, and waits for what became of it.",
    footer = {"", "Example: quantum close BTCUSDT 50"})
public final class Close implements Callable<Integer> {
  private final Desk desk;

  @Mixin private final Hand hand;

  @Parameters(paramLabel = "SYMBOL", index = "0", description = "which")
  private String symbol;

  @Parameters(
      paramLabel = "PCT",
      index = "1",
      arity = "0..1",
      defaultValue = "100",
      description = "percent of what is open now (${DEFAULT-VALUE})")
  private String percent;

  @Option(
      names = "--timeout",
      paramLabel = "SEC",
      defaultValue = "30",
      description = "how long to wait for the result, 1 to 600 (${DEFAULT-VALUE})")
  private int timeout;

  public Close(Desk desk) {
    this.desk = desk;
    this.hand = new Hand(desk);
  }

  @Override
  public Integer call() {
    Symbol closed = hand.symbol(symbol);
    BigDecimal part = hand.percent(percent);
    hand.requireTimeout(timeout);
    return desk.withRedis(desk.redis(), redis -> close(redis, closed, part));
  }

  private int close(Redis redis, Symbol closed, BigDecimal part) {
    Optional<OpenPosition> open = position(redis, closed);
    if (open.isEmpty()) {
      desk.err().println("quantum: no position of " + closed + " is known; nothing was done");
      return Desk.WRONG;
    }
    if (redis.commands().exists(redis.names().health(SuiteService.APPLY_LAYER.id())) == 0) {
      desk.err()
          .println(
              "quantum: apply-layer gives no sign of life: nobody would carry it out now, and it"
                  + " would be carried out later; nothing was done");
      return Desk.WRONG;
    }
    if (!open.get().isManaged()) {
      desk.err()
          .println(
              "quantum: "
                  + closed
                  + " was made by hand and is only watched (ADOPT_POSITIONS): the suite sends no order"
                  + " for it; close it where it was opened. Nothing was done");
      return Desk.WRONG;
    }
    Position position = open.get().position();
    return hand.perform(
        List.of(
            "close "
                + part.toPlainString()
                + " % of "
                + position.side()
                + " "
                + position.qty()
                + " "
                + closed
                + " (about "
                + position.qty().percent(part)
                + ") at market, reduce-only"),
        () -> carriedOut(redis, open.get(), part));
  }

  private static Optional<OpenPosition> position(Redis redis, Symbol symbol) {
    return OpenPositions.decode(symbol, redis.commands().hgetall(redis.names().position(symbol)))
            instanceof Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open, _)
        ? open
        : Optional.empty();
  }

  private Hand.Outcome carriedOut(Redis redis, OpenPosition open, BigDecimal part)
      throws InterruptedException {
    ServiceSettings shown = SettingsReader.read(redis);
    CloseOrder order =
        new CloseOrder(
            redis,
            stream(shown, "STREAM_APPLY_PLAN", redis.names().applyPlan()),
            stream(shown, "STREAM_APPLY_RESULT", redis.names().applyResult()));
    ApplyPlan.Close plan = CloseOrder.plan(open, part, hand.by(), System.currentTimeMillis());
    order.send(plan);
    Optional<ApplyResult> result = order.await(plan, timeout);
    if (result.isEmpty()) {
      return Hand.Outcome.failed(
          Desk.CANNOT_TELL,
          "no result in "
              + timeout
              + " s: plan_id="
              + plan.header().planId()
              + " stands in its stream and may be carried out yet; look at quantum inspect "
              + open.position().symbol());
    }
    return told(result.get());
  }

  private static Hand.Outcome told(ApplyResult result) {
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
    ActJson json = ActJson.of(result);
    return switch (result.status()) {
      case FILLED -> Hand.Outcome.done(filled).with(json);
      case PARTIAL_FILL ->
          new Hand.Outcome(
              Desk.WRONG, List.of(filled), List.of("not all was filled: " + result.error()), json);
      case SKIPPED, REJECTED, ERROR ->
          Hand.Outcome.failed(
                  Desk.WRONG, symbol + " was not closed: " + result.status() + " " + result.error())
              .with(json);
    };
  }

  private static String stream(ServiceSettings shown, String setting, String otherwise) {
    return shown
        .value(SuiteService.APPLY_LAYER, setting)
        .filter(text -> !text.isEmpty())
        .orElse(otherwise);
  }
}
