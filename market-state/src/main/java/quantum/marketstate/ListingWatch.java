package quantum.marketstate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Listings;
import quantum.marketdata.Listings.Listing;

/**
 * What the venue lists of the watched symbols: says each change once, and a delisting when it is
 * planned, a day and an hour before it.
 */
final class ListingWatch {
  private static final Logger log = LoggerFactory.getLogger(ListingWatch.class);
  private static final Duration SETTLED = Duration.ofHours(1);
  private static final Duration DAY_BEFORE = Duration.ofHours(24);
  private static final Duration HOUR_BEFORE = Duration.ofHours(1);
  private static final Duration UNSETTLED = Duration.ofMinutes(1);
  private static final String UNLISTED = "unknown";

  private final Clock clock;
  private final Map<Symbol, String> statuses = new HashMap<>();
  private final Map<Symbol, Told> delivered = new HashMap<>();
  private Optional<Listings> newest = Optional.empty();

  private record Told(long deliveryMillis, Duration before) {}

  ListingWatch(Clock clock) {
    this.clock = clock;
  }

  /** How soon to ask again. */
  Duration again(Set<Symbol> watched) {
    return newest.isPresent()
            && watched.stream().allMatch(symbol -> "TRADING".equals(statuses.get(symbol)))
        ? SETTLED
        : UNSETTLED;
  }

  /**
   * The venue told what it lists.
   *
   * @return the watched symbols that are traded and were not known to be
   */
  Set<Symbol> told(Listings listings, Set<Symbol> watched) {
    newest = Optional.of(listings);
    return look(watched);
  }

  /** Says what has changed, or is near now; see {@link #told}. */
  Set<Symbol> look(Set<Symbol> watched) {
    statuses.keySet().retainAll(watched);
    delivered.keySet().retainAll(watched);
    Set<Symbol> traded = new TreeSet<>();
    Set<Symbol> unlisted = new TreeSet<>();
    newest.ifPresent(
        listings -> {
          for (Symbol symbol : watched) {
            Optional<Listing> listing = listings.of(symbol);
            String status = listing.map(Listing::status).orElse(UNLISTED);
            if (!status.equals(statuses.put(symbol, status))) {
              listing.ifPresentOrElse(
                  listed -> changed(symbol, listed, traded), () -> unlisted.add(symbol));
            }
            listing.ifPresent(listed -> sayDelivery(symbol, listed));
          }
        });
    if (!unlisted.isEmpty()) {
      log.warn(
          "[MARKET] {}: the venue does not list it; asked again each minute",
          MarketFeed.shown(unlisted));
    }
    return traded;
  }

  /** The venue's word about the symbol, if it is not that it is traded. */
  Optional<String> untraded(Symbol symbol) {
    return Optional.ofNullable(statuses.get(symbol)).filter(status -> !status.equals("TRADING"));
  }

  private static void changed(Symbol symbol, Listing listing, Set<Symbol> traded) {
    if (listing.isTrading()) {
      traded.add(symbol);
    } else {
      log.warn(
          "[MARKET] {}: its status is {}, no price is to be expected", symbol, listing.status());
    }
  }

  private void sayDelivery(Symbol symbol, Listing listing) {
    if (listing.deliveryMillis().isEmpty()) {
      delivered.remove(symbol);
      return;
    }
    long delivery = listing.deliveryMillis().getAsLong();
    Duration left = Duration.ofMillis(delivery - clock.millis());
    Duration stage =
        left.compareTo(HOUR_BEFORE) <= 0
            ? HOUR_BEFORE
            : left.compareTo(DAY_BEFORE) <= 0 ? DAY_BEFORE : Duration.ofDays(10_000);
    Told told = new Told(delivery, stage);
    if (!left.isNegative() && !told.equals(delivered.put(symbol, told))) {
      log.warn(
          "[MARKET] {}: will be delisted, the venue settles it at {} (in {} h {} min);"
              + " close its position before",
          symbol,
          Instant.ofEpochMilli(delivery),
          left.toHours(),
          left.toMinutesPart());
    }
  }
}
