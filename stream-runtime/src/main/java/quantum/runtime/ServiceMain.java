package quantum.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alarm;
import quantum.runtime.systemd.ServiceManager;

/**
 * The main of every service: settings, start, signals, shutdown; and what systemd is told of them.
 *
 * <p>Exit codes: 0 stopped or told to stop, 64 the command line asks for what there is not, 78 the
 * settings do not allow a start, 1 anything else.
 */
public final class ServiceMain {
  public static final int BAD_SETTINGS =
      78; // EX_CONFIG of sysexits.h: systemd does not restart on it
  public static final int BAD_USAGE = 64; // EX_USAGE
  static final int FAILED = 1;

  private static final Logger log = LoggerFactory.getLogger(ServiceMain.class);
  private static final long STOP_MILLIS = 4_500; // systemd is promised 5 s
  private static final long LAST_WORD_MILLIS = 200;

  private final String service;
  private final Settings settings;
  private final ServiceManager manager;
  private final Alarms alarms;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile Optional<RunningService> running = Optional.empty();
  private volatile int exitCode;
  private volatile Optional<Redis> redis = Optional.empty();
  private volatile Optional<Turn> turn = Optional.empty();

  /** Thrown through a body that waits for Redis when the service is told to stop. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The loops that still go round have the last word on the one that does not. */
  private final class StuckLoops implements ServiceManager.Watcher {
    @Override
    public void stuck(String loops, long seconds) {
      alarms.raise(Alarm.LOOP_STUCK.of(service), loops, seconds);
    }

    @Override
    public void goRound() {
      alarms.end(Alarm.LOOP_STUCK.of(service));
    }
  }

  private ServiceMain(String service, Settings settings) {
    this.service = service;
    this.settings = settings;
    this.manager = ServiceManager.of(settings::surrounding);
    this.alarms = new Alarms(service, Clock.systemUTC());
    manager.heardBy(new StuckLoops());
  }

  /**
   * Does what the command line asks for: runs the service until SIGTERM or SIGINT, or answers; and
   * ends the process.
   *
   * @param schema what it is called and what can be set
   * @param purpose one sentence for the help
   * @param start builds the parts of the service from its settings and hands back what runs
   * @param options that win over the environment
   */
  public static <S> void run(
      String[] args,
      SettingsSchema<S> schema,
      String purpose,
      BiFunction<S, ServiceContext, RunningService> start,
      ServiceOption... options) {
    String service = schema.service();
    List<String> envPrefixes = schema.prefixes();
    Function<Settings, S> read = schema.read();
    String version = version(start.getClass());
    switch (Arguments.parse(args, List.of(options))) {
      case Arguments.Run(Map<String, String> overrides) -> {
        Settings settings = Settings.fromEnvironment(envPrefixes, overrides);
        new ServiceMain(service, settings).execute(version, read, start);
      }
      case Arguments.Check(Map<String, String> overrides) ->
          check(service, version, Settings.fromEnvironment(envPrefixes, overrides), read);
      case Arguments.Help() -> help(service, purpose, read, List.of(options));
      case Arguments.Version() -> System.out.println(service + " " + version);
      case Arguments.Unusable(String why) -> {
        System.err.println(service + ": " + why + "; --help lists what there is");
        System.exit(BAD_USAGE);
      }
    }
  }

  /** Of the jar that the class is in. */
  public static String version(Class<?> program) {
    return Optional.ofNullable(program.getPackage().getImplementationVersion())
        .orElse("development");
  }

  static <S> S settingsOf(Settings settings, Function<Settings, S> read) {
    // Logback takes a level that it does not know for DEBUG, which fills disks
    settings.parsed(
        "LOG_LEVEL", "INFO", ServiceMain::checkedLevel, "TRACE, DEBUG, INFO, WARN or ERROR");
    return settings.complete(() -> read.apply(settings));
  }

  private static void check(
      String service, String version, Settings settings, Function<Settings, ?> read) {
    try {
      settingsOf(settings, read);
    } catch (BadSettings e) {
      System.err.println(service + " cannot start, " + e.getMessage());
      System.exit(BAD_SETTINGS);
    }
    System.out.println("# " + service + " " + version + " can start with these settings");
    settings.known().forEach(known -> System.out.println(known.name() + "=" + known.value()));
  }

  private static void help(
      String service, String purpose, Function<Settings, ?> read, List<ServiceOption> options) {
    Settings defaults = Settings.of(Map.of());
    try {
      settingsOf(defaults, read);
    } catch (BadSettings e) {
      // some have no default; they are named all the same
    }
    System.out.println("Usage: " + service + " [OPTION]...\n" + purpose + "\n");
    Stream.concat(options.stream(), Arguments.STANDARD.stream())
        .map(ServiceOption::usage)
        .forEach(System.out::println);
    System.out.println("\nSettings are variables of the environment; their defaults:\n");
    defaults.known().forEach(known -> System.out.println("  " + known.name() + "=" + known.dflt()));
    System.out.println(
        "\nExit codes: 0 stopped or answered, 1 failed, 64 an argument is unknown, 78 a setting is"
            + " wrong.");
  }

  private <S> void execute(
      String version,
      Function<Settings, S> read,
      BiFunction<S, ServiceContext, RunningService> start) {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::onSignal));
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> onUncaught(thread, failure));
    Clock clock = Clock.systemUTC();
    try (var health = new Health(service, version, clock, manager, alarms)) {
      S known = settingsOf(settings, read);
      var context = new ServiceContext(settings, () -> turn(health).redis(), health, clock);
      do {
        manager.beginTurn();
        act(() -> start.apply(known, context), health);
      } while (standsBack(health));
      manager.stopping();
      health.state(Health.State.STOPPING);
      redis.ifPresent(health::write);
      log.info("{} stopped", service);
    } catch (Stopped e) {
      log.info("{} stopped before it had started", service);
    } catch (BadSettings e) {
      log.error("{} cannot start, {}", service, e.getMessage());
      exitCode = BAD_SETTINGS;
    } catch (InterruptedException e) {
      exitCode = FAILED;
    } catch (Throwable e) {
      alarms.failed(Alarm.SERVICE_FAILED.of(service), e, service);
      exitCode = FAILED;
    } finally {
      turn.ifPresent(Turn::end);
      redis.ifPresent(alarms::write);
      redis.ifPresent(Redis::close);
      finished.countDown();
    }
    System.exit(exitCode); // inside a shutdown this never returns: the hook ends the process
  }

  /** Builds what acts, and runs it until it is told to stop or its turn is over. */
  private void act(Supplier<RunningService> start, Health health) throws InterruptedException {
    try {
      RunningService started = start.get();
      running = Optional.of(started);
      if (isStopping() || isSuperseded()) {
        started.stop(); // that came before there was anything to stop
      }
      manager.watch(() -> health.state(Health.State.RUNNING));
      started.run();
    } catch (RuntimeException e) {
      if (!isSuperseded() || !RedisUnavailable.is(e)) {
        throw e;
      }
      log.debug("Stopped in the middle: {}", e.getMessage());
    } finally {
      running = Optional.empty();
    }
  }

  /** Whether another instance has taken over: then all that was built goes, and this one waits. */
  private boolean standsBack(Health health) {
    if (!isSuperseded() || isStopping()) {
      return false;
    }
    health.state(Health.State.STANDBY);
    turn.get().end();
    turn = Optional.empty();
    return true;
  }

  private boolean isSuperseded() {
    return turn.filter(Turn::isSuperseded).isPresent();
  }

  /**
   * What still acts is told to stop; what does not stop is ended with the process, which then
   * stands by as a new one.
   */
  private void superseded() {
    running.ifPresent(RunningService::stop);
    turn.ifPresent(
        over -> Thread.ofPlatform().daemon().name("stand-back").start(() -> insistOnEnd(over)));
  }

  private void insistOnEnd(Turn over) {
    try {
      if (!over.awaitEnd(STOP_MILLIS) && !isStopping()) {
        alarms.raise(Alarm.STOP_TOO_SLOW.of(service), service, STOP_MILLIS);
        Runtime.getRuntime().halt(FAILED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Level checkedLevel(String text) {
    Level level = Level.toLevel(text, null);
    if (level == null) {
      throw new IllegalArgumentException();
    }
    return level;
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /**
   * Without it the JVM would leave with 143 on SIGTERM, and before the batch at hand is committed.
   */
  private void onSignal() {
    if (finished.getCount() == 0) {
      return; // the service ended by itself; its exit code stands
    }
    stopping.countDown();
    manager.stopping();
    running.ifPresent(RunningService::stop);
    end();
  }

  private void onUncaught(Thread thread, Throwable failure) {
    alarms.failed(Alarm.THREAD_FAILED.of(thread.getName()), failure, service, thread.getName());
    exitCode = FAILED;
    stopping.countDown();
    manager.stopping();
    running.ifPresent(RunningService::stop);
    Thread.ofPlatform().daemon().name("end").start(this::end);
  }

  private void end() {
    try {
      if (!finished.await(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        alarms.raise(Alarm.STOP_TOO_SLOW.of(service), service, STOP_MILLIS);
        exitCode = FAILED;
        finished.await(LAST_WORD_MILLIS, TimeUnit.MILLISECONDS); // for the alarm to reach Redis
      }
    } catch (InterruptedException e) {
      exitCode = FAILED;
    }
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.stop();
    }
    Runtime.getRuntime().halt(exitCode);
  }

  /** The turn of this instance: waits for Redis, and while another instance acts. */
  private Turn turn(Health health) {
    if (turn.isEmpty()) {
      Redis connected = connected(health);
      try {
        turn = Turn.await(connected, service, health, manager, stopping, this::superseded);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (turn.isEmpty()) {
        health.close(); // what it said while it waited is not said again
      }
      health.speaksWhile(turn.map(Turn::redis), () -> turn.filter(Turn::isHeld).isPresent());
      health.endStandby(connected);
      turn.orElseThrow(Stopped::new);
    }
    return turn.get();
  }

  private Redis connected(Health health) {
    if (redis.isEmpty()) {
      Redis connected = awaitRedis(RedisSettings.read(settings));
      health.settings(settings.known());
      health.speaksWhile(
          Optional.empty(), () -> false); // before its turn nobody takes it for the one that acts
      health.reportTo(connected);
      redis = Optional.of(connected);
    }
    return redis.get();
  }

  private Redis awaitRedis(RedisSettings where) {
    BackOff pause = BackOff.ofRedis();
    boolean warned = false;
    while (true) {
      try {
        return Redis.connect(where, service);
      } catch (RedisUnavailable e) {
        if (!warned) {
          log.warn("{} waits for Redis: {}", service, e.getMessage());
          warned = true;
        }
        manager.status("degraded: waits for Redis: " + e.getMessage());
      }
      manager.starting();
      try {
        if (stopping.await(pause.nextMillis(), TimeUnit.MILLISECONDS)) {
          throw new Stopped();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Stopped();
      }
    }
  }
}
