package quantum.apply.decide;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.AssetSums;
import quantum.kernel.value.Decimals;

/**
 * What trades have cost.
 *
 * @param usd as far as it is known in USD
 * @param assets all of it, by asset, as far as it can be read
 * @param later what has no price in USD yet: it is booked when there is one
 * @param unreadable whether a fee cannot be read
 */
public record PaidFees(BigDecimal usd, AssetSums assets, List<Unpriced> later, boolean unreadable) {
  public static final PaidFees NONE =
      new PaidFees(BigDecimal.ZERO, AssetSums.NONE, List.of(), false);

  /**
   * A fee in an asset whose price in USD is not known.
   *
   * @param timeMillis of the trade: the minute whose price counts
   */
  public record Unpriced(TradeId trade, String asset, BigDecimal amount, long timeMillis) {}

  public PaidFees {
    later = List.copyOf(later);
  }

  public static PaidFees of(List<VenueTrade> trades) {
    BigDecimal usd = BigDecimal.ZERO;
    AssetSums assets = AssetSums.NONE;
    List<Unpriced> later = new ArrayList<>();
    boolean unreadable = false;
    for (VenueTrade trade : trades) {
      String asset = trade.commissionAsset();
      BigDecimal fee = trade.commission();
      if (asset.equals(VenueTrade.UNREADABLE)) {
        unreadable = true;
        continue;
      }
      assets = assets.plus(asset, fee);
      if (AssetSums.isUsd(asset)) {
        usd = usd.add(fee);
      } else if (trade.commissionUsd().isPresent()) {
        usd = usd.add(trade.commissionUsd().get());
      } else if (fee.signum() != 0) {
        later.add(new Unpriced(trade.id(), asset, fee, trade.timeMillis()));
      }
    }
    return new PaidFees(usd, assets, later, unreadable);
  }

  /** In words, for the record: a fee is never silently nothing. Empty if all is known in USD. */
  String unpriced() {
    Map<String, BigDecimal> others = new TreeMap<>();
    later.forEach(fee -> others.merge(fee.asset(), fee.amount(), BigDecimal::add));
    List<String> words =
        others.entrySet().stream()
            .map(fee -> Decimals.plain(fee.getValue()) + " " + fee.getKey())
            .collect(Collectors.toCollection(ArrayList::new));
    if (unreadable) {
      words.addFirst("one that cannot be read");
    }
    return words.isEmpty() ? "" : "commission without " + String.join(", ", words);
  }
}
