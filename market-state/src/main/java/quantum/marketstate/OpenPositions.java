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
import quantum.runtime.snapshot.Keys;
import quantum.runtime.snapshot.UnreadableKeys;

/** The symbols to watch: those of the settings, and every one with an open position. */
final class OpenPositions implements UnaryOperator<Set<Symbol>> {
  private static final Logger log = LoggerFactory.getLogger(OpenPositions.class);
  private final UnreadableKeys unreadable =
      new UnreadableKeys(
          (key, why) ->
              log.error("[ALARM] [MARKET] open positions cannot be read: {} {}", key, why));
  private final Keys keys;
  private final String key;
  private final Set<Symbol> always;

  OpenPositions(Redis redis, Names names, Set<Symbol> always) {
    this.keys = new Keys(redis, unreadable);
    this.key = names.positionsOpen();
    this.always = always;
  }

  /** While Redis cannot tell, nobody stops being watched. */
  @Override
  public Set<Symbol> apply(Set<Symbol> before) {
    Set<Symbol> symbols = new TreeSet<>(always);
    try {
      symbols.addAll(keys.symbols(key).value().orElse(before));
    } catch (RedisException e) {
      if (!RedisUnavailable.is(e)) {
        unreadable.found(key, e.getMessage());
      }
      symbols.addAll(before);
    }
    return symbols;
  }
}
