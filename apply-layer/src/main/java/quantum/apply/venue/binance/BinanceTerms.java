package quantum.apply.venue.binance;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import quantum.apply.venue.AccountEvent.Forced;
import quantum.apply.venue.ClientIds;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTerms;

/**
 * What Binance USDⓈ-M futures say of themselves.
 *
 * @param acceptsForMillis its recvWindow: a request that is older is refused
 */
public record BinanceTerms(long acceptsForMillis) implements VenueTerms {
  private static final ClientIds CLIENT_IDS = new ClientIds(36, ".:/_-");
  private static final Pattern ORDER_ID = Pattern.compile("\\d{1,19}");

  public static BinanceTerms of(Duration recvWindow) {
    return new BinanceTerms(recvWindow.toMillis());
  }

  @Override
  public ClientIds clientIds() {
    return CLIENT_IDS;
  }

  @Override
  public Optional<VenueOrderId> orderId(String text) {
    return ORDER_ID.matcher(text).matches()
        ? Optional.of(new VenueOrderId(text))
        : Optional.empty();
  }

  @Override
  public Optional<TradeCursor> cursor(String text) {
    return TradeNumber.of(text);
  }

  @Override
  public Optional<Forced.Cause> forced(String clientId) {
    return cause(clientId);
  }

  static Optional<Forced.Cause> cause(String clientId) {
    if (clientId.startsWith("autoclose-")) {
      return Optional.of(Forced.Cause.LIQUIDATION);
    }
    if (clientId.startsWith("adl_autoclose")) {
      return Optional.of(Forced.Cause.AUTO_DELEVERAGING);
    }
    return clientId.startsWith("settlement_autoclose-")
            || clientId.startsWith("delivery_autoclose-")
        ? Optional.of(Forced.Cause.SETTLEMENT)
        : Optional.empty();
  }
}
