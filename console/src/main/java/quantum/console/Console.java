package quantum.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;
import quantum.console.metrics.Metrics;
import quantum.console.model.Views;
import quantum.console.watch.AccountWatch;
import quantum.console.web.ConsoleServer;
import quantum.console.web.Token;
import quantum.runtime.Redis;
import quantum.runtime.Rounds;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceContext;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;

/** Main of the console: the account in a browser. */
public final class Console {
  /** What it can be set to. */
  public static final SettingsSchema<ConsoleSettings> SETTINGS =
      new SettingsSchema<>("console", List.of("CONSOLE_"), ConsoleSettings::read);

  private static final Duration PACE = Duration.ofMillis(250);

  private Console() {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Shows the account in a browser: positions, harvests, closed positions, limits, services."
            + " Reads only, unless CONSOLE_ACTIONS=true.",
        Console::start);
  }

  private static RunningService start(ConsoleSettings settings, ServiceContext context) {
    quieten("io.javalin", "org.eclipse.jetty");
    Optional<Token> token = context.settings().complete(() -> Token.of(settings));
    Views views = new Views();
    Metrics metrics = new Metrics(views, context.clock()::millis);
    AtomicReference<Redis> redis = new AtomicReference<>();
    // listens before Redis answers: a page that says what it waits for is better than none
    ConsoleServer server =
        ConsoleServer.start(
            settings,
            token,
            views,
            metrics,
            () -> Optional.ofNullable(redis.get()),
            context.clock()::millis);
    redis.set(context.redis().get());
    AccountWatch watch =
        new AccountWatch(redis.get(), settings.redis(), views, metrics, context.clock()::millis);
    Rounds rounds = new Rounds(PACE, watch::round, context.health());
    return new RunningService() {
      @Override
      public void run() throws InterruptedException {
        try (server) {
          rounds.run();
        }
      }

      @Override
      public void stop() {
        rounds.stop();
      }
    };
  }

  /** The server's own start and stop lines would bury ours. */
  private static void quieten(String... loggers) {
    for (String logger : loggers) {
      if (LoggerFactory.getLogger(logger) instanceof Logger logback) {
        logback.setLevel(Level.WARN);
      }
    }
  }
}
