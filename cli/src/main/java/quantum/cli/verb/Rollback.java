package quantum.cli.verb;

import io.lettuce.core.RedisCommandExecutionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.cli.machine.Systemctl;
import quantum.cli.repair.ModeFile;
import quantum.cli.repair.ModeSwitch;
import quantum.cli.repair.OffsetRepair;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Takes harvest-brain from live back to shadow. */
@Command(
    name = Rollback.NAME,
    hidden = true, // for an emergency, by the name that the runbook says
    header = "Takes harvest-brain from live back to shadow.",
    description =
        "Kill switch on, HARVEST_MODE=shadow in the env file (a copy of it is kept), restart, verify, kill"
            + " switch as before. If a step fails the kill switch stays on. As root.",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed (kill switch on), 2 refused, 3 no systemd; unchanged at 2, 3.",
      "Example: quantum rollback --undo"
    })
public final class Rollback implements Callable<Integer> {
  public static final String NAME = "rollback";

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Option(names = "--undo", description = "back to the env file that the last rollback kept")
  private boolean undo;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      defaultValue = "/etc/quantum/harvest-brain.env",
      description = "of the service (${DEFAULT-VALUE})")
  private Path envFile;

  @Option(
      names = "--timeout",
      paramLabel = "SEC",
      defaultValue = "60",
      description = "for the restart and for verifying, 1 to 600 (${DEFAULT-VALUE})")
  private int timeout;

  public Rollback(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws InterruptedException {
    Repairs.requireText(spec, desk);
    Repairs.requireTimeout(spec, timeout);
    if (!Systemctl.isHere()) {
      return Repairs.noSystemd(desk, OffsetRepair.UNIT + " cannot be restarted");
    }
    ModeFile file = new ModeFile(envFile.toAbsolutePath());
    Optional<String> why = obstacle(file);
    if (why.isPresent()) {
      return refuse(why.get());
    }
    RedisSettings where = desk.redis();
    return desk.withRedis(where, redis -> switched(redis, where, file));
  }

  private Optional<String> obstacle(ModeFile file) {
    if (!Files.isWritable(file.path())) {
      return Optional.of("cannot write " + file.path() + ": run it as root");
    }
    if (undo && !Files.isReadable(file.kept())) {
      return Optional.of("there is no " + file.kept() + ": no rollback to undo");
    }
    return Files.exists(file.credential())
        ? Optional.of(file.credential() + " wins over the env file: remove it first")
        : Optional.empty();
  }

  private int switched(Redis redis, RedisSettings where, ModeFile file) {
    String killKey = HarvestSettings.killKey(SettingsReader.read(redis), redis.names());
    ModeSwitch modes;
    try {
      Optional<String> before = Optional.ofNullable(redis.commands().get(killKey));
      modes = new ModeSwitch(redis, file, killKey, before, desk.out()::println);
      modes.stopHarvesting();
    } catch (RedisCommandExecutionException e) {
      return refuse(killKey + " cannot be read or set: " + e.getMessage());
    }
    return switched(modes, killKey);
  }

  private int switched(ModeSwitch modes, String killKey) {
    // a signal: the switch stays on, and whoever looks must know it
    Thread interrupted = new Thread(() -> failed(killKey, "interrupted"));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      modes.run(undo, timeout);
      if (!undo) {
        desk.out().println("to go back: quantum rollback --undo");
      }
      return Desk.FINE;
    } catch (ModeSwitch.Failed e) {
      return failed(killKey, e.getMessage());
    } catch (RuntimeException e) {
      if (!Repairs.isOfRedis(e)) {
        throw e;
      }
      return failed(killKey, "Redis refuses or is away: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(killKey, "interrupted");
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  private int failed(String killKey, String why) {
    desk.err().println("FAILED: " + why);
    desk.err()
        .println(
            killKey
                + " stays 1: nothing is harvested or entered. Look at: journalctl -u "
                + OffsetRepair.UNIT
                + " -n 50");
    desk.err().println("When it is mended: redis-cli DEL " + killKey);
    return Desk.WRONG;
  }

  private int refuse(String why) {
    desk.err().println("quantum: " + why);
    return Repairs.REFUSED;
  }
}
