package quantum.tradingbot;

import io.lettuce.core.KeyValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.contracts.Cooldown;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.MarketStates;
import quantum.runtime.snapshot.OpenPositions;
import quantum.tradingbot.decide.Account;

/** What Redis says before a decision. Nothing of it is kept: a restart loses no cooldown. */
final class AccountView {
  private final TradingBotSettings settings;
  private final Redis redis;
  private final OpenPositions positions;
  private final MarketStates markets;

  AccountView(TradingBotSettings settings, Redis redis, BotLog log) {
    this.settings = settings;
    this.redis = redis;
    this.positions = new OpenPositions(redis, settings.names(), log.unreadable());
    this.markets =
        new MarketStates(
            redis, settings.marketPrefixes(), settings.marketMaxAgeMillis(), log.unreadable());
  }

  /** Empty if nobody can know what is open: then nothing may be entered. */
  Optional<Account> account() {
    Optional<Set<Symbol>> open = positions.symbols();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    List<Symbol> symbols = List.copyOf(settings.symbols());
    String[] keys = symbols.stream().map(settings.names()::botEntry).toArray(String[]::new);
    List<KeyValue<String, String>> values = redis.commands().mget(keys);
    Map<Symbol, Long> entered = new HashMap<>();
    for (int i = 0; i < keys.length; i++) {
      if (values.get(i).hasValue()) {
        entered.put(symbols.get(i), Cooldown.decode(values.get(i).getValue()).sinceMillis());
      }
    }
    return Optional.of(new Account(open.get(), entered));
  }

  /**
   * The fresh market states.
   *
   * @param nowMillis event time per symbol
   */
  Map<Symbol, MarketState> markets(Map<Symbol, Long> nowMillis) {
    Map<Symbol, MarketState> states = new HashMap<>();
    markets.fresh(nowMillis).forEach((symbol, market) -> states.put(symbol, market.state()));
    return states;
  }
}
