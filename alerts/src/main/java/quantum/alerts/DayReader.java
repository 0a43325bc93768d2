package quantum.alerts;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.alerts.decide.DayFigures;
import quantum.contracts.ApplyResult;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.contracts.HarvestHistory;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.OpenPositions;
import quantum.runtime.snapshot.UnreadableKeys;

/** Reads what the daily summary says from what apply-layer and harvest-brain have written. */
final class DayReader {
  private static final double DAY_SECONDS = 86_400;
  private static final int MOST = 2_000;

  private final Redis redis;
  private final Names names;

  DayReader(Redis redis, Names names) {
    this.redis = redis;
    this.names = names;
  }

  /** Of the 24 hours before {@code now}, epoch milliseconds. */
  DayFigures read(long now) {
    List<String> unread = new ArrayList<>();
    Range<Double> day = Range.create(now / 1000.0 - DAY_SECONDS, now / 1000.0);
    List<ClosedPosition> closed = closed(day, unread);
    OpenPositions positions =
        new OpenPositions(redis, names, new UnreadableKeys((key, why) -> unread.add(key)));
    List<Position> open =
        positions.load(positions.symbols().orElse(Set.of())).values().stream()
            .flatMap(Optional::stream)
            .map(OpenPosition::position)
            .toList();
    Set<Symbol> symbols = new TreeSet<>();
    closed.forEach(it -> symbols.add(it.symbol()));
    open.forEach(it -> symbols.add(it.symbol()));
    int harvests = 0;
    BigDecimal harvested = BigDecimal.ZERO;
    for (Symbol symbol : symbols) {
      for (String member : members(names.history(symbol), day, unread)) {
        if (HarvestHistory.read(member) instanceof Decoded.Ok<ApplyResult>(ApplyResult one, _)) {
          harvests++;
          harvested = harvested.add(one.execution().realizedPnl().orElse(BigDecimal.ZERO));
        }
      }
    }
    return new DayFigures(
        closed,
        harvests,
        harvested,
        open.size(),
        open.stream().map(DayReader::atRisk).reduce(BigDecimal.ZERO, BigDecimal::add),
        (int) open.stream().filter(it -> it.stop().isEmpty()).count(),
        unread);
  }

  private static BigDecimal atRisk(Position open) {
    return open.stop()
        .map(
            stop ->
                open.entry()
                    .value()
                    .subtract(stop.value())
                    .multiply(BigDecimal.valueOf(open.side().direction()))
                    .max(BigDecimal.ZERO)
                    .multiply(open.qty().value()))
        .orElse(BigDecimal.ZERO);
  }

  private List<ClosedPosition> closed(Range<Double> day, List<String> unread) {
    List<ClosedPosition> closed = new ArrayList<>();
    for (String member : members(names.positionsClosed(), day, unread)) {
      switch (ClosedPosition.ofMember(member)) {
        case Decoded.Ok<ClosedPosition>(ClosedPosition one, _) -> closed.add(one);
        case Decoded.Bad<ClosedPosition> bad -> unread.add("a closed position: " + bad.reason());
      }
    }
    return closed;
  }

  private List<String> members(String key, Range<Double> day, List<String> unread) {
    String type = redis.commands().type(key);
    if (!type.equals("zset")) {
      if (!type.equals("none")) {
        unread.add(key + " is a " + type);
      }
      return List.of();
    }
    return redis.commands().zrangebyscore(key, day, Limit.from(MOST));
  }
}
