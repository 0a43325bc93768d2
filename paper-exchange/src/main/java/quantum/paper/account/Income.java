package quantum.paper.account;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import quantum.kernel.value.Symbol;

/**
 * Something that changed the balance.
 *
 * @param symbol that it is about; none for a transfer
 * @param asset that it is in
 * @param amount in {@code asset}, with 8 places, negative was paid
 * @param tranId unique within its type only, as at the venue
 * @param tradeId of the fill behind it
 * @param timeMillis replay time
 */
public record Income(
    Type type,
    Optional<Symbol> symbol,
    String asset,
    BigDecimal amount,
    long tranId,
    OptionalLong tradeId,
    long timeMillis) {

  /** The venue's words. */
  public enum Type {
    TRANSFER,
    REALIZED_PNL,
    FUNDING_FEE,
    COMMISSION,
    INSURANCE_CLEAR
  }
}
