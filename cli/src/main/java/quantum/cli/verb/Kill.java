package quantum.cli.verb;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quantum.account.hand.HandKeys;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.runtime.RedisSettings;

/** The kill switch: no entry, no harvest. */
@Command(
    name = "kill",
    header = "The kill switch: no entry, no harvest.",
    description =
        "Switches harvesting and opening off for the whole account, or on again. Stops and exits go on. What is open stays open: to close it, `quantum flatten`.",
    footer = {"", "Example: quantum kill on"})
public final class Kill implements Callable<Integer> {
  private final Desk desk;

  @Mixin private final Hand hand;

  /** What it shall say. */
  enum Position {
    ON,
    OFF
  }

  @Parameters(paramLabel = "on|off", description = "what it shall be")
  private Position position;

  public Kill(Desk desk) {
    this.desk = desk;
    this.hand = new Hand(desk);
  }

  @Override
  public Integer call() {
    RedisSettings where = desk.redis();
    boolean on = position == Position.ON;
    return desk.withRedis(
        where,
        redis ->
            hand.perform(
                List.of(
                    on
                        ? "set the kill switch: no entry, no harvest; stops and exits go on"
                        : "clear the kill switch: entries and harvests go on"),
                () -> {
                  String key = HarvestSettings.killKey(SettingsReader.read(redis), redis.names());
                  new HandKeys(redis).kill(key, on);
                  return Hand.Outcome.done(
                      key
                          + " is "
                          + position.name().toLowerCase(Locale.ROOT)
                          + (on
                              ? ": no entry, no harvest; stops and exits go on"
                              : ": entries and harvests go on"));
                }));
  }
}
