package quantum.replay.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Tick;

/** Finds, in one pass over the prices, the best gross R that each position saw. */
final class BestR {
  private BestR() {}

  /**
   * @param positions in the order of their entries; at most one of a symbol at a time
   */
  static List<PositionSummary> of(List<PositionSummary> positions, Iterable<Tick> ticks) {
    Map<Symbol, Deque<PositionSummary>> waiting = new HashMap<>();
    Map<PositionId, Double> best = new HashMap<>();
    for (PositionSummary position : positions) {
      waiting.computeIfAbsent(position.symbol(), symbol -> new ArrayDeque<>()).add(position);
      position.rAt(position.entry().value()).ifPresent(r -> best.put(position.id(), r));
    }
    for (Tick tick : ticks) {
      Deque<PositionSummary> ofSymbol = waiting.get(tick.symbol());
      if (ofSymbol == null) {
        continue;
      }
      PositionSummary now = ofSymbol.peekFirst();
      while (now != null && now.isClosed() && tick.timeMillis() > now.lastMillis()) {
        ofSymbol.removeFirst();
        now = ofSymbol.peekFirst();
      }
      if (now == null) {
        waiting.remove(tick.symbol());
        if (waiting.isEmpty()) {
          break; // most entries are closed long before the prices end
        }
      }
      if (now != null && tick.timeMillis() >= now.openedAtMillis()) {
        PositionId id = now.id();
        now.rAt(tick.price()).ifPresent(r -> best.merge(id, r, Math::max));
      }
    }
    return positions.stream()
        .map(position -> position.withMaxR(Optional.ofNullable(best.get(position.id()))))
        .toList();
  }
}
