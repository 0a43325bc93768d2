package quantum.tradingbot.decide;

import java.math.BigDecimal;
import quantum.contracts.EntryFeatures;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** What the newest closed candle of a symbol says. */
public sealed interface Reading {
  Symbol symbol();

  /**
   * A reason to enter.
   *
   * @param z momentum in units of volatility
   * @param confidence 0 up to 1
   * @param price the mark price when the signal was seen
   * @param barMillis close time of the candle it comes from
   * @param atMillis event time of the price
   */
  record Signal(
      Symbol symbol,
      Side side,
      double z,
      BigDecimal confidence,
      Price price,
      EntryFeatures features,
      long barMillis,
      long atMillis)
      implements Reading {}

  /**
   * Nothing is to be sent.
   *
   * @param detail what was found and what is needed, for people
   */
  record Quiet(Symbol symbol, Why why, String detail) implements Reading {}

  /** Why nothing is sent. */
  enum Why {
    UNKNOWN_SYMBOL,
    NO_CANDLES,
    WARMING_UP,
    GAP,
    STALE,
    FLAT,
    WEAK,
    POSITION_OPEN,
    COOLDOWN,
    MAX_POSITIONS,
    KILL_SWITCH,
    HALTED,
    PAUSED
  }
}
