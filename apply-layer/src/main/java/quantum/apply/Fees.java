package quantum.apply;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.AssetSums;
import quantum.kernel.value.Symbol;

/**
 * Fees in USD: those taken in another asset at the exchange's mark price of the trade's minute. One
 * without a price stays in its asset, and the result says so: an order's booking never waits for
 * it, and {@link LatePrices} books it when there is a price.
 */
final class Fees {
  private static final long MINUTE_MILLIS = 60_000;

  private record Minute(String asset, long number) {}

  private Fees() {}

  static List<VenueTrade> inUsd(Venue venue, List<VenueTrade> trades) {
    Map<Minute, Optional<BigDecimal>> prices = new HashMap<>();
    return trades.stream()
        .map(
            trade -> {
              String asset = trade.commissionAsset();
              if (AssetSums.isUsd(asset) || asset.equals(VenueTrade.UNREADABLE)) {
                return trade;
              }
              return prices
                  .computeIfAbsent(
                      new Minute(asset, trade.timeMillis() / MINUTE_MILLIS),
                      minute -> price(venue, asset, trade.timeMillis()))
                  .map(price -> trade.priced(trade.commission().multiply(price)))
                  .orElse(trade);
            })
        .toList();
  }

  /**
   * What an amount was worth in the minute of a time, USD; empty while no price of it is to be had.
   */
  static Optional<BigDecimal> usd(Venue venue, String asset, BigDecimal amount, long timeMillis) {
    return AssetSums.isUsd(asset)
        ? Optional.of(amount)
        : price(venue, asset, timeMillis).map(amount::multiply);
  }

  private static Optional<BigDecimal> price(Venue venue, String asset, long timeMillis) {
    Symbol symbol;
    try {
      symbol = Symbol.of(asset + "USDT");
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return venue.markPriceAt(symbol, timeMillis) instanceof Outcome.Ok<BigDecimal>(BigDecimal price)
        ? Optional.of(price)
        : Optional.empty();
  }
}
