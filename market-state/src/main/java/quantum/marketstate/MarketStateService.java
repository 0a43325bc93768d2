package quantum.marketstate;

import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Names;
import quantum.runtime.Commits;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceContext;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;

/** Main of market-state. */
public final class MarketStateService {
  /** What it can be set to. */
  public static final SettingsSchema<Read> SETTINGS =
      new SettingsSchema<>(
          "market-state",
          MarketStateSettings.PREFIXES,
          settings -> new Read(MarketStateSettings.read(settings), RedisSettings.read(settings)));

  private static final Logger log = LoggerFactory.getLogger(MarketStateService.class);

  private MarketStateService() {}

  private record Read(MarketStateSettings market, RedisSettings redis) {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Publishes mark prices and each symbol's volatility, trend and regime.",
        MarketStateService::start);
  }

  private static RunningService start(Read read, ServiceContext context) {
    log.info(
        "[MARKET] Starting market-state Config({})",
        context.settings().known().stream()
            .map(setting -> setting.name() + '=' + setting.value())
            .collect(Collectors.joining(", ")));
    Names names = new Names(read.redis().namespace());
    Redis redis = context.redis().get();
    return new MarketFeed(
        read.market(),
        Timing.of(read.market()),
        new OpenPositions(redis, names, read.market().symbols(), context.health().alarms()),
        new PriceWriter(
            new Commits(redis),
            names,
            read.market().streamMaxLen(),
            context.health(),
            context.clock()),
        redis,
        context.health(),
        context.clock(),
        () -> System.nanoTime() / 1_000_000);
  }
}
