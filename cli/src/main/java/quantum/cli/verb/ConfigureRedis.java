package quantum.cli.verb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import quantum.cli.server.Failed;
import quantum.cli.server.Refused;
import quantum.cli.server.ServerConfiguration;
import quantum.cli.server.ServerConfiguration.Access;
import quantum.cli.server.ServerConfiguration.Places;
import quantum.cli.settings.Surroundings;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Makes this machine's Redis keep what the suite writes, and gives each service a user. */
@Command(
    name = ConfigureRedis.NAME,
    hidden = true, // once a machine, by the name that the manual says: configure_redis.sh
    sortOptions = false,
    header = "Makes this machine's Redis keep what the suite writes; run it as root.",
    description =
        "Switches the append-only file on and waits until it is written, sets what else quantum.conf"
            + " says, and includes a copy of it, in a marked block. Nothing is restarted.",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 refused or not possible (nothing was changed).",
      "Example: quantum configure-redis --acl --lock-default"
    })
public final class ConfigureRedis implements Callable<Integer> {
  public static final String NAME = "configure-redis";

  private static final int LONGEST_SECONDS = 3_600;

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Option(
      names = "--acl",
      description = "users of quantum.acl, each address in CREDENTIALS/<service>/REDIS_URL")
  private boolean acl;

  @Option(names = "--rotate", description = "with --acl: new passwords")
  private boolean rotate;

  @Option(
      names = "--lock-default",
      description = "with --acl: a password for the user default, CREDENTIALS/admin/REDIS_URL")
  private boolean lock;

  @ArgGroup(exclusive = true)
  private Other other;

  /** What is done instead. */
  private static final class Other {
    @Option(names = "--remove", description = "undoes all of it, and writes a snapshot")
    private boolean remove;

    @Option(names = "--status", description = "says what is in effect, changes nothing")
    private boolean status;
  }

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the server's configuration file; else the one that it names")
  private Path config;

  @Option(names = "--conf", paramLabel = "FILE", description = "quantum.conf; else the shipped one")
  private Path conf;

  @Option(
      names = "--acl-file",
      paramLabel = "FILE",
      description = "quantum.acl; else the shipped one")
  private Path aclFile;

  @Option(
      names = "--credentials",
      paramLabel = "DIR",
      description = "where passwords are kept (/etc/quantum/credentials)")
  private Path credentials = Surroundings.CREDENTIALS;

  @Option(
      names = "--wait",
      paramLabel = "SEC",
      defaultValue = "300",
      description = "for the append-only file, 1 to 3600 (${DEFAULT-VALUE})")
  private int wait;

  public ConfigureRedis(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Repairs.requireText(spec, desk);
    if (wait < 1 || wait > LONGEST_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "--wait must be 1 to 3600 seconds, was " + wait);
    }
    if ((lock || rotate) && !acl) {
      throw new ParameterException(
          spec.commandLine(),
          (lock ? "--lock-default" : "--rotate")
              + " goes with --acl: without users of their own the services would be locked out");
    }
    RedisSettings where = desk.redisOfAdministrator(Map.of(), credentials);
    Places places =
        new Places(
            Optional.ofNullable(config),
            Optional.ofNullable(conf).orElseGet(() -> shipped("quantum.conf")),
            Optional.ofNullable(aclFile).orElseGet(() -> shipped("quantum.acl")),
            credentials);
    return desk.withRedis(where, redis -> done(redis, where, places));
  }

  /** In an installation, else in the clone. */
  private Path shipped(String name) {
    return desk.sources()
        .map(clone -> clone.resolve("deploy/redis").resolve(name))
        .orElse(Path.of("/opt/quantum/redis", name));
  }

  private int done(Redis redis, RedisSettings where, Places places) {
    ServerConfiguration server = new ServerConfiguration(redis, where, places, desk.out()::println);
    try {
      if (other != null && other.status) {
        desk.print(server.status(where.toString()));
      } else if (other != null && other.remove) {
        server.remove();
      } else {
        server.apply(
            !acl ? Access.UNCHANGED : rotate ? Access.NEW_PASSWORDS : Access.USERS, lock, wait);
      }
      return Desk.FINE;
    } catch (Refused e) {
      desk.err().println("quantum: " + e.getMessage());
      return Repairs.REFUSED;
    } catch (Failed | IOException e) {
      desk.err().println("quantum: " + e.getMessage());
      return Desk.WRONG;
    }
  }
}
