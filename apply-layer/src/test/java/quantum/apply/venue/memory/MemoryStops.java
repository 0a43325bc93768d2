package quantum.apply.venue.memory;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.StopStatus;
import quantum.apply.venue.VenueOrderId;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** The stops that rest, and what became of the others. */
final class MemoryStops {
  static final int MOST = 50;

  /** One stop and its story so far. */
  static final class Stop {
    private final StopOrder order;
    private final VenueOrderId id;
    private final long acceptedMillis;
    private OptionalLong endedMillis = OptionalLong.empty();
    private StopStatus status = StopStatus.NEW;
    private Optional<VenueOrderId> child = Optional.empty();
    private Optional<Quantity> executed = Optional.empty();

    private Stop(StopOrder order, VenueOrderId id, long nowMillis) {
      this.order = order;
      this.id = id;
      this.acceptedMillis = nowMillis;
    }

    StopOrder order() {
      return order;
    }

    VenueOrderId id() {
      return id;
    }

    StopStatus status() {
      return status;
    }

    Optional<VenueOrderId> child() {
      return child;
    }

    Optional<Quantity> executed() {
      return executed;
    }

    boolean rests() {
      return status.rests();
    }

    void triggering() {
      status = StopStatus.TRIGGERING;
    }

    void fired(VenueOrderId order, Quantity filled, long nowMillis) {
      child = Optional.of(order);
      executed = Optional.of(filled);
      end(StopStatus.FINISHED, nowMillis);
    }

    void end(StopStatus how, long nowMillis) {
      status = how;
      endedMillis = OptionalLong.of(nowMillis);
    }

    private boolean isOpenAt(long millis) {
      return acceptedMillis <= millis
          && (endedMillis.isEmpty() || endedMillis.getAsLong() > millis);
    }

    private StopReport report(StopStatus shown) {
      Quantity quantity = order.shape() == StopShape.WHOLE ? Quantity.ZERO : order.quantity();
      return new StopReport(
          new StopOrder(
              order.symbol(), order.side(), order.shape(), order.trigger(), quantity, order.id()),
          shown,
          child);
    }
  }

  private final List<Stop> all = new ArrayList<>();

  Stop add(StopOrder order, long nowMillis) {
    Stop stop =
        new Stop(order, new VenueOrderId("s-" + Integer.toString(all.size() + 1, 36)), nowMillis);
    all.add(stop);
    return stop;
  }

  /** A name that was ever used is not taken again. */
  Optional<Stop> named(ClientOrderId id) {
    return all.stream().filter(stop -> stop.order.id().equals(id)).findFirst();
  }

  List<Stop> resting(Predicate<StopOrder> which) {
    return all.stream().filter(Stop::rests).filter(stop -> which.test(stop.order)).toList();
  }

  /** Those that this price meets, the one that the way there meets first ahead. */
  List<Stop> met(Symbol symbol, BigDecimal price) {
    Comparator<Stop> upwards = Comparator.comparing(stop -> stop.order.trigger());
    return resting(order -> order.symbol().equals(symbol) && isMet(order, price)).stream()
        .sorted(
            Comparator.<Stop, Boolean>comparing(stop -> stop.order.side() == Side.SHORT)
                .thenComparing(
                    (a, b) ->
                        a.order.side() == Side.LONG
                            ? upwards.reversed().compare(a, b)
                            : upwards.compare(a, b)))
        .toList();
  }

  static boolean isMet(StopOrder order, BigDecimal price) {
    int above = price.compareTo(order.trigger().value());
    return order.side() == Side.LONG ? above <= 0 : above >= 0;
  }

  /** As it is; as a venue shows it that is so much behind, it may not be there yet. */
  Optional<StopReport> report(ClientOrderId id, long atMillis) {
    return named(id)
        .filter(stop -> stop.acceptedMillis <= atMillis)
        .map(stop -> stop.report(stop.status));
  }

  /** What rested or fired at that time, oldest first; of all symbols if none is given. */
  List<StopReport> open(Optional<Symbol> symbol, long atMillis) {
    return all.stream()
        .filter(stop -> symbol.filter(one -> !stop.order.symbol().equals(one)).isEmpty())
        .filter(stop -> stop.isOpenAt(atMillis))
        .map(
            stop ->
                stop.report(stop.status == StopStatus.TRIGGERING ? stop.status : StopStatus.NEW))
        .toList();
  }
}
