package quantum.cli.verb;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quantum.account.hand.TraderClose;
import quantum.account.json.ActJson;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** Closes a position, in part or whole. */
@Command(
    name = "close",
    header = "Closes a position, in part or whole.",
    description =
        "Closes PCT percent of a position (100 without a word) reduce-only at market, by a plan"
            + " that apply-layer carries out like those of the brains, and waits for what became of"
            + " it.",
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
    return switch (TraderClose.look(redis, closed)) {
      case TraderClose.Look.Not(String why) -> {
        desk.err().println("quantum: " + why);
        yield Desk.WRONG;
      }
      case TraderClose.Look.Open(OpenPosition open) -> close(redis, open, part);
    };
  }

  private int close(Redis redis, OpenPosition open, BigDecimal part) {
    Position position = open.position();
    return hand.perform(
        List.of(
            "close "
                + part.toPlainString()
                + " % of "
                + position.side()
                + " "
                + position.qty()
                + " "
                + position.symbol()
                + " (about "
                + position.qty().percent(part)
                + ") at market, reduce-only"),
        () ->
            outcome(
                TraderClose.close(
                    redis, open, part, hand.by(), UUID.randomUUID().toString(), timeout)));
  }

  private static Hand.Outcome outcome(TraderClose.Told told) {
    if (told.result().isEmpty()) {
      return new Hand.Outcome(Desk.CANNOT_TELL, told.did(), told.couldNot(), ActJson.NONE);
    }
    return new Hand.Outcome(
        told.couldNot().isEmpty() ? Desk.FINE : Desk.WRONG,
        told.did(),
        told.couldNot(),
        ActJson.of(told.result().get()));
  }
}
