package quantum.paper.account;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One symbol's rules, mark, leverage and positions. */
final class Holding {
  SymbolFilters filters;
  Optional<BigDecimal> mark = Optional.empty();
  int leverage;
  private final Map<PositionSide, Leg> legs = new EnumMap<>(PositionSide.class);

  Holding(SymbolFilters filters, int leverage) {
    this.filters = filters;
    this.leverage = leverage;
    for (PositionSide side : PositionSide.values()) {
      legs.put(side, new Leg());
    }
  }

  Leg leg(PositionSide side) {
    return legs.get(side);
  }

  PaperPosition position(PositionSide side) {
    Leg leg = leg(side);
    return new PaperPosition(
        filters.symbol(),
        side,
        leg.amount(),
        leg.entry(),
        mark.orElse(BigDecimal.ZERO),
        leverage,
        leg.updatedMillis());
  }

  int openLegs() {
    int open = 0;
    for (Leg leg : legs.values()) {
      open += leg.isFlat() ? 0 : 1;
    }
    return open;
  }

  /** The positions that are not flat. */
  Stream<PaperPosition> open() {
    return legs.entrySet().stream()
        .filter(leg -> !leg.getValue().isFlat())
        .map(leg -> position(leg.getKey()));
  }
}
