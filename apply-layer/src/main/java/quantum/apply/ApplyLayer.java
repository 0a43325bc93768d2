package quantum.apply;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountStream;
import quantum.apply.venue.AccountTerms;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.PositionMode;
import quantum.apply.venue.Venue;
import quantum.apply.venue.binance.BinanceVenue;
import quantum.contracts.Alarm;
import quantum.contracts.HealthRecord;
import quantum.contracts.Names;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceContext;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;
import quantum.runtime.StreamSource;
import quantum.runtime.StreamWorker;

/** Executes plans at the exchange: the only service that trades. */
public final class ApplyLayer {
  /** What it can be set to. */
  public static final SettingsSchema<ApplyLayerSettings> SETTINGS =
      new SettingsSchema<>(
          "apply-layer",
          List.of("APPLY_", "ADOPT_", "VENUE_", "BINANCE_", "LIMIT_"),
          ApplyLayerSettings::read);

  static final String CONSUMER = "apply_layer";
  private static final int BATCH = 32;

  /** Of the 5 s that a stop may take. */
  private static final Duration STOP_CALLS_AFTER = Duration.ofSeconds(3);

  private ApplyLayer() {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Executes plans at the exchange: the only service that trades.",
        ApplyLayer::start);
  }

  private static RunningService start(ApplyLayerSettings settings, ServiceContext context) {
    ApplyLog.starting(settings);
    BinanceVenue venue =
        new BinanceVenue(
            settings.endpoints(),
            settings.credentials(),
            settings.timeouts(),
            () -> context.redis().get().mayAct());
    requireAccess(venue, context, settings);
    return closing(
        wire(settings, context.redis().get(), venue, context.health(), context.clock()), venue);
  }

  /** Everything that runs, put together. */
  static RunningService wire(
      ApplyLayerSettings settings, Redis redis, Venue venue, Health health, Clock clock) {
    ApplyStore store =
        new ApplyStore(
            redis, settings.names(), settings.killKey(), venue.terms(), health.oddities(), clock);
    AtomicReference<Consumer<AccountEvent>> taker = new AtomicReference<>(event -> {});
    AccountStream account =
        venue.account(clock, health.loop("account"), event -> taker.get().accept(event));
    health.streamAge(() -> Optional.of(account.freshness().ageMillis()));
    HeardTrades heard = new HeardTrades();
    LedgerStore ledger = new LedgerStore(redis, settings.names(), health.oddities());
    Books books = new Books(ledger, store, settings);
    LeftAlone leftAlone = new LeftAlone();
    VenueTrades trades = new VenueTrades(venue, store, heard, account::freshness);
    Alignment alignment = new Alignment(venue, store, books, settings, leftAlone, trades);
    Doubts doubts = new Doubts();
    Orders orders =
        new Orders(
            venue, store, trades, new Recovery(venue, store, alignment, doubts, clock), clock);
    Lanes lanes = new Lanes(settings.maxConcurrent(), health.loop("lanes"));
    StopGuard stops =
        new StopGuard(venue, store, lanes, settings, leftAlone, clock, health.alarms());
    Bookings bookings =
        new Bookings(venue.terms(), store, books, alignment.others(), trades, lanes);
    Endings endings = new Endings(store, settings, bookings, health.alarms());
    CloseDesk closes =
        new CloseDesk(
            venue,
            store,
            books,
            orders,
            alignment,
            stops,
            endings,
            settings.adoption(),
            account::freshness);
    PlanDesk desk =
        new PlanDesk(
            store,
            new EntryDesk(
                venue, store, books, orders, alignment, stops, endings, doubts, settings, clock),
            closes,
            new StopDesk(venue, store, closes, stops, endings, settings, clock),
            endings);
    Overdue overdue = Overdue.every(settings.reconcileSeconds());
    Comparisons comparisons =
        new Comparisons(store, alignment, stops, lanes, overdue, doubts, clock);
    Watch watch =
        new Watch(store, settings, account::freshness, stops::isNaked, clock, health.alarms());
    Reconciler reconciler =
        new Reconciler(
            venue, store, comparisons, overdue, bookings, watch, settings, health, clock);
    LatePrices prices = new LatePrices(venue, ledger, books, store, lanes);
    Fundings fundings = new Fundings(venue, ledger, store, books, prices, lanes, settings, health);
    taker.set(new AccountTaker(heard, comparisons, stops, reconciler, fundings, health.alarms()));
    Flattener flattener =
        new Flattener(
            venue, store, alignment, leftAlone, comparisons, stops, lanes, settings, clock, health);
    Runnable caughtUp =
        () -> {
          reconciler.begin();
          flattener.begin();
        };
    PlanIntake intake =
        new PlanIntake(lanes, desk, store, doubts, caughtUp, health.oddities(), health.alarms());
    StreamSource plans =
        new StreamSource(
            settings.planStream(),
            Names.GROUP_APPLY_LAYER,
            CONSUMER,
            settings.groupStart(),
            settings.streamMaxLen());
    LimitWatch limits = new LimitWatch(venue, ledger, store, settings, clock, health);
    StreamWorker worker = new StreamWorker(redis, List.of(plans), BATCH, intake, health);
    return RunningService.all(worker, lanes, reconciler, flattener, fundings, limits, account);
  }

  /**
   * Gives up calls that are still under way when the stop would take too long: an order among them
   * has its record, and the next start asks for it.
   */
  private static RunningService closing(RunningService service, BinanceVenue venue) {
    return new RunningService() {
      @Override
      public void run() throws InterruptedException {
        try (venue) {
          service.run();
        }
      }

      @Override
      public void stop() {
        service.stop();
        Thread.ofPlatform()
            .daemon()
            .name("give-up-calls")
            .start(
                () -> {
                  try {
                    Thread.sleep(STOP_CALLS_AFTER);
                    venue.close();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
      }
    };
  }

  /**
   * A key that the exchange refuses is a setting to mend; an exchange that is away is waited for.
   * So is a key that has worked before: with positions open nobody else acts for us.
   */
  private static void requireAccess(
      Venue venue, ServiceContext context, ApplyLayerSettings settings) {
    switch (venue.positionMode()) {
      case Outcome.Ok<PositionMode>(PositionMode mode) -> {
        ApplyLog.connected(mode);
        if (venue.accountTerms() instanceof Outcome.Ok<AccountTerms>(AccountTerms terms)) {
          context.health().account(inWords(terms)); // else nobody can tell, and nothing needs it
        }
      }
      case Outcome.Failed<PositionMode>(Failure.Fatal fatal) -> {
        if (hasPositions(venue, context, settings)) {
          context.health().alarms().raise(Alarm.KEY_REFUSED.of("key"), fatal.message());
          context
              .health()
              .lacks(Reconciler.EXCHANGE, "the exchange refuses the key: " + fatal.message());
          return;
        }
        context
            .settings()
            .refuse(
                "BINANCE_API_KEY with its secret",
                "****",
                "a key that the exchange takes; it says " + fatal.message());
        context.settings().complete("", () -> settings);
      }
      case Outcome.Failed<PositionMode>(Failure other) -> {
        ApplyLog.upkeepFailed("position mode", other.message());
        context
            .health()
            .lacks(Reconciler.EXCHANGE, "the exchange does not answer: " + other.message());
      }
    }
  }

  private static String inWords(AccountTerms terms) {
    List<String> words = new ArrayList<>();
    words.add(
        switch (terms.positionMode()) {
          case ONE_WAY -> HealthRecord.ONE_WAY;
          case HEDGE -> HealthRecord.HEDGE;
        });
    if (terms.multiAssets()) {
      words.add(HealthRecord.MULTI_ASSETS);
    }
    if (!terms.mayTrade()) {
      words.add(HealthRecord.NO_TRADING);
    }
    return String.join(" ", words);
  }

  private static boolean hasPositions(
      Venue venue, ServiceContext context, ApplyLayerSettings settings) {
    return new ApplyStore(
            context.redis().get(),
            settings.names(),
            settings.killKey(),
            venue.terms(),
            context.health().oddities(),
            context.clock())
        .openSymbols()
        .filter(open -> !open.isEmpty())
        .isPresent();
  }
}
