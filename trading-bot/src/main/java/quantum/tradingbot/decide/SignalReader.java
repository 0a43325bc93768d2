package quantum.tradingbot.decide;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import quantum.contracts.EntryFeatures;
import quantum.kernel.market.MarketState;
import quantum.kernel.market.MarketStatistics;
import quantum.kernel.market.StatisticsParameters;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Kline;
import quantum.marketdata.MarkTick;
import quantum.tradingbot.decide.Reading.Quiet;
import quantum.tradingbot.decide.Reading.Signal;
import quantum.tradingbot.decide.Reading.Why;

/** Reads a symbol's candles: momentum against volatility, both sides, with the entry's features. */
public final class SignalReader {
  /** A candle that ended longer ago tells of a market that is not there any more. */
  private static final long STALE_MILLIS = 2 * Kline.INTERVAL_MILLIS;

  private static final MathContext ATR_DIGITS = new MathContext(8);
  private static final int FACTOR_DECIMALS = 4;
  private static final int DIVERGENCE_DECIMALS = 8;

  private final BotRules rules;

  public SignalReader(BotRules rules) {
    this.rules = rules;
  }

  /**
   * The candles that are over at a time; the venue does not say so of the newest one.
   *
   * @param klines in rising order of time
   */
  public static List<Kline> closed(List<Kline> klines, long nowMillis) {
    return klines.stream()
        .filter(kline -> kline.closed() || kline.closeTimeMillis() < nowMillis)
        .toList();
  }

  /**
   * @param klines in rising order of time; the newest may still be running
   * @param mark the market now: its time is now
   * @param state the market state, where there is a fresh one
   */
  public Reading read(List<Kline> klines, MarkTick mark, Optional<MarketState> state) {
    Symbol symbol = mark.symbol();
    List<Kline> closed = closed(klines, mark.timeMillis());
    if (closed.isEmpty()) {
      return new Quiet(symbol, Why.NO_CANDLES, "the venue has none");
    }
    long barMillis = closed.getLast().closeTimeMillis();
    if (Math.abs(mark.timeMillis() - barMillis) > STALE_MILLIS) {
      return new Quiet(
          symbol,
          Why.STALE,
          "newest candle ended " + time(barMillis) + ", price is of " + time(mark.timeMillis()));
    }
    int needed = rules.candlesNeeded();
    if (closed.size() < needed) {
      return new Quiet(symbol, Why.WARMING_UP, closed.size() + " of " + needed + " candles");
    }
    List<Kline> window = closed.subList(closed.size() - needed, closed.size());
    Optional<Long> gap = gap(window);
    if (gap.isPresent()) {
      return new Quiet(symbol, Why.GAP, "no candle at " + time(gap.get()));
    }
    double[] closes = window.stream().mapToDouble(kline -> kline.close().asDouble()).toArray();
    Optional<Momentum> momentum = Momentum.of(closes, rules.lookbackMin(), rules.volatilityMin());
    if (momentum.isEmpty()) {
      return new Quiet(symbol, Why.FLAT, "no move in " + rules.volatilityMin() + " minutes");
    }
    return judged(momentum.get(), window, klines.getLast().close(), mark, state, closes);
  }

  private Reading judged(
      Momentum momentum,
      List<Kline> window,
      Price last,
      MarkTick mark,
      Optional<MarketState> state,
      double[] closes) {
    BigDecimal confidence = momentum.confidence();
    if (confidence.signum() == 0 || confidence.compareTo(rules.minConfidence()) < 0) {
      return new Quiet(
          mark.symbol(),
          Why.WEAK,
          String.format(
              Locale.ROOT,
              "z=%.2f confidence=%s < %s",
              momentum.z(),
              confidence,
              rules.minConfidence()));
    }
    MarketState regime =
        state.orElseGet(
            () -> MarketStatistics.of(closes, StatisticsParameters.DEFAULTS).toMarketState());
    OptionalDouble atr = AverageTrueRange.of(window);
    EntryFeatures features =
        new EntryFeatures(
            Optional.of(confidence),
            atr.isPresent()
                ? Optional.of(Decimals.of(atr.getAsDouble()).round(ATR_DIGITS))
                : Optional.empty(),
            Optional.of(
                Decimals.of(momentum.volatilityFactor())
                    .setScale(FACTOR_DECIMALS, RoundingMode.HALF_EVEN)),
            Optional.of(divergence(last, mark.price())),
            mark.fundingRate(),
            Optional.of(regime.regime().code()));
    return new Signal(
        mark.symbol(),
        momentum.side(),
        momentum.z(),
        confidence,
        mark.price(),
        features,
        window.getLast().closeTimeMillis(),
        mark.timeMillis());
  }

  /** First minute that is missing between two candles. */
  private static Optional<Long> gap(List<Kline> window) {
    for (int i = 1; i < window.size(); i++) {
      long expected = window.get(i - 1).openTimeMillis() + Kline.INTERVAL_MILLIS;
      if (window.get(i).openTimeMillis() != expected) {
        return Optional.of(expected);
      }
    }
    return Optional.empty();
  }

  /** |last − mark| / mark: how far this venue's trades are from the index of many venues. */
  private static BigDecimal divergence(Price last, Price mark) {
    return last.value()
        .subtract(mark.value())
        .abs()
        .divide(mark.value(), DIVERGENCE_DECIMALS, RoundingMode.HALF_EVEN);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
