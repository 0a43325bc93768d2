package quantum.marketstate;

import io.lettuce.core.RedisException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;

/** The symbols to watch: those of the settings, and every one with an open position. */
final class OpenPositions implements UnaryOperator<Set<Symbol>> {
  private static final Logger log = LoggerFactory.getLogger(OpenPositions.class);
  private final Redis redis;
  private final String key;
  private final Set<Symbol> always;
  private boolean complained;

  OpenPositions(Redis redis, Names names, Set<Symbol> always) {
    this.redis = redis;
    this.key = names.positionsOpen();
    this.always = always;
  }

  /** While Redis cannot tell, nobody stops being watched. */
  @Override
  public Set<Symbol> apply(Set<Symbol> before) {
    Set<Symbol> symbols = new TreeSet<>(always);
    try {
      for (String member : redis.commands().smembers(key)) {
        add(symbols, member);
      }
    } catch (RedisException e) {
      if (!RedisUnavailable.is(e) && !complained) {
        log.error("[ALARM] [MARKET] open positions cannot be read: {}", e.getMessage());
        complained = true;
      }
      symbols.addAll(before);
    }
    return symbols;
  }

  private void add(Set<Symbol> symbols, String member) {
    try {
      symbols.add(Symbol.of(member));
    } catch (IllegalArgumentException e) {
      log.warn("[MARKET] {} holds what is no symbol: {}", key, e.getMessage());
    }
  }
}
