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

/** No entry at all. */
@Command(
    name = "halt",
    header = "No entry at all.",
    description =
        "No entry of any symbol is executed until `quantum resume`; exits, harvests and stops go on.",
    footer = {"", "Example: quantum halt news at 14:30 --until 2h"})
public final class HaltVerb implements Callable<Integer> {
  private final Desk desk;

  @Mixin private final Hand hand;

  @Parameters(paramLabel = "REASON", arity = "0..*", description = "why, for the record")
  private List<String> reason = List.of();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "when it ends by itself: a time (2026-12-24T18:00:00Z) or a duration (90m, 4h)")
  private String until;

  public HaltVerb(Desk desk) {
    this.desk = desk;
    this.hand = new Hand(desk);
  }

  @Override
  public Integer call() {
    long now = System.currentTimeMillis();
    OptionalLong end = hand.until(until, now);
    return desk.withRedis(
        desk.redis(),
        redis ->
            hand.perform(
                List.of(
                    "halt the account"
                        + Hand.inWords(end)
                        + ": no entry is executed; exits, harvests and stops go on"),
                () -> {
                  String why = String.join(" ", reason);
                  new HandKeys(redis).halt(new Halt(why, now, hand.by(), end, Halt.ACCOUNT));
                  return Hand.Outcome.done(
                      "halted"
                          + Hand.inWords(end)
                          + ": no entry is executed; exits go on. To end it: quantum resume");
                }));
  }
}
