package quantum.marketstate;

import io.lettuce.core.RedisException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alarm;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;

/** The symbols to watch: those of the settings, and every one with an open position. */
final class OpenPositions implements UnaryOperator<Set<Symbol>> {
  private static final Logger log = LoggerFactory.getLogger(OpenPositions.class);
  private final Redis redis;
  private final String key;
  private final Set<Symbol> always;
  private final Alarms alarms;

  OpenPositions(Redis redis, Names names, Set<Symbol> always, Alarms alarms) {
    this.redis = redis;
    this.key = names.positionsOpen();
    this.always = always;
    this.alarms = alarms;
  }

  /** While Redis cannot tell, nobody stops being watched. */
  @Override
  public Set<Symbol> apply(Set<Symbol> before) {
    Set<Symbol> symbols = new TreeSet<>(always);
    try {
      for (String member : redis.commands().smembers(key)) {
        add(symbols, member);
      }
      alarms.end(Alarm.POSITIONS_NOT_READ.of(key));
    } catch (RedisException e) {
      if (!RedisUnavailable.is(e)) {
        alarms.raise(Alarm.POSITIONS_NOT_READ.of(key), e.getMessage());
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
