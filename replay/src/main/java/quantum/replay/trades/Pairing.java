package quantum.replay.trades;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * Pairs fills to positions: the first fill of a flat symbol opens, fills against it make it
 * smaller, one beyond flat closes it and opens the next with what is left. In hedge mode each leg
 * is paired by itself.
 */
final class Pairing {
  private final Map<Leg, Open> open = new LinkedHashMap<>();
  private final List<OwnPosition> closed = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  private record Leg(Symbol symbol, Optional<Side> side) {}

  /** What is open of a leg. */
  private static final class Open {
    private final OwnFill first;
    private final Side side;
    private long entered;
    private BigDecimal grown = BigDecimal.ZERO;
    private BigDecimal grownValue = BigDecimal.ZERO;
    private BigDecimal shrunk = BigDecimal.ZERO;
    private BigDecimal shrunkValue = BigDecimal.ZERO;
    private BigDecimal fees = BigDecimal.ZERO;
    private int adds;

    private Open(OwnFill first, Side side) {
      this.first = first;
      this.side = side;
    }

    private BigDecimal left() {
      return grown.subtract(shrunk);
    }

    private void grow(OwnFill fill) {
      if (shrunk.signum() > 0) {
        adds++;
      } else {
        entered = fill.timeMillis();
      }
      grown = grown.add(fill.qty().value());
      grownValue = grownValue.add(fill.qty().value().multiply(fill.price().value()));
      fees = fees.add(fill.fee());
    }

    private void shrink(OwnFill fill) {
      shrunk = shrunk.add(fill.qty().value());
      shrunkValue = shrunkValue.add(fill.qty().value().multiply(fill.price().value()));
      fees = fees.add(fill.fee());
    }

    private OwnPosition closed(long atMillis) {
      BigDecimal gain = shrunkValue.subtract(grownValue);
      return new OwnPosition(
          first.line(),
          first.symbol(),
          side,
          first.timeMillis(),
          entered,
          OptionalLong.of(atMillis),
          average(grownValue, grown),
          average(shrunkValue, shrunk),
          new Quantity(grown),
          Optional.empty(),
          side == Side.LONG ? gain : gain.negate(),
          fees,
          BigDecimal.ZERO,
          adds);
    }

    private static Price average(BigDecimal value, BigDecimal qty) {
      return new Price(value.divide(qty, MathContext.DECIMAL64));
    }
  }

  private Pairing() {}

  /**
   * @param fills in any order; those of one moment in that of the file
   * @param leftOut what was left out before
   */
  static OwnTrades of(
      String format, List<OwnFill> fills, List<String> leftOut, List<String> notes) {
    Pairing pairing = new Pairing();
    pairing.leftOut.addAll(leftOut);
    fills.stream().sorted(Comparator.comparingLong(OwnFill::timeMillis)).forEach(pairing::add);
    pairing.open.values().stream()
        .filter(it -> it.left().signum() > 0)
        .forEach(
            it ->
                pairing.leftOut.add(
                    "line "
                        + it.first.line()
                        + ": "
                        + it.first.symbol()
                        + " "
                        + it.side
                        + " is still open at the end of the file"));
    pairing.closed.sort(Comparator.comparingLong(OwnPosition::openedMillis));
    return new OwnTrades(format, pairing.closed, pairing.leftOut, notes);
  }

  private void add(OwnFill fill) {
    Leg leg = new Leg(fill.symbol(), fill.leg());
    Open held = open.get(leg);
    if (held == null) {
      begin(leg, fill);
      return;
    }
    if (held.side.opening() == fill.side()) {
      held.grow(fill);
      return;
    }
    Quantity left = new Quantity(held.left());
    if (fill.qty().compareTo(left) <= 0) {
      shrink(leg, held, fill);
      return;
    }
    OwnFill rest = fill.part(new Quantity(fill.qty().value().subtract(left.value())));
    shrink(leg, held, fill.part(left));
    begin(leg, rest);
  }

  private void shrink(Leg leg, Open held, OwnFill fill) {
    held.shrink(fill);
    if (held.left().signum() == 0) {
      closed.add(held.closed(fill.timeMillis()));
      open.remove(leg);
    }
  }

  private void begin(Leg leg, OwnFill fill) {
    Side side = leg.side().orElse(fill.side().opens());
    boolean closes = side.opening() != fill.side();
    // a realized profit while flat closes what was opened before the file begins
    if (closes || fill.realized().filter(it -> it.signum() != 0).isPresent()) {
      leftOut.add(
          "line "
              + fill.line()
              + ": "
              + fill.symbol()
              + " "
              + fill.side()
              + " closes what was opened before the file begins");
      return;
    }
    Open begun = new Open(fill, side);
    begun.grow(fill);
    open.put(leg, begun);
  }
}
