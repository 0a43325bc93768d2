package quantum.cli.verb;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.Decoded;
import quantum.contracts.HealthRecord;
import quantum.runtime.Redis;

/** Waits until a service gives a sign of life. */
@Command(
    name = AwaitService.NAME,
    hidden = true, // for scripts: deploy_harvest_fix.sh
    header = "Waits until a service gives a sign of life in Redis.",
    description = "For scripts: running, degraded and standby count.",
    footer = {
      "",
      "Exit codes: 0 it does, 1 it did not in time.",
      "Example: quantum await-service quantum-exitbrain --started-after 1764300000"
    })
public final class AwaitService implements Callable<Integer> {
  public static final String NAME = "await-service";

  private static final Set<String> ALIVE = Set.of("running", "degraded", "standby");
  private static final long LOOK_NANOS = 200_000_000;

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SERVICE", description = "by its name or that of its unit")
  private String service;

  @Option(
      names = "--started-after",
      paramLabel = "SEC",
      defaultValue = "0",
      description = "epoch seconds: a process that began before does not count")
  private double startedAfter;

  @Option(
      names = "--timeout",
      paramLabel = "SEC",
      defaultValue = "60",
      description = "1 to 600 (${DEFAULT-VALUE})")
  private int timeout;

  public AwaitService(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Repairs.requireText(spec, desk);
    Repairs.requireTimeout(spec, timeout);
    SuiteService known =
        SuiteService.named(service)
            .filter(SuiteService.inRedis()::contains)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "no service of the suite in Redis: '" + service + "'"));
    return desk.withRedis(desk.redis(), redis -> await(redis, known));
  }

  private int await(Redis redis, SuiteService of) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout);
    String key = redis.names().health(of.id());
    while (true) {
      Optional<String> state = sign(redis, key);
      if (state.isPresent()) {
        desk.out().println(of.id() + " is " + state.get());
        return Desk.FINE;
      }
      if (System.nanoTime() > end) {
        desk.err().println("quantum: " + key + " shows no sign of life after " + timeout + " s");
        return Desk.WRONG;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Empty also if the key is of another type, or tells of a process that began before. */
  private Optional<String> sign(Redis redis, String key) {
    Map<String, String> fields;
    try {
      fields = redis.commands().hgetall(key);
    } catch (RedisCommandExecutionException e) {
      if (String.valueOf(e.getMessage()).startsWith("WRONGTYPE")) {
        return Optional.empty();
      }
      throw e;
    }
    Optional<HealthRecord> health =
        switch (HealthRecord.decode(fields)) {
          case Decoded.Ok<Optional<HealthRecord>> ok -> ok.value();
          case Decoded.Bad<Optional<HealthRecord>> bad -> Optional.empty();
        };
    return health
        .filter(it -> it.startedAtMillis() >= startedAfter * 1000)
        .map(HealthRecord::state)
        .filter(ALIVE::contains);
  }
}
