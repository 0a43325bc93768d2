package quantum.cli.verb;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quantum.account.hand.HandKeys;
import quantum.contracts.Halt;
import quantum.kernel.value.Symbol;
import quantum.runtime.HaltSwitch;

/** Ends a pause. */
@Command(
    name = "unpause",
    header = "Ends a pause.",
    description = "Ends a pause: from the next price on the symbol is entered and harvested again.",
    footer = {"", "Example: quantum unpause BTCUSDT"})
public final class Unpause implements Callable<Integer> {
  private final Desk desk;

  @Mixin private final Hand hand;

  @Parameters(paramLabel = "SYMBOL", description = "which")
  private String symbol;

  public Unpause(Desk desk) {
    this.desk = desk;
    this.hand = new Hand(desk);
  }

  @Override
  public Integer call() {
    Symbol paused = hand.symbol(symbol);
    return desk.withRedis(
        desk.redis(),
        redis ->
            hand.perform(
                List.of("end the pause of " + paused),
                () -> {
                  Optional<Halt> was = HaltSwitch.inForce(redis, redis.names().pause(paused), 0);
                  new HandKeys(redis).unpause(paused);
                  return Hand.Outcome.done(
                      was.isEmpty()
                          ? paused + " was not paused"
                          : paused + " is no longer paused; it was: " + was.get().inWords());
                }));
  }
}
