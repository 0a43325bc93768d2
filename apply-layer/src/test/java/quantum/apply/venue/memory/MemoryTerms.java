package quantum.apply.venue.memory;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.apply.venue.AccountEvent.Forced;
import quantum.apply.venue.ClientIds;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTerms;

/** Nothing in it is as at Binance. */
public final class MemoryTerms implements VenueTerms {
  static final MemoryTerms TERMS = new MemoryTerms();
  static final String LIQUIDATION = "liq_";

  private static final Pattern ORDER_ID = Pattern.compile("[os]-[0-9a-z]{1,13}");
  private static final Pattern PLACE = Pattern.compile("(\\d{1,18})@(\\d{1,9})");

  /** The nth trade of a moment. */
  record Place(long millis, int nth) implements TradeCursor {
    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::millis).thenComparingInt(Place::nth);

    @Override
    public String text() {
      return millis + "@" + nth;
    }

    @Override
    public int compareTo(TradeCursor other) {
      return ORDER.compare(this, (Place) other);
    }
  }

  private MemoryTerms() {}

  @Override
  public long acceptsForMillis() {
    return 2_000;
  }

  @Override
  public ClientIds clientIds() {
    return new ClientIds(32, "-_");
  }

  @Override
  public Optional<VenueOrderId> orderId(String text) {
    return ORDER_ID.matcher(text).matches()
        ? Optional.of(new VenueOrderId(text))
        : Optional.empty();
  }

  @Override
  public Optional<TradeCursor> cursor(String text) {
    Matcher place = PLACE.matcher(text);
    return place.matches()
        ? Optional.of(new Place(Long.parseLong(place.group(1)), Integer.parseInt(place.group(2))))
        : Optional.empty();
  }

  @Override
  public Optional<Forced.Cause> forced(String clientId) {
    return clientId.startsWith(LIQUIDATION)
        ? Optional.of(Forced.Cause.LIQUIDATION)
        : Optional.empty();
  }
}
