package quantum.apply;

import io.lettuce.core.RedisException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import quantum.apply.decide.Adoption;
import quantum.apply.decide.Drift;
import quantum.apply.decide.FundingShare;
import quantum.apply.decide.LateResults;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueIncome;
import quantum.apply.venue.VenueIncome.Kind;
import quantum.contracts.ClosedPosition;
import quantum.contracts.OpenPosition;
import quantum.contracts.Unpriced;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.Health;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * Books the funding of our positions from the exchange's own list, each once. It asks some seconds
 * after the exchange told of one, again after a minute, and every few minutes anyway: the list may
 * lag behind, and nobody tells what came while we were away.
 */
final class Fundings implements RunningService {
  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A span that was read is read again so long: rows may be listed after younger ones. */
  private static final long AGAIN_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** The position that paid may be found by one of the next comparisons only. */
  private static final int OWNER_WITHIN_COMPARISONS = 10;

  private final Venue venue;
  private final LedgerStore ledger;
  private final ApplyStore store;
  private final Books books;
  private final LatePrices prices;
  private final Lanes lanes;
  private final Heartbeat heartbeat;
  private final long soonNanos;
  private final long everyNanos;
  private final long ownerWithinNanos;
  private final Predicate<Symbol> keepsAll;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeSet<Long> due = new TreeSet<>();
  private final Set<String> queued = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> firstSeenNanos = new ConcurrentHashMap<>();
  private final Set<String> unknownWords = ConcurrentHashMap.newKeySet();
  private boolean stopping;

  Fundings(
      Venue venue,
      LedgerStore ledger,
      ApplyStore store,
      Books books,
      LatePrices prices,
      Lanes lanes,
      ApplyLayerSettings settings,
      Health health) {
    this.venue = venue;
    this.ledger = ledger;
    this.store = store;
    this.books = books;
    this.prices = prices;
    this.lanes = lanes;
    this.heartbeat = health.loop("fundings");
    // 10 s, 60 s and 5 min where positions are compared each minute
    this.soonNanos = TimeUnit.SECONDS.toNanos(settings.reconcileSeconds()) / 6;
    this.everyNanos = TimeUnit.SECONDS.toNanos(settings.reconcileSeconds()) * 5;
    this.ownerWithinNanos =
        TimeUnit.SECONDS.toNanos(settings.reconcileSeconds()) * OWNER_WITHIN_COMPARISONS;
    this.keepsAll = symbol -> settings.adoption().of(symbol) != Adoption.Mode.OFF;
  }

  /** The exchange has told of a funding: it is listed soon. */
  void told() {
    lock.lock();
    try {
      long now = System.nanoTime();
      due.add(now + soonNanos);
      due.add(now + 6 * soonNanos);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() throws InterruptedException {
    heartbeat.ready();
    while (awaitDue()) {
      try {
        ask();
        prices.look();
      } catch (RedisException | RedisUnavailable e) {
        if (!RedisUnavailable.is(e)) {
          throw e;
        }
        ApplyLog.upkeepFailed("funding", String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public void stop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** False when stopping. */
  private boolean awaitDue() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (due.isEmpty()) {
        due.add(System.nanoTime() + soonNanos);
      }
      while (!stopping) {
        heartbeat.beat();
        long now = System.nanoTime();
        long nanos = due.stream().mapToLong(time -> time - now).min().orElse(0);
        if (nanos <= 0) {
          due.removeIf(time -> time - now <= 0);
          if (due.isEmpty()) {
            due.add(now + everyNanos);
          }
          return true;
        }
        changed.awaitNanos(Math.min(nanos, BEAT_NANOS));
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void ask() {
    LedgerStore.Funded funded = ledger.funded();
    OptionalLong from = from(funded);
    if (from.isEmpty()) {
      return; // nothing was ever open here
    }
    switch (venue.income(from.getAsLong(), Long.MAX_VALUE)) {
      case Outcome.Failed<List<VenueIncome>>(Failure failure) ->
          ApplyLog.upkeepFailed("the list of incomes", failure.message());
      case Outcome.Ok<List<VenueIncome>>(List<VenueIncome> rows) -> take(rows, funded);
    }
  }

  private OptionalLong from(LedgerStore.Funded funded) {
    if (funded.upToMillis().isPresent()) {
      return OptionalLong.of(Math.max(0, funded.upToMillis().getAsLong() - AGAIN_MILLIS));
    }
    OptionalLong opened =
        store.openSymbols().orElse(Set.of()).stream()
            .flatMap(symbol -> store.position(symbol).stream())
            .mapToLong(open -> open.position().openedAtMillis())
            .filter(millis -> millis > 0)
            .min();
    OptionalLong closed = ledger.earliestOpening();
    return opened.isPresent() && closed.isPresent()
        ? OptionalLong.of(Math.min(opened.getAsLong(), closed.getAsLong()))
        : opened.isPresent() ? opened : closed;
  }

  private void take(List<VenueIncome> rows, LedgerStore.Funded funded) {
    long upTo = rows.stream().mapToLong(VenueIncome::timeMillis).max().orElse(0);
    for (VenueIncome row : rows) {
      if (row.kind() == Kind.UNCLASSIFIED && unknownWords.add(row.word())) {
        ApplyLog.unclassified(row);
      }
      if (row.kind() == Kind.FUNDING && !funded.has(row.id().value())) {
        upTo = Math.min(upTo, row.timeMillis());
        offer(row);
      }
    }
    remember(upTo, funded);
  }

  private void offer(VenueIncome row) {
    firstSeenNanos.putIfAbsent(row.id().value(), System.nanoTime());
    if (row.symbol().isEmpty()) {
      nobodys(row);
    } else if (queued.add(row.id().value())) {
      lanes.offer(new Funding(row, row.symbol().get()));
    }
  }

  /** What is older than the next question reaches need not be remembered. */
  private void remember(long upToMillis, LedgerStore.Funded funded) {
    if (upToMillis <= funded.upToMillis().orElse(0)) {
      return;
    }
    Set<String> forgotten =
        funded.ids().entrySet().stream()
            .filter(known -> known.getValue() < upToMillis - 2 * AGAIN_MILLIS)
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(HashSet::new));
    store.execute(ledger.fundedUpTo(new Commit(), upToMillis, forgotten));
  }

  private void nobodys(VenueIncome row) {
    Commit commit = ledger.funded(new Commit(), row.id().value(), row.timeMillis());
    commit.afterwards(() -> ApplyLog.nobodysFunding(row));
    store.execute(commit);
    firstSeenNanos.remove(row.id().value());
  }

  /** One funding on its way into the books. */
  private final class Funding implements LaneTask {
    private final VenueIncome row;
    private final Symbol symbol;

    Funding(VenueIncome row, Symbol symbol) {
      this.row = row;
      this.symbol = symbol;
    }

    @Override
    public Symbol symbol() {
      return symbol;
    }

    @Override
    public Urgency urgency() {
      return Urgency.UPKEEP;
    }

    /** What fails is listed again at the next question. */
    @Override
    public void run() {
      try {
        if (!ledger.funded().has(row.id().value())) {
          Optional<OpenPosition> open = store.position(symbol).filter(one -> !Drift.isForeign(one));
          List<ClosedPosition> closed = ledger.closedSince(symbol, row.timeMillis() - AGAIN_MILLIS);
          FundingShare.ownerOf(open, closed, row.timeMillis())
              .ifPresentOrElse(this::book, () -> unowned(open, closed));
        }
      } catch (RedisException | RedisUnavailable | IllegalStateException e) {
        ApplyLog.upkeepFailed(symbol + "'s funding", String.valueOf(e.getMessage()));
      } finally {
        queued.remove(row.id().value());
      }
    }

    private void unowned(Optional<OpenPosition> open, List<ClosedPosition> closed) {
      Long seen = firstSeenNanos.get(row.id().value());
      if (seen != null && System.nanoTime() - seen < ownerWithinNanos) {
        return;
      }
      // where every position is kept it is money of ours, whatever became of the one that paid
      Optional.of(symbol)
          .filter(keepsAll)
          .flatMap(kept -> FundingShare.neighbourOf(open, closed, row.timeMillis()))
          .ifPresentOrElse(this::book, () -> nobodys(row));
    }

    private void book(FundingShare.Owner owner) {
      Optional<BigDecimal> usd = Fees.usd(venue, row.asset(), row.amount(), row.timeMillis());
      Commit commit = ledger.funded(new Commit(), row.id().value(), row.timeMillis());
      books.late(commit, LateResults.funding(row, symbol, owner, usd));
      if (usd.isEmpty()) {
        ledger.owe(
            commit,
            new Unpriced(
                row.id().value(),
                symbol,
                owner.id(),
                owner.side(),
                Unpriced.Kind.FUNDING,
                row.asset(),
                row.amount(),
                row.timeMillis()));
      }
      commit.afterwards(() -> ApplyLog.funded(row, symbol, owner, usd));
      store.execute(commit);
      firstSeenNanos.remove(row.id().value());
    }
  }
}
