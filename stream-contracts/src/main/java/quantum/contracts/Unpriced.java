package quantum.contracts;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * One field of {@code quantum:apply:unpriced}: money that is booked in its asset, whose price in
 * USD was not to be had.
 *
 * @param id of what it was paid for, unique in the account
 * @param side of the position
 * @param amount in {@code asset}; of a commission what was paid, of a funding what was received
 * @param timeMillis the minute whose price counts
 */
public record Unpriced(
    String id,
    Symbol symbol,
    PositionId position,
    Side side,
    Kind kind,
    String asset,
    BigDecimal amount,
    long timeMillis) {
  private static final String SEPARATOR = "|";
  private static final int PARTS = 7;
  private static final Pattern ASSET = Pattern.compile("[!-~&&[^,:|]]{1,20}");

  /** What it was. */
  public enum Kind {
    COMMISSION,
    FUNDING
  }

  /** Empty if the text tells of nothing. */
  public static Optional<Unpriced> decode(String id, String text) {
    String[] parts = text.split("\\|", -1);
    if (parts.length != PARTS || !ASSET.matcher(parts[4]).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Unpriced(
              id,
              Symbol.of(parts[0]),
              new PositionId(parts[1]),
              Side.parse(parts[2]),
              Kind.valueOf(parts[3]),
              parts[4],
              Decimals.parse(parts[5]),
              Long.parseLong(parts[6])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public Map<String, String> encode() {
    return Map.of(
        id,
        String.join(
            SEPARATOR,
            symbol.name(),
            position.value(),
            side.name(),
            kind.name(),
            asset,
            Decimals.plain(amount),
            Long.toString(timeMillis)));
  }
}
