package quantum.tradingbot;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import quantum.marketdata.PublicRest;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RestWeight;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;

/** Looks for entries by momentum, so that the suite lives without an outside signal. */
public final class TradingBot {
  /** What it can be set to. */
  public static final SettingsSchema<TradingBotSettings> SETTINGS =
      new SettingsSchema<>(
          "trading-bot", List.of("BOT_", "MARKETSTATE_"), TradingBotSettings::read);

  private TradingBot() {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Looks for entries by momentum; a dry run unless told otherwise.",
        (settings, context) -> {
          BotLog log = new BotLog();
          log.starting(settings);
          return service(settings, context.redis().get(), context.health(), log);
        });
  }

  static RunningService service(
      TradingBotSettings settings, Redis redis, Health health, BotLog log) {
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    RestWeight weight =
        new RestWeight(redis, settings.restBase().getRawAuthority(), Clock.systemUTC());
    return new SignalLoop(
        settings,
        new PublicRest(http, settings.restBase(), weight::used),
        weight,
        new AccountView(settings, redis, log),
        new EntryWriter(settings, new Commits(redis), log),
        health,
        log);
  }
}
