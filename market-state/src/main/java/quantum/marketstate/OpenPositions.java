package quantum.marketstate;

import io.lettuce.core.RedisException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import quantum.contracts.Alarm;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.snapshot.Keys;

/** The symbols to watch: those of the settings, and every one with an open position. */
final class OpenPositions implements UnaryOperator<Watchlist> {
  private final Keys keys;
  private final String key;
  private final Set<Symbol> always;
  private final Alarms alarms;

  OpenPositions(Redis redis, Names names, Set<Symbol> always, Alarms alarms) {
    this.key = names.positionsOpen();
    this.always = always;
    this.alarms = alarms;
    this.keys = new Keys(redis, (found, why) -> cannotRead(why));
  }

  private void cannotRead(String why) {
    alarms.raise(Alarm.POSITIONS_NOT_READ.of(key), why);
  }

  /** While Redis cannot tell, nobody stops being watched. */
  @Override
  public Watchlist apply(Watchlist before) {
    Set<Symbol> open = before.open();
    try {
      Optional<Set<Symbol>> told = keys.symbols(key).value();
      told.ifPresent(_ -> alarms.end(Alarm.POSITIONS_NOT_READ.of(key)));
      open = told.orElse(open);
    } catch (RedisException e) {
      if (!RedisUnavailable.is(e)) {
        cannotRead(e.getMessage());
      }
    }
    Set<Symbol> symbols = new TreeSet<>(always);
    symbols.addAll(open);
    return new Watchlist(symbols, open);
  }
}
