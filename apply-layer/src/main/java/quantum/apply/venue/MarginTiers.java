package quantum.apply.venue;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * How much margin a venue wants kept for a position, by its notional value: {@code notional · rate
 * − cum} of the tier that the value falls into.
 *
 * @param tiers at least one, the lowest first
 */
public record MarginTiers(List<Tier> tiers) {

  /**
   * @param floor least notional value, quote currency
   * @param rate fraction of the notional value, at least 0 and below 1
   * @param cum quote currency; makes the margin continuous from tier to tier
   */
  public record Tier(BigDecimal floor, BigDecimal rate, BigDecimal cum) {
    public Tier {
      if (rate.signum() < 0 || rate.compareTo(BigDecimal.ONE) >= 0) {
        throw new IllegalArgumentException("rate must be at least 0 and below 1, was " + rate);
      }
    }
  }

  public MarginTiers {
    tiers = tiers.stream().sorted(Comparator.comparing(Tier::floor)).toList();
    if (tiers.isEmpty()) {
      throw new IllegalArgumentException("there is no tier");
    }
  }

  /** The tier of a notional value. */
  public Tier of(BigDecimal notional) {
    return tiers.stream()
        .filter(tier -> tier.floor().compareTo(notional) <= 0)
        .reduce((lower, higher) -> higher)
        .orElse(tiers.getFirst());
  }
}
