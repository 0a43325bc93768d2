package quantum.cli.verb;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quantum.account.hand.HandKeys;
import quantum.contracts.Halt;
import quantum.kernel.value.Symbol;

/** No entry and no harvest of a symbol. */
@Command(
    name = "pause",
    header = "No entry and no harvest of a symbol.",
    description =
        "No entry and no harvest of a symbol until `quantum unpause`. Its stop stays and acts; what you close by hand is closed.",
    footer = {"", "Example: quantum pause BTCUSDT --until 4h"})
public final class Pause implements Callable<Integer> {
  private final Desk desk;

  @Mixin private final Hand hand;

  @Parameters(paramLabel = "SYMBOL", index = "0", description = "which")
  private String symbol;

  @Parameters(
      paramLabel = "REASON",
      index = "1..*",
      arity = "0..*",
      description = "why, for the record")
  private List<String> reason = List.of();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "when it ends by itself: a time (2026-12-24T18:00:00Z) or a duration (90m, 4h)")
  private String until;

  public Pause(Desk desk) {
    this.desk = desk;
    this.hand = new Hand(desk);
  }

  @Override
  public Integer call() {
    Symbol paused = hand.symbol(symbol);
    long now = System.currentTimeMillis();
    OptionalLong end = hand.until(until, now);
    String what = "pause " + paused + Hand.inWords(end);
    return desk.withRedis(
        desk.redis(),
        redis ->
            hand.perform(
                List.of(what + ": no entry and no harvest of it; its stop stays and acts"),
                () -> {
                  String why = String.join(" ", reason);
                  new HandKeys(redis)
                      .pause(paused, new Halt(why, now, hand.by(), end, paused.name()));
                  return Hand.Outcome.done(
                      paused
                          + " is paused"
                          + Hand.inWords(end)
                          + ": no entry, no harvest; its stop acts. To end it: quantum unpause "
                          + paused);
                }));
  }
}
