package quantum.apply;

import io.lettuce.core.RedisException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import quantum.apply.venue.Legs;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenuePositions;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.contracts.OpenPosition;
import quantum.contracts.PlanAction;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;
import quantum.runtime.Health;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * Works off the order to close everything: {@code quantum:flatten}. Each look begins with what
 * Redis and the exchange say then, so whatever happens meanwhile, a restart, a venue that does not
 * answer, a position that appears, is the next look's matter. A close is a plan of the trader's
 * like any other: it is the plan desk that knows how an order is sent once. It is over when the
 * exchange has said twice that nothing of ours is open or rests, with no plan under way in between.
 */
final class Flattener implements RunningService {
  private static final long LOOK_MILLIS = 500;

  /** A plan needs about so long until it is in its lane. */
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** An answer may be of the time before a fill that nobody here remembers. */
  private static final long FLAT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long LATE_MILLIS = 60_000;

  /** All stops of the account are dear to ask for. */
  private static final long STOPS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Venue venue;
  private final ApplyStore store;
  private final TradersHand hand;
  private final Alignment alignment;
  private final LeftAlone leftAlone;
  private final Comparisons comparisons;
  private final StopGuard stops;
  private final Lanes lanes;
  private final ApplyLayerSettings settings;
  private final Clock clock;
  private final Health health;
  private final Alarms alarms;
  private final Heartbeat heartbeat;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);

  private static final String CLOSING = "its close is under way";
  private static final String CLOSED = "closed ";
  private static final String BOOKING = " and being booked";

  private Optional<Halt> halted = Optional.empty();

  /** The order that is worked off, as it was written last. */
  private Optional<Flatten> working = Optional.empty();

  private final Map<Symbol, Long> askedNanos = new HashMap<>();
  private OptionalLong flatSinceNanos = OptionalLong.empty();
  private long stopsAskedNanos;

  Flattener(
      Venue venue,
      ApplyStore store,
      Alignment alignment,
      LeftAlone leftAlone,
      Comparisons comparisons,
      StopGuard stops,
      Lanes lanes,
      ApplyLayerSettings settings,
      Clock clock,
      Health health) {
    this.leftAlone = leftAlone;
    this.venue = venue;
    this.store = store;
    this.hand = store.hand();
    this.alignment = alignment;
    this.comparisons = comparisons;
    this.stops = stops;
    this.lanes = lanes;
    this.settings = settings;
    this.clock = clock;
    this.health = health;
    this.alarms = health.alarms();
    this.heartbeat = health.loop("flattener");
    this.stopsAskedNanos = System.nanoTime() - STOPS_NANOS;
  }

  /** What was pending is in its lanes: a plan under way is seen there. */
  void begin() {
    begun.countDown();
  }

  @Override
  public void run() throws InterruptedException {
    heartbeat.ready();
    while (!stopping.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      heartbeat.beat();
      if (begun.getCount() > 0) {
        continue;
      }
      try {
        look();
      } catch (NotNow | VenueRefusal | LockedOut e) {
        stuck(String.valueOf(e.getMessage()));
      } catch (RedisException | RedisUnavailable e) {
        if (!RedisUnavailable.is(e)) {
          throw e;
        }
      }
    }
  }

  @Override
  public void stop() {
    stopping.countDown();
  }

  private void look() {
    sayHalt(hand.halt());
    Optional<Flatten> order = hand.order().filter(now -> !now.isOver());
    if (order.isEmpty()) {
      working.ifPresent(gone -> ended(gone, "given up"));
      working = Optional.empty();
      return;
    }
    if (working.filter(before -> before.id().equals(order.get().id())).isEmpty()) {
      begin(order.get());
    }
    work(order.get());
  }

  private void sayHalt(Optional<Halt> now) {
    if (!now.equals(halted)) {
      halted = now;
      ApplyLog.halt(now);
      health.tells("halt", now.map(halt -> "halted: " + halt.inWords()).orElse(""));
    }
  }

  private void begin(Flatten order) {
    working = Optional.of(order);
    askedNanos.clear();
    flatSinceNanos = OptionalLong.empty();
    ApplyLog.flattens(order);
    if (hand.halt().isEmpty()) {
      Halt halt = order.halt();
      hand.halt(halt.reason(), halt.by(), OptionalLong.empty());
    }
  }

  private void work(Flatten order) {
    VenuePositions answer = VenueRefusal.orValue(venue.positions());
    List<Flatten.Outcome> outcomes = new ArrayList<>();
    for (Symbol symbol : concerned(order, answer)) {
      outcomes.add(outcome(order, symbol, answer));
    }
    boolean busy =
        order.symbols().isEmpty()
            ? lanes.isAnyBusy()
            : order.symbols().stream().anyMatch(lanes::isBusy);
    boolean flat =
        !busy
            && outcomes.stream().noneMatch(now -> now.state() == Flatten.State.OPEN)
            && answer.unreadable().stream()
                .allMatch(row -> row.symbol().filter(s -> !order.concerns(s)).isPresent())
            && nothingRests(order, outcomes);
    long now = System.nanoTime();
    if (!flat) {
      flatSinceNanos = OptionalLong.empty();
    } else if (flatSinceNanos.isEmpty()) {
      flatSinceNanos = OptionalLong.of(now);
    }
    boolean over = flat && now - flatSinceNanos.getAsLong() >= FLAT_NANOS;
    Flatten progress =
        order.with(outcomes, over ? OptionalLong.of(clock.millis()) : OptionalLong.empty());
    if (!working.equals(Optional.of(progress))) {
      hand.progress(progress);
    }
    if (over) {
      ended(progress, "done");
      working = Optional.empty();
    } else {
      working = Optional.of(progress);
      late(progress, waitsFor(outcomes));
    }
  }

  /** What is open, there or here, and what was named. */
  private Set<Symbol> concerned(Flatten order, VenuePositions answer) {
    Set<Symbol> symbols = new TreeSet<>(order.symbols());
    order.outcomes().forEach(before -> symbols.add(before.symbol()));
    answer.open().stream().map(VenuePosition::symbol).filter(order::concerns).forEach(symbols::add);
    store.openSymbols().orElse(Set.of()).stream().filter(order::concerns).forEach(symbols::add);
    return symbols;
  }

  private Flatten.Outcome outcome(Flatten order, Symbol symbol, VenuePositions answer) {
    Legs legs = answer.legs(symbol);
    Optional<OpenPosition> hash = store.position(symbol);
    if (legs.open().isEmpty()) {
      if (!answer.isFlat(symbol)) {
        return open(symbol, "?", "what the exchange says of it cannot be read");
      }
      if (hash.filter(known -> !isOfTheBrain(known)).isPresent()) {
        comparisons.offer(symbol, legs); // closed, by whomever: to be booked
        return open(symbol, "0", closed(order, symbol) + BOOKING);
      }
      return new Flatten.Outcome(symbol, Flatten.State.FLAT, "0", closed(order, symbol));
    }
    Optional<VenuePosition> ours = alignment.ours(legs, symbol, hash);
    if (ours.isEmpty()
        || hash.filter(known -> !settings.adoption().allows(known)).isPresent()
        || hash.isEmpty() && leftAlone.isLeft(ours.get())) {
      return new Flatten.Outcome(
          symbol,
          Flatten.State.LEFT_ALONE,
          shown(legs),
          "made by hand, and ADOPT_POSITIONS sends no order for it");
    }
    if (isDue(symbol)) {
      ask(order, ours.get());
    }
    return open(symbol, ours.get().side() + " " + ours.get().quantity(), CLOSING);
  }

  private static boolean isOfTheBrain(OpenPosition open) {
    return open.source().equals(OpenPosition.SOURCE_BRAIN);
  }

  private static Flatten.Outcome open(Symbol symbol, String qty, String why) {
    return new Flatten.Outcome(symbol, Flatten.State.OPEN, qty, why);
  }

  /** What was open of it, as far as it was written down; an earlier run may have. */
  private static String closed(Flatten order, Symbol symbol) {
    return order.outcomes().stream()
        .filter(before -> before.symbol().equals(symbol))
        .findFirst()
        .map(
            before ->
                before.state() == Flatten.State.FLAT
                    ? before.detail()
                    : before.detail().equals(CLOSING)
                        ? CLOSED + before.qty()
                        : before.detail().replace(BOOKING, ""))
        .orElse("");
  }

  private static String shown(Legs legs) {
    return legs.open().stream()
        .map(leg -> leg.side() + " " + leg.quantity())
        .collect(Collectors.joining(", "));
  }

  /** Whatever became of the last one: a second reduce-only close can do no harm. */
  private boolean isDue(Symbol symbol) {
    Long asked = askedNanos.get(symbol);
    return asked == null || System.nanoTime() - asked >= ASK_AGAIN_NANOS && !lanes.isBusy(symbol);
  }

  private void ask(Flatten order, VenuePosition held) {
    Symbol symbol = held.symbol();
    long now = clock.millis();
    ApplyPlan.Close close =
        new ApplyPlan.Close(
            new ApplyPlan.Header(
                PlanId.ofEntry("flatten|" + order.id() + '|' + symbol + '|' + now),
                symbol,
                ApplyPlan.TRADER,
                "flatten by " + order.by(),
                now,
                Optional.empty()),
            PlanAction.FULL_CLOSE_PROPOSED,
            Optional.of(held.side().closing()),
            java.math.BigDecimal.valueOf(100),
            Optional.empty(),
            ApplyPlan.Scores.NONE);
    store.execute(
        new Commit().publish(settings.planStream(), settings.streamMaxLen(), close.encode()));
    askedNanos.put(symbol, System.nanoTime());
  }

  /** Of what is left alone the stops are somebody else's, or are being withdrawn. */
  private boolean nothingRests(Flatten order, List<Flatten.Outcome> outcomes) {
    long now = System.nanoTime();
    if (flatSinceNanos.isPresent() && now - stopsAskedNanos < STOPS_NANOS) {
      return true; // a moment ago nothing did
    }
    stopsAskedNanos = now;
    Set<Symbol> alone =
        outcomes.stream()
            .filter(outcome -> outcome.state() == Flatten.State.LEFT_ALONE)
            .map(Flatten.Outcome::symbol)
            .collect(Collectors.toSet());
    Set<Symbol> resting =
        VenueRefusal.orValue(venue.openStops()).stream()
            .filter(stop -> stop.id().isOurs())
            .map(StopReport::order)
            .map(stop -> stop.symbol())
            .filter(symbol -> order.concerns(symbol) && !alone.contains(symbol))
            .collect(Collectors.toSet());
    resting.forEach(stops::lookAnew);
    return resting.isEmpty();
  }

  private static String waitsFor(List<Flatten.Outcome> outcomes) {
    String open =
        outcomes.stream()
            .filter(outcome -> outcome.state() == Flatten.State.OPEN)
            .map(outcome -> outcome.symbol() + " " + outcome.qty() + ": " + outcome.detail())
            .collect(Collectors.joining("; "));
    return open.isEmpty() ? "an order of ours rests, or a plan is under way" : open;
  }

  /** The exchange does not say what is open. */
  private void stuck(String why) {
    flatSinceNanos = OptionalLong.empty();
    working.ifPresent(order -> late(order, why));
  }

  private void late(Flatten order, String why) {
    long millis = clock.millis() - order.sinceMillis();
    if (millis > LATE_MILLIS) {
      alarms.raise(Alarm.NOT_FLAT.of("flatten"), millis / 1000, why);
    }
  }

  private void ended(Flatten order, String how) {
    ApplyLog.flattened(order, how);
    alarms.end(Alarm.NOT_FLAT.of("flatten"));
    askedNanos.clear();
    flatSinceNanos = OptionalLong.empty();
  }
}
