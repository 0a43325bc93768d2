package quantum.apply.decide;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/**
 * The life of a position's stop at the exchange, as a table: from what shall rest and what does,
 * the one next step. It is asked again after each step until nothing is left to do, so a crash
 * between any two of them is no case of its own.
 *
 * <p>The exchange takes one stop of each shape. A move therefore places the other shape at the new
 * level first and cancels the old one afterwards: the position never stands without a stop, and two
 * stops never close twice, since both only reduce.
 *
 * <pre>
 * wanted   rests              step
 * nothing  nothing            Done
 * nothing  any                Cancel it
 * a stop   a fitting one      Cancel another one, if there is; else Rests
 * a stop   no whole           Place WHOLE
 * a stop   only an old whole  Place QUANTITY
 * a stop   both, none fitting Cancel the looser one
 * </pre>
 */
public sealed interface StopStep {

  /** Nothing is wanted, and nothing rests. */
  record Done() implements StopStep {}

  /** What is wanted rests, and nothing else. */
  record Rests(ClientOrderId id) implements StopStep {}

  record Place(StopShape shape) implements StopStep {}

  record Cancel(ClientOrderId id) implements StopStep {}

  /**
   * What shall rest.
   *
   * @param trigger on the tick
   * @param quantity all that is open
   */
  record Wanted(Side side, Price trigger, Quantity quantity) {
    /** Whether this stop protects all of the position where it shall be protected. */
    public boolean isMetBy(StopOrder stop) {
      return stop.side() == side
          && stop.trigger().equals(trigger)
          && (stop.shape() == StopShape.WHOLE || stop.quantity().compareTo(quantity) == 0);
    }
  }

  /**
   * @param ours our stops of the symbol as the exchange has them; those that wait for their price
   *     count
   */
  static StopStep next(Optional<Wanted> wanted, List<StopReport> ours) {
    List<StopOrder> resting =
        ours.stream().filter(stop -> stop.status().rests()).map(StopReport::order).toList();
    if (wanted.isEmpty()) {
      return resting.isEmpty() ? new Done() : new Cancel(resting.getFirst().id());
    }
    Wanted now = wanted.get();
    // a whole one follows the position's size, so that is the one to keep
    Optional<StopOrder> fitting =
        resting.stream()
            .filter(now::isMetBy)
            .min(Comparator.comparing(stop -> stop.shape().ordinal()));
    if (fitting.isPresent()) {
      return resting.stream()
          .filter(stop -> !stop.equals(fitting.get()))
          .findFirst()
          .<StopStep>map(other -> new Cancel(other.id()))
          .orElseGet(() -> new Rests(fitting.get().id()));
    }
    for (StopShape shape : StopShape.values()) {
      if (resting.stream().noneMatch(stop -> stop.shape() == shape)) {
        return new Place(shape);
      }
    }
    return new Cancel(
        resting.stream().min((a, b) -> byStrength(now.side(), a, b)).orElseThrow().id());
  }

  /** The other side's stop protects nothing; of two of this side the farther one less. */
  private static int byStrength(Side side, StopOrder a, StopOrder b) {
    if (a.side() != b.side()) {
      return a.side() == side ? 1 : -1;
    }
    return side.isBetter(a.trigger().value(), b.trigger().value()) ? 1 : -1;
  }
}
