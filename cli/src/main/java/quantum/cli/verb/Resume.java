package quantum.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import quantum.account.hand.HandKeys;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.HandReading;
import quantum.account.snapshot.SettingsReader;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.runtime.KillSwitch;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Ends a halt. */
@Command(
    name = "resume",
    header = "Ends a halt.",
    description =
        "Ends a halt, and gives up a flatten that is still worked off: entries are executed again. Pauses and the kill switch stay.",
    footer = {"", "Example: quantum resume"})
public final class Resume implements Callable<Integer> {
  private final Desk desk;

  @Mixin private final Hand hand;

  public Resume(Desk desk) {
    this.desk = desk;
    this.hand = new Hand(desk);
  }

  @Override
  public Integer call() {
    RedisSettings where = desk.redis();
    return desk.withRedis(where, redis -> resume(redis, where));
  }

  private int resume(Redis redis, RedisSettings where) {
    long now = System.currentTimeMillis();
    HandReading before = HandReading.read(redis);
    Optional<Halt> halt = before.haltAt(now);
    boolean working = before.flatten().value().filter(order -> !order.isOver()).isPresent();
    List<String> will = new ArrayList<>();
    will.add(
        halt.map(it -> "end the halt (" + it.inWords() + "): entries are executed again")
            .orElse("change nothing, for no halt is in force"));
    if (working) {
      will.add("give up the flatten that is being worked off: what is open stays open");
    }
    return hand.perform(
        will,
        () -> {
          new HandKeys(redis).resume();
          List<String> did = new ArrayList<>();
          did.add(
              halt.map(it -> "resumed: entries are executed again; the halt was: " + it.inWords())
                  .orElse("no halt was in force"));
          before
              .flatten()
              .value()
              .filter(order -> !order.isOver())
              .map(Flatten::by)
              .ifPresent(by -> did.add("the flatten by " + by + " is given up"));
          before
              .pausesAt(now)
              .forEach((symbol, pause) -> did.add(symbol + " stays paused: " + pause.inWords()));
          String kill = HarvestSettings.killKey(SettingsReader.read(redis), redis.names());
          if (KillSwitch.isOn(redis, kill)) {
            did.add("the kill switch stays on: quantum kill off");
          }
          return new Hand.Outcome(Desk.FINE, did, List.of(), quantum.account.json.ActJson.NONE);
        });
  }
}
