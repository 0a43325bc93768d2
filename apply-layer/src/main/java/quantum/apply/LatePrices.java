package quantum.apply;

import io.lettuce.core.RedisException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import quantum.apply.decide.LateResults;
import quantum.apply.venue.Venue;
import quantum.contracts.Unpriced;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.RedisUnavailable;

/**
 * Books in USD what was paid in an asset whose price was not to be had then. It asks for the price
 * of that minute again and again, ever more rarely, and guesses nothing.
 */
final class LatePrices {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(30);

  private final Venue venue;
  private final LedgerStore ledger;
  private final Books books;
  private final ApplyStore store;
  private final Lanes lanes;
  private final Map<String, Wait> waits = new ConcurrentHashMap<>();

  /** Until when a price is not asked for, and how long that was. */
  private record Wait(long untilNanos, long nanos) {}

  LatePrices(Venue venue, LedgerStore ledger, Books books, ApplyStore store, Lanes lanes) {
    this.venue = venue;
    this.ledger = ledger;
    this.books = books;
    this.store = store;
    this.lanes = lanes;
  }

  /** Takes up whatever is owed and due. */
  void look() {
    for (Unpriced owed : ledger.unpriced()) {
      Wait wait = waits.get(owed.id());
      if (wait == null || System.nanoTime() - wait.untilNanos() >= 0) {
        long nanos = wait == null ? FIRST_NANOS : Math.min(2 * wait.nanos(), LONGEST_NANOS);
        waits.put(owed.id(), new Wait(System.nanoTime() + nanos, nanos));
        lanes.offer(new Pricing(owed));
      }
    }
  }

  private final class Pricing implements LaneTask {
    private final Unpriced owed;

    Pricing(Unpriced owed) {
      this.owed = owed;
    }

    @Override
    public Symbol symbol() {
      return owed.symbol();
    }

    @Override
    public Urgency urgency() {
      return Urgency.UPKEEP;
    }

    /** What fails is looked at again when it is due. */
    @Override
    public void run() {
      try {
        if (ledger.unpriced().contains(owed)) {
          Fees.usd(venue, owed.asset(), owed.amount(), owed.timeMillis()).ifPresent(this::book);
        } else {
          waits.remove(owed.id());
        }
      } catch (RedisException | RedisUnavailable | IllegalStateException e) {
        ApplyLog.upkeepFailed(
            symbol() + "'s fee in " + owed.asset(), String.valueOf(e.getMessage()));
      }
    }

    private void book(BigDecimal usd) {
      Commit commit = new Commit();
      ledger.paid(commit, owed);
      books.late(commit, LateResults.priced(owed, usd));
      commit.afterwards(() -> ApplyLog.pricedLater(owed, usd));
      store.execute(commit);
      waits.remove(owed.id());
    }
  }
}
