package quantum.contracts;

import java.math.BigDecimal;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;

/**
 * An exit that harvest-brain has asked for: as much as is needed to ask for the same once more.
 * Written as {@code INTENT_TYPE}, {@code INTENT_TYPE:STOP} or {@code INTENT_TYPE:LEVEL:PERCENT}.
 */
public sealed interface ExitAsk {
  /** {@code intent_type}, such as PROFIT_LOCK_SL or HARVEST_PARTIAL_25. */
  String intentType();

  /** What an operator would call it. */
  String what();

  /** Of everything that is open. */
  record FullClose(String intentType) implements ExitAsk {
    @Override
    public String what() {
      return "full close";
    }

    @Override
    public String toString() {
      return intentType;
    }
  }

  /** A tighter stop. */
  record StopMove(String intentType, Price stop) implements ExitAsk {
    @Override
    public String what() {
      return "stop move";
    }

    @Override
    public String toString() {
      return intentType + ':' + stop;
    }
  }

  /**
   * A part.
   *
   * @param level in R
   * @param percent of what is open, (0, 100]
   */
  record Tranche(String intentType, BigDecimal level, BigDecimal percent) implements ExitAsk {
    public Tranche {
      level = level.stripTrailingZeros();
      percent = percent.stripTrailingZeros();
      if (percent.signum() <= 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
        throw new IllegalArgumentException("percent must be in (0, 100], was " + percent);
      }
    }

    @Override
    public String what() {
      return "tranche " + Decimals.plain(level);
    }

    @Override
    public String toString() {
      return intentType + ':' + Decimals.plain(level) + ':' + Decimals.plain(percent);
    }
  }

  /**
   * @throws IllegalArgumentException if it is none of the three
   */
  static ExitAsk parse(String text) {
    String[] parts = text.strip().split(":", -1);
    if (!parts[0].matches("[A-Z0-9_]{1,40}")) {
      throw new IllegalArgumentException("must begin with an intent type, was '" + text + "'");
    }
    return switch (parts.length) {
      case 1 -> new FullClose(parts[0]);
      case 2 -> new StopMove(parts[0], Price.of(parts[1]));
      case 3 -> new Tranche(parts[0], Decimals.parse(parts[1]), Decimals.parse(parts[2]));
      default ->
          throw new IllegalArgumentException(
              "must be TYPE, TYPE:STOP or TYPE:LEVEL:PERCENT, was '" + text + "'");
    };
  }
}
