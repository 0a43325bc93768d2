package quantum.contracts;

import static quantum.contracts.Field.Rank.ENTRY;
import static quantum.contracts.Field.Rank.OPTIONAL;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** Fields that several contracts have, and what their texts may be. */
final class Fields {
  private static final Pattern VENUE_TEXT = Pattern.compile("[!-~&&[^,|]]{1,64}");

  static final String USDT = "USDT";
  static final String BASE = "base units";
  static final String QUOTE = "USDT per base unit";
  static final String FRACTION = "fraction";
  static final String PERCENT = "percent";
  static final String R = "R";
  static final String TIME = "epoch s";
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int LONGEST_NAME = 40;

  static final Field<Symbol> SYMBOL =
      Field.core(
          Symbol::of,
          "",
          "the perpetual future: BTCUSDT, or BTC/USDT:USDT as ccxt writes it",
          "symbol");
  static final Field<Long> TIMESTAMP =
      Field.optional(
          EventTime::parseMillis,
          TIME,
          "event time; ms, µs, ns and ISO-8601 are read too; the stream id's time if missing",
          "timestamp");
  static final Field<String> SOURCE = Field.text("who wrote it", "source");
  static final Field<String> REASON = Field.text("reason codes, comma-separated", "reason");
  static final Field<PlanId> PLAN_ID =
      Field.optional(
          Fields::planId,
          "",
          "id, a function of what is asked for; made of the entry's id if missing",
          "plan_id");
  static final Field<PositionId> POSITION_ID =
      Field.optional(
          PositionId::new, "", "this life of the position: the plan that opened it", "position_id");
  static final Field<Double> R_NET =
      Field.optional(Fields::real, R, "profit after costs, in units of the frozen risk", "R_net");
  static final Field<Double> KILL_SCORE =
      Field.optional(Fields::real, "0 to 1", "how much the edge has gone", "kill_score");
  static final Field<Price> PRICE =
      Field.priceOrNone(OPTIONAL, "the price that it was decided on", "price");
  static final Field<Leverage> LEVERAGE =
      Field.entry(Fields::leverage, "", "of an entry; 1 if missing", "leverage");
  static final Field<Leverage> LEVERAGE_KNOWN =
      LEVERAGE.ranked(OPTIONAL).meaning("of the position");
  static final Field<String> LEVEL =
      Field.optional(
          Fields::level,
          "R, or a name",
          "the level that was crossed: a number is in R, anything else a name such as tp1",
          "r_level");
  static final Field<Side> POSITION_SIDE =
      Field.optional(Side::parse, "", "of the position: LONG or SHORT", "position_side");

  static final Field<Quantity> QTY =
      Field.entry(
          Fields::someQuantity,
          BASE,
          "size of an entry, or of a partial; also `quantity`",
          "qty",
          "quantity");
  static final Field<BigDecimal> POSITION_USD =
      Field.entry(
          Fields::positive,
          USDT,
          "size of an entry as margin: times leverage, at market",
          "position_usd");
  static final Field<BigDecimal> SIZE =
      Field.entry(Fields::positive, USDT, "size of an entry as notional, at `price`", "size");
  static final Field<BigDecimal> POSITION_SIZE_USD =
      Field.entry(
              Fields::positive,
              USDT,
              "size of an entry as notional, at `entry_price`",
              "position_size_usd")
          .ofOthers();
  static final Field<Price> SIZE_PRICE =
      Field.entry(Price::of, QUOTE, "price that goes with size", "price");
  static final Field<Price> ENTRY_PRICE =
      Field.entry(Price::of, QUOTE, "the price that the signal saw", "entry_price", "price");

  static final Field<Price> STOP_LOSS =
      Field.priceOrNone(ENTRY, "the stop", "stop_loss", "stopLoss", "sl");
  static final Field<Price> TAKE_PROFIT =
      Field.priceOrNone(OPTIONAL, "target of a full close", "take_profit", "takeProfit", "tp");
  static final List<Field<Price>> TARGETS =
      List.of(
          Field.priceOrNone(OPTIONAL, "first target", "tp1"),
          Field.priceOrNone(OPTIONAL, "second target", "tp2"),
          Field.priceOrNone(OPTIONAL, "third target", "tp3"));
  static final Field<List<BigDecimal>> SCHEME =
      Field.optional(
          EntryLevels::fractions,
          FRACTION,
          "to close at tp1, tp2, tp3, comma-separated",
          "harvest_scheme");

  static final Field<BigDecimal> ATR =
      Field.optional(Fields::atLeastZero, QUOTE, "average true range", "atr_value", "atr");
  static final Field<BigDecimal> VOLATILITY_FACTOR =
      Field.optional(
          Fields::atLeastZero, "1 to 5", "how much the market moves", "volatility_factor");
  static final Field<String> REGIME = Field.text("as the signal names it", "regime");

  private Fields() {}

  static BigDecimal atLeastZero(String text) {
    BigDecimal value = Decimals.parse(text);
    if (value.signum() < 0) {
      throw new IllegalArgumentException("must be >= 0");
    }
    return value;
  }

  static BigDecimal positive(String text) {
    BigDecimal value = Decimals.parse(text);
    if (value.signum() <= 0) {
      throw new IllegalArgumentException("must be > 0");
    }
    return value;
  }

  static Quantity someQuantity(String text) {
    return new Quantity(positive(text));
  }

  /** A percentage in (0, 100]. */
  static BigDecimal percent(String text) {
    BigDecimal value = Decimals.parse(text);
    if (value.signum() <= 0 || value.compareTo(HUNDRED) > 0) {
      throw new IllegalArgumentException("percent must be in (0, 100], was " + text);
    }
    return value;
  }

  static double real(String text) {
    return Decimals.parse(text).doubleValue();
  }

  static Leverage leverage(String text) {
    return new Leverage(real(text));
  }

  static OrderSide orderSide(String text) {
    return Side.parse(text).opening();
  }

  /**
   * Of a closing order. LONG and SHORT are left open: some mean the order by it, some the position,
   * and an exit is not held back by a word.
   */
  static Optional<OrderSide> closingSide(String text) {
    Side side = Side.parse(text);
    return text.equalsIgnoreCase(side.name()) ? Optional.empty() : Optional.of(side.opening());
  }

  /** A whole number from 0. */
  static int count(String text) {
    return whole(text, Integer.MAX_VALUE).intValueExact();
  }

  /** A whole number from 0 that may grow beyond an int. */
  static long longCount(String text) {
    return whole(text, Long.MAX_VALUE).longValueExact();
  }

  private static BigDecimal whole(String text, long max) {
    BigDecimal value = Decimals.parse(text).stripTrailingZeros();
    if (value.signum() < 0 || value.scale() > 0 || value.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw new IllegalArgumentException("must be a whole number from 0 to " + max);
    }
    return value;
  }

  /**
   * A text of a venue's own, such as an id: it is kept and given back, and nothing is read of it.
   */
  static String venueText(String text) {
    if (!VENUE_TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("must be 1 to 64 visible characters without , and |");
    }
    return text;
  }

  /** An id that does not fit into an order's is one all the same: the same text, the same plan. */
  private static PlanId planId(String text) {
    try {
      return new PlanId(text);
    } catch (IllegalArgumentException e) {
      return PlanId.ofForeign(text);
    }
  }

  /**
   * Levels are compared as text and kept in a list: a number is written in one way only, and a name
   * has nothing in it that would make two of one.
   */
  static String level(String text) {
    Optional<BigDecimal> number = levelInR(text);
    if (number.isPresent()) {
      return Decimals.plain(number.get());
    }
    if (text.length() > LONGEST_NAME
        || !text.codePoints()
            .allMatch(c -> Character.isLetterOrDigit(c) || "_.:+-".indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "must be a number of R, or a name of at most "
              + LONGEST_NAME
              + " letters, digits, '_', '.', ':', '+', '-'");
    }
    return text;
  }

  /** Empty if the level is a name. */
  static Optional<BigDecimal> levelInR(String text) {
    try {
      return Optional.of(Decimals.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
