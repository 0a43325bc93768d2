package quantum.tradingbot;

import java.net.URI;
import java.util.List;
import java.util.Set;
import quantum.contracts.Names;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Symbol;
import quantum.marketdata.PublicRest;
import quantum.marketdata.VenueAddress;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.settings.SharedSettings;
import quantum.tradingbot.decide.BotRules;

/**
 * Settings of trading-bot; its README documents each.
 *
 * @param symbols that may be entered
 * @param restBase scheme, host and port of the venue's REST API
 * @param pollMillis wall clock between two looks at the market
 * @param marketPrefixes of the market state hashes, the preferred one first
 * @param marketMaxAgeMillis event time; an older market state counts as none
 */
record TradingBotSettings(
    Names names,
    Set<Symbol> symbols,
    URI restBase,
    BotRules rules,
    long pollMillis,
    List<String> marketPrefixes,
    long marketMaxAgeMillis,
    String intentStream,
    long streamMaxLen) {
  /** A day of minutes, and the candles that a request brings beyond it. */
  private static final int MAX_WINDOW_MIN = PublicRest.MAX_KLINES - 60;

  static TradingBotSettings read(Settings settings) {
    Names names = new Names(RedisSettings.read(settings).namespace());
    Set<Symbol> symbols = settings.symbols("SYMBOLS");
    if (symbols.isEmpty()) {
      settings.refuse("SYMBOLS", "", "symbols separated by commas, e.g. BTCUSDT,ETHUSDT");
    }
    BotRules rules =
        new BotRules(
            settings.integer("BOT_LOOKBACK_MIN", 60, 2, MAX_WINDOW_MIN),
            settings.integer("BOT_VOLATILITY_MIN", 240, 20, MAX_WINDOW_MIN),
            settings.decimal("BOT_MIN_CONFIDENCE", "0.95", "0", "0.9999"),
            settings.integer("BOT_COOLDOWN_SEC", 3600, 0, 604_800) * 1000L,
            settings.integer("BOT_MAX_OPEN_POSITIONS", 3, 0, 1000),
            settings.decimal("BOT_POSITION_USD", "50", "1", "10000000"),
            new Leverage(settings.decimal("BOT_LEVERAGE", "5", "1", "125").doubleValue()),
            settings.flag("BOT_DRY_RUN", true));
    return new TradingBotSettings(
        names,
        symbols,
        VenueAddress.restOf(settings),
        rules,
        settings.integer("BOT_POLL_SEC", 15, 1, 60) * 1000L,
        SharedSettings.marketPrefixes(settings, names),
        SharedSettings.marketMaxAgeMillis(settings),
        SharedSettings.inside(settings, names, "STREAM_TRADE_INTENT", names.tradeIntent()),
        SharedSettings.streamMaxLen(settings));
  }
}
