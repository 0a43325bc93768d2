package quantum.apply;

import io.lettuce.core.RedisException;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import quantum.apply.decide.Limits;
import quantum.apply.venue.AccountWorth;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueIncome;
import quantum.contracts.Alarm;
import quantum.contracts.LimitsRecord;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;
import quantum.runtime.Health;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * Holds the account against its limits, and halts or flattens it where one is reached. A breach is
 * acted on when two looks in a row see it, both with the exchange's list of payments: money that
 * was taken out leaves the balance before it stands in that list. The halt is written before the
 * breach is: who dies in between finds both anew.
 */
final class LimitWatch implements RunningService {
  private static final String BY = "apply-layer limits";

  /** Totals of other assets are not in this one's. */
  private static final String ASSET = "USDT";

  private static final long BEAT_MILLIS = 1_000;

  /** The list is dear to ask for: at every so many looks, or where it decides something. */
  private static final int LOOKS_PER_LIST = 6;

  private final Venue venue;
  private final LedgerStore ledger;
  private final ApplyStore store;
  private final TradersHand hand;
  private final Limits.Rules rules;
  private final Clock clock;
  private final Alarms alarms;
  private final Heartbeat heartbeat;
  private final long lookNanos;
  private final CountDownLatch stopping = new CountDownLatch(1);

  private Optional<Payments> payments = Optional.empty();

  /** Equity less transfers when the list was asked for last. */
  private Optional<BigDecimal> netThen = Optional.empty();

  private Optional<Limits.Kind> suspected = Optional.empty();

  /** What the exchange lists of a day. */
  private record Payments(
      long day, BigDecimal all, BigDecimal transfers, long atNanos, boolean doubted) {
    Payments inDoubt() {
      return new Payments(day, all, transfers, atNanos, true);
    }
  }

  LimitWatch(
      Venue venue,
      LedgerStore ledger,
      ApplyStore store,
      ApplyLayerSettings settings,
      Clock clock,
      Health health) {
    this.venue = venue;
    this.ledger = ledger;
    this.store = store;
    this.hand = store.hand();
    this.rules = settings.limits();
    this.clock = clock;
    this.alarms = health.alarms();
    this.heartbeat = health.loop("limits");
    this.lookNanos = TimeUnit.SECONDS.toNanos(Math.min(10, settings.reconcileSeconds()));
  }

  @Override
  public void run() throws InterruptedException {
    heartbeat.ready();
    long due = System.nanoTime();
    while (!stopping.await(BEAT_MILLIS, TimeUnit.MILLISECONDS)) {
      heartbeat.beat();
      if (rules.areOff() || System.nanoTime() - due < 0) {
        continue;
      }
      try {
        look();
      } catch (NotNow | VenueRefusal | LockedOut e) {
        ApplyLog.upkeepFailed("limits", String.valueOf(e.getMessage()));
      } catch (RedisException | RedisUnavailable e) {
        if (!RedisUnavailable.is(e)) {
          throw e;
        }
        ApplyLog.upkeepFailed("limits", String.valueOf(e.getMessage()));
      }
      due = System.nanoTime() + lookNanos;
    }
  }

  @Override
  public void stop() {
    stopping.countDown();
  }

  private void look() {
    Optional<LimitsRecord> before = ledger.limits();
    LimitsRecord now = seen(before);
    if (!now.breached().isEmpty() && hand.halt().isEmpty()) {
      now = Limits.resumed(now);
    }
    // one limit stops the account once, until it is resumed
    Optional<Limits.Breach> breach =
        now.breached().isEmpty() ? Limits.breach(now) : Optional.empty();
    if (breach.isPresent() && isSure(breach.get())) {
      act(breach.get(), now);
      now = Limits.stopped(now, breach.get().kind());
    }
    suspected = breach.map(Limits.Breach::kind);
    store.execute(ledger.keep(new Commit(), now));
  }

  private boolean isSure(Limits.Breach breach) {
    boolean again = suspected.filter(breach.kind()::equals).isPresent();
    if (!again) {
      payments = payments.map(Payments::inDoubt); // the next look asks for the list
    }
    return again;
  }

  private void act(Limits.Breach breach, LimitsRecord now) {
    if (rules.flattens()) {
      hand.flatten(breach.arithmetic(), BY);
    } else {
      hand.halt(breach.arithmetic(), BY, breach.untilMillis(now.updatedAtMillis()));
    }
    alarms.raise(
        Alarm.LIMIT_REACHED.of(breach.kind()),
        rules.flattens() ? "closed and halted" : "halted",
        breach.arithmetic());
  }

  private LimitsRecord seen(Optional<LimitsRecord> before) {
    AccountWorth worth = VenueRefusal.orValue(venue.margins().worth());
    long now = clock.millis();
    long day = Limits.dayOf(now);
    boolean listedNow = payments.filter(known -> isYoung(known, day)).isEmpty();
    Payments listed = listedNow ? asked(day) : payments.get();
    BigDecimal net = worth.equity().subtract(listed.transfers());
    boolean sameDay = payments.filter(known -> known.day() == day).isPresent();
    Optional<BigDecimal> lasting = listedNow && sameDay ? netThen.map(net::min) : Optional.empty();
    if (listedNow) {
      netThen = Optional.of(net);
    }
    payments = Optional.of(listed);
    Limits.Seen seen =
        new Limits.Seen(
            now, worth.equity(), worth.wallet(), listed.all(), listed.transfers(), lasting);
    return before
        .map(
            known ->
                Limits.next(rules, known, seen, ledger.lossesInARow(known.countedSinceMillis())))
        .orElseGet(() -> Limits.first(rules, seen));
  }

  private boolean isYoung(Payments known, long day) {
    return known.day() == day
        && !known.doubted()
        && System.nanoTime() - known.atNanos() < LOOKS_PER_LIST * lookNanos;
  }

  private Payments asked(long day) {
    List<VenueIncome> rows = VenueRefusal.orValue(venue.income(day, Long.MAX_VALUE));
    BigDecimal all = BigDecimal.ZERO;
    BigDecimal transfers = BigDecimal.ZERO;
    for (VenueIncome row : rows) {
      if (row.asset().equals(ASSET)) {
        all = all.add(row.amount());
        if (row.kind() == VenueIncome.Kind.TRANSFER) {
          transfers = transfers.add(row.amount());
        }
      }
    }
    return new Payments(day, all, transfers, System.nanoTime(), false);
  }
}
