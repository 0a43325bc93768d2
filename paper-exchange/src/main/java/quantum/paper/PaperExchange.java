package quantum.paper;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceContext;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;

/** Main of the paper exchange. It needs no Redis. */
public final class PaperExchange {
  /** What it can be set to. */
  public static final SettingsSchema<PaperExchangeSettings> SETTINGS =
      new SettingsSchema<>("paper-exchange", List.of("PAPER_"), PaperExchangeSettings::read);

  private PaperExchange() {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Speaks the venue's REST and WebSocket API over recorded or live prices. Needs no Redis.",
        PaperExchange::start);
  }

  private static RunningService start(PaperExchangeSettings settings, ServiceContext context) {
    quieten("io.javalin", "org.eclipse.jetty");
    PaperServer server = serve(settings, context);
    CountDownLatch stopped = new CountDownLatch(1);
    return new RunningService() {
      @Override
      public void run() throws InterruptedException {
        try (server) {
          stopped.await();
        }
      }

      @Override
      public void stop() {
        stopped.countDown();
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

  /** Prices or a journal that cannot be used are a matter of the settings that name them. */
  private static PaperServer serve(PaperExchangeSettings settings, ServiceContext context) {
    try {
      return PaperServer.start(settings, context.clock()::millis, context.health().loop("prices"));
    } catch (IOException | IllegalArgumentException e) {
      return context
          .settings()
          .complete(
              () -> {
                throw new IllegalArgumentException(e.getMessage(), e);
              });
    }
  }
}
