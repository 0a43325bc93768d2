package quantum.tradingbot;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.runtime.snapshot.Unreadable;
import quantum.runtime.snapshot.UnreadableKeys;
import quantum.tradingbot.decide.BotRules;
import quantum.tradingbot.decide.Reading.Quiet;
import quantum.tradingbot.decide.Reading.Signal;
import quantum.tradingbot.decide.Reading.Why;

/**
 * The log lines of trading-bot. Why nothing is sent is said when the reason changes, and again
 * after ten minutes; used by one thread.
 */
final class BotLog {
  private static final Logger log = LoggerFactory.getLogger("trading-bot");
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(10);

  private record Said(Object what, long atNanos) {}

  private final Map<Object, Said> said = new HashMap<>();

  private final UnreadableKeys unreadable =
      new UnreadableKeys((key, why) -> log.warn("[BOT] {} not used: {}", key, why));

  void starting(TradingBotSettings settings) {
    BotRules rules = settings.rules();
    log.info(
        "[BOT] Starting trading-bot Config(dry_run={}, symbols={}, lookback_min={},"
            + " volatility_min={}, min_confidence={}, cooldown_sec={}, max_open_positions={},"
            + " position_usd={}, leverage={}). Not investment advice",
        rules.dryRun(),
        settings.symbols(),
        rules.lookbackMin(),
        rules.volatilityMin(),
        rules.minConfidence(),
        rules.cooldownMillis() / 1000,
        rules.maxOpenPositions(),
        Decimals.plain(rules.positionUsd()),
        rules.leverage().value());
  }

  void sent(Signal signal, TradeIntent.Entry entry, String id) {
    said.remove(signal.symbol());
    log.info(
        "[BOT] {} {} {} @ {} | z={} | confidence={} | regime={} | atr={} | intent={}",
        entry.dryRun() ? "DRY_RUN" : "LIVE",
        signal.symbol(),
        signal.side(),
        signal.price(),
        String.format(Locale.ROOT, "%.2f", signal.z()),
        signal.confidence(),
        signal.features().regime().orElse("unknown"),
        signal.features().atrValue().map(Decimals::plain).orElse("unknown"),
        id);
  }

  void sentBefore(Signal signal) {
    log.info("[BOT] {} already sent for the candle of {}", signal.symbol(), signal.barMillis());
  }

  /** A weak signal is the rule and changes every minute: its figures are for those who look. */
  void quiet(Quiet quiet) {
    if (isNew(quiet.symbol(), quiet.why())) {
      switch (quiet.why()) {
        case UNKNOWN_SYMBOL, NO_CANDLES, GAP, STALE, KILL_SWITCH, HALTED ->
            log.warn("[BOT] {} no entry: {} ({})", quiet.symbol(), quiet.why(), quiet.detail());
        case WARMING_UP, FLAT, WEAK, POSITION_OPEN, COOLDOWN, MAX_POSITIONS, PAUSED ->
            log.info("[BOT] {} no entry: {} ({})", quiet.symbol(), quiet.why(), quiet.detail());
      }
    } else if (quiet.why() == Why.WEAK) {
      log.debug("[BOT] {} no entry: WEAK ({})", quiet.symbol(), quiet.detail());
    }
  }

  void badCandle(Symbol symbol, String why, int more) {
    if (isNew("candles of " + symbol, "bad")) {
      log.warn("[BOT] {} candle not used: {}{}", symbol, why, more == 0 ? "" : ", +" + more);
    }
  }

  void venueSilent(String what, String why) {
    if (isNew(what, "silent")) {
      log.warn("[BOT] {} not told by the venue, nothing is decided: {}", what, why);
    }
  }

  void badPrices(List<String> bad) {
    if (!bad.isEmpty() && isNew("price", "bad")) {
      log.warn("[BOT] mark prices not used: {}", bad);
    }
  }

  void redisAway(String why) {
    if (isNew("redis", "away")) {
      log.warn("[BOT] Redis is not available, nothing is sent: {}", why);
    }
  }

  void redisBack() {
    if (said.remove("redis") != null) {
      log.info("[BOT] Redis is available again");
    }
  }

  /** Each trouble once. */
  Unreadable unreadable() {
    return unreadable;
  }

  private boolean isNew(Object about, Object what) {
    Said before = said.get(about);
    long now = System.nanoTime();
    if (before != null && before.what().equals(what) && now - before.atNanos() < AGAIN_NANOS) {
      return false;
    }
    said.put(about, new Said(what, now));
    return true;
  }
}
