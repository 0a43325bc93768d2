package quantum.apply;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Symbol;

/** How long what is open has been standing without its stop, and when its close was asked for. */
final class NakedSpells {
  /** Whatever position it may be. */
  static final PositionId UNKNOWN = new PositionId("none");

  /** A stop that does not rest so long after its fill is an alarm. */
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A close that was asked for is not asked for again sooner. */
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private record Spell(PositionId position, long sinceNanos, long askedNanos) {
    boolean isOf(PositionId another) {
      return position.equals(another) || position.equals(UNKNOWN);
    }

    long nanos() {
      return System.nanoTime() - sinceNanos;
    }
  }

  private final Map<Symbol, Spell> spells = new ConcurrentHashMap<>();

  /**
   * It is without a stop; a spell that goes on goes on.
   *
   * @param beforeMillis how long it has been so already, as far as it is known
   */
  void begin(Symbol symbol, PositionId position, long beforeMillis) {
    long before = Math.clamp(TimeUnit.MILLISECONDS.toNanos(beforeMillis), 0, LONG_NANOS + 1);
    long now = System.nanoTime();
    spells.compute(
        symbol,
        (s, known) ->
            known != null && known.isOf(position)
                ? new Spell(position, known.sinceNanos(), known.askedNanos())
                : new Spell(position, now - before, now - ASK_AGAIN_NANOS));
  }

  void end(Symbol symbol) {
    spells.remove(symbol);
  }

  /** Whether something of the symbol is open and no stop of ours rests, as far as we know. */
  boolean isNaked(Symbol symbol) {
    return spells.containsKey(symbol);
  }

  /** Whether that lasts for too long. */
  boolean isLong(Symbol symbol, PositionId position) {
    Spell spell = spells.get(symbol);
    return spell != null && spell.isOf(position) && spell.nanos() > LONG_NANOS;
  }

  /** Seconds that it has lasted; 0 if it does not. */
  long seconds(Symbol symbol) {
    Spell spell = spells.get(symbol);
    return spell == null ? 0 : TimeUnit.NANOSECONDS.toSeconds(spell.nanos());
  }

  /**
   * Milliseconds until it lasts for too long, so that this is not told late because a wait was
   * long; as good as for ever if it does already, or nothing is without a stop.
   */
  long millisUntilLong(Symbol symbol) {
    Spell spell = spells.get(symbol);
    long left = spell == null ? 0 : LONG_NANOS - spell.nanos();
    return left > 0 ? TimeUnit.NANOSECONDS.toMillis(left) + 1 : Long.MAX_VALUE;
  }

  boolean mayAskForClose(Symbol symbol) {
    Spell spell = spells.get(symbol);
    return spell != null && System.nanoTime() - spell.askedNanos() >= ASK_AGAIN_NANOS;
  }

  void closeAskedFor(Symbol symbol) {
    spells.computeIfPresent(
        symbol, (s, known) -> new Spell(known.position(), known.sinceNanos(), System.nanoTime()));
  }
}
