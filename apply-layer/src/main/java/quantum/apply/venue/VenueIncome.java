package quantum.apply.venue;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.Symbol;

/**
 * One change of the account's money, as the venue's own list shows it.
 *
 * @param word the venue's word for the kind
 * @param asset that it came in or went out in; amounts of different ones are never added
 * @param amount in {@code asset}; negative was paid
 * @param symbol that it is about; absent where it is about none, such as a transfer
 * @param trade that caused it
 * @param timeMillis epoch milliseconds by the venue's clock. Several may bear the same one, and an
 *     income may be listed a while after it
 */
public record VenueIncome(
    IncomeId id,
    Kind kind,
    String word,
    String asset,
    BigDecimal amount,
    Optional<Symbol> symbol,
    Optional<TradeId> trade,
    long timeMillis) {

  /** What it is, as far as somebody reckons with it. */
  public enum Kind {
    /** Gross profit or loss of a trade. */
    REALIZED_PNL,
    /** Fee of a trade. */
    COMMISSION,
    /** Between LONG and SHORT, at fixed hours; also what an underlying pays out. */
    FUNDING,
    /** Fees given back, in whatever way. */
    REBATE,
    /** What the venue's insurance took over of a loss. */
    INSURANCE,
    /** Money that came in, went out, or was changed into another asset: no profit and no loss. */
    TRANSFER,
    /** A word that this code does not know. Whoever sums cannot say what the sum means then. */
    UNCLASSIFIED;

    /** Whether it is made or lost by trading. */
    public boolean isResult() {
      return switch (this) {
        case REALIZED_PNL, COMMISSION, FUNDING, REBATE, INSURANCE -> true;
        case TRANSFER, UNCLASSIFIED -> false;
      };
    }
  }
}
