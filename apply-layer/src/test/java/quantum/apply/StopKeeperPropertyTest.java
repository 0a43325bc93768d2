package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;
import quantum.apply.decide.StopStep;
import quantum.apply.venue.MemoryWorld;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.Trouble;
import quantum.apply.venue.Trouble.Call;
import quantum.apply.venue.VenueCompatibilityKit;
import quantum.apply.venue.VenuePosition;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * The stop's life at a venue that loses, refuses and shows late, with crashes between any two
 * visits: every state that the exchange was ever in is looked at.
 */
class StopKeeperPropertyTest {
  private static final Symbol BTC = VenueCompatibilityKit.BTC;

  /** What can happen. */
  sealed interface Step {

    /** The keeper comes round. */
    record Visit() implements Step {}

    /** The comparison finds out what is held. */
    record Learn() implements Step {}

    /** The stop shall rest closer to the price by so many dollars. */
    record Tighten(int dollars) implements Step {}

    /** A hand makes it this large, thousandths; 0 is flat. */
    record Hold(int thousandths) implements Step {}

    /** The price moves by so many dollars; far enough down it meets what rests. */
    record Price(int dollars) implements Step {}

    /** The next call of a kind goes wrong. */
    record Meet(Call call, Trouble trouble) implements Step {}

    /** Stops are shown so late from now on. */
    record ShowLate(int millis) implements Step {}

    record Wait(int millis) implements Step {}

    /** Everything that was remembered is gone; it takes a moment to come back. */
    record Crash() implements Step {}
  }

  private static final Logger LOG = (Logger) LoggerFactory.getLogger("apply-layer");

  @BeforeContainer
  static void quiet() {
    LOG.setLevel(Level.WARN); // every placement is a line
  }

  @AfterContainer
  static void loud() {
    LOG.setLevel(null);
  }

  @Provide
  Arbitrary<List<Step>> sequences() {
    Arbitrary<Step> troubles =
        Arbitraries.of(Call.STOP, Call.CANCEL, Call.STOP_QUERY)
            .flatMap(
                call ->
                    Arbitraries.of(Trouble.REQUEST_LOST, Trouble.ANSWER_LOST, Trouble.MAINTENANCE)
                        .map(trouble -> new Step.Meet(call, trouble)));
    return Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(new Step.Visit())),
            Tuple.of(4, Arbitraries.just(new Step.Learn())),
            Tuple.of(4, Arbitraries.integers().between(1, 300).map(Step.Tighten::new)),
            Tuple.of(2, Arbitraries.integers().between(0, 30).map(Step.Hold::new)),
            Tuple.of(2, Arbitraries.integers().between(-400, 400).map(Step.Price::new)),
            Tuple.of(3, troubles),
            Tuple.of(1, Arbitraries.of(0, 0, 300, 2_500).map(Step.ShowLate::new)),
            Tuple.of(2, Arbitraries.integers().between(1, 1_000).map(Step.Wait::new)),
            Tuple.of(1, Arbitraries.just(new Step.Crash())))
        .list()
        .ofMinSize(5)
        .ofMaxSize(60);
  }

  @Property(tries = 3_000)
  void anySequence_leavesOneStop_neverNone_neverMoreThanTwo(@ForAll("sequences") List<Step> steps) {
    Life life = new Life();
    steps.forEach(life::take);
    life.settle();
    assertThat(life.wrong).isEmpty();
  }

  /** One position, its stop, and who keeps it. */
  private static final class Life {
    private static final String FIRST = "10";
    private final MemoryWorld world = new MemoryWorld();
    private final List<String> wrong = new ArrayList<>();
    private long nanos;
    private StopKeeper keeper = newKeeper();
    private int price = 100_000;

    /** Counted up when a position begins. */
    private int position;

    private boolean open;
    private int known;
    private Optional<StopStep.Wanted> wanted = Optional.empty();

    /** Whether a stop of the position that is known has rested. */
    private boolean placed;

    Life() {
      world.exchange().watch(this::look);
      hold(Integer.parseInt(FIRST));
      learn();
    }

    private StopKeeper newKeeper() {
      Clock clock =
          Clock.fixed(
              Instant.ofEpochMilli(1_700_000_000_000L).plus(Duration.ofNanos(nanos)),
              ZoneOffset.UTC);
      return new StopKeeper(world.venue(), clock, () -> nanos);
    }

    void take(Step step) {
      switch (step) {
        case Step.Visit() -> visit();
        case Step.Learn() -> learn();
        case Step.Tighten(int dollars) -> tighten(dollars);
        case Step.Hold(int thousandths) -> hold(thousandths);
        case Step.Price(int dollars) -> price(dollars);
        case Step.Meet(Call call, Trouble trouble) -> world.meets(call, trouble);
        case Step.ShowLate(int millis) -> world.venue().showStopsLate(millis);
        case Step.Wait(int millis) -> pass(millis);
        case Step.Crash() -> {
          pass(3_000);
          keeper = newKeeper();
        }
      }
    }

    private StopKeeper.Kept visit() {
      pass(1);
      return keeper.keep(BTC, wanted, new PositionId("p" + known));
    }

    private void learn() {
      Optional<VenuePosition> held = world.exchange().positions().stream().findFirst();
      if (known != position) {
        known = position;
        placed = false;
        wanted = Optional.empty();
      }
      Price trigger =
          wanted.map(StopStep.Wanted::trigger).orElseGet(() -> Price.of((price - 2_000) + ""));
      wanted = held.map(one -> new StopStep.Wanted(Side.LONG, trigger, one.quantity()));
      keeper.doubt(BTC); // as an event that tells of it does
    }

    private void tighten(int dollars) {
      wanted =
          wanted.map(
              now ->
                  new StopStep.Wanted(
                      now.side(),
                      new Price(now.trigger().value().add(BigDecimal.valueOf(dollars))),
                      now.quantity()));
    }

    private void hold(int thousandths) {
      if (!open && thousandths > 0) {
        open = true;
        position++;
      }
      world.byHand(BTC, Optional.empty(), BigDecimal.valueOf(thousandths, 3).toString());
    }

    private void price(int dollars) {
      price = Math.max(1_000, price + dollars);
      placed = false; // one that fires and leaves a rest has done what it could
      world.price(BTC, price + "");
    }

    private void pass(int millis) {
      nanos += TimeUnit.MILLISECONDS.toNanos(millis);
      world.passes(millis);
    }

    /** Called with every change at the exchange. */
    private void look() {
      List<StopReport> resting =
          world.exchange().openStops(Optional.of(BTC), 0).stream()
              .filter(s -> s.status().rests())
              .toList();
      BigDecimal held =
          world.exchange().positions().stream()
              .map(
                  one -> one.side() == Side.LONG ? one.quantity().value() : BigDecimal.ONE.negate())
              .findFirst()
              .orElse(BigDecimal.ZERO);
      open = held.signum() > 0;
      if (held.signum() < 0) {
        wrong.add("the position was turned");
      }
      if (resting.size() > 2) {
        wrong.add("more than two rest: " + resting);
      }
      boolean isKnown = open && known == position && wanted.isPresent();
      if (isKnown && placed && resting.isEmpty()) {
        wrong.add("none rests for an open position");
      }
      placed |= isKnown && !resting.isEmpty();
    }

    /** The troubles end: what is wanted rests, alone; and nothing at flat. */
    void settle() {
      world.venue().heal();
      pass(10_000);
      learn();
      StopKeeper.Kept kept = visit();
      for (int i = 0; i < 10 && kept instanceof StopKeeper.Kept.NotYet; i++) {
        pass(1_000);
        kept = visit();
      }
      List<StopReport> resting = world.exchange().openStops(Optional.of(BTC), 0);
      if (wanted.isEmpty()) {
        if (!resting.isEmpty() || !(kept instanceof StopKeeper.Kept.Gone)) {
          wrong.add("at flat: " + kept + ", " + resting);
        }
      } else if (!(kept instanceof StopKeeper.Kept.WouldTrigger)
          && (resting.size() != 1 || !wanted.get().isMetBy(resting.getFirst().order()))) {
        wrong.add("in the end: " + kept + ", " + resting + " for " + wanted);
      }
    }
  }
}
