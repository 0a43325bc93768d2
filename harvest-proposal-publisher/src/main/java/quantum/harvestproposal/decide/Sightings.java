package quantum.harvestproposal.decide;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.contracts.Evaluation;
import quantum.contracts.ForeignPosition;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/**
 * All that Redis says about the position of one symbol.
 *
 * @param state the hash of another executor
 * @param own the suite's position
 * @param evaluation harvest-brain's of it
 * @param execution what the newest fill in the execution stream tells
 * @param ticker the last price
 */
public record Sightings(
    Symbol symbol,
    Lookup<ForeignPosition> state,
    Lookup<OpenPosition> own,
    Optional<Evaluation> evaluation,
    Lookup<ForeignPosition> execution,
    Optional<Ticker> ticker) {

  private static final PositionId FOREIGN = new PositionId("foreign");

  private record Seen(Price price, long atMillis) {}

  /**
   * The position to look at. An unreadable record ends the search: an example in place of a real
   * position that cannot be read would mislead.
   *
   * @param nowMillis wall clock, where nothing tells the event time
   */
  public Choice choose(PositionSource wanted, long nowMillis) {
    for (PositionSource source : wanted.order()) {
      Optional<Choice> choice =
          switch (source) {
            case REDIS_HASH -> ofHash(nowMillis);
            case REDIS_STREAM -> foreign(execution, source, nowMillis);
            case SYNTHETIC ->
                Optional.of(
                    new Choice.Chosen(
                        Synthetic.of(
                            symbol, ticker.map(Ticker::timestampMillis).orElse(nowMillis))));
            case AUTO -> throw new IllegalStateException("auto is an order of the others");
          };
      if (choice.isPresent()) {
        return choice.get();
      }
    }
    return new Choice.Skipped("no position in " + wanted);
  }

  private Optional<Choice> ofHash(long nowMillis) {
    if (state.found().orElse(null) instanceof ForeignPosition.Open) {
      return foreign(state, PositionSource.REDIS_HASH, nowMillis);
    }
    if (own.found().isPresent()) {
      return Optional.of(ofSuite(own.found().get().position()));
    }
    return state.isUnreadable() || own.isUnreadable()
        ? Optional.of(unreadable())
        : Optional.empty();
  }

  private static Choice unreadable() {
    return new Choice.Skipped("its position is unreadable");
  }

  private Choice ofSuite(Position position) {
    Optional<Evaluation> mine = evaluation.filter(seen -> seen.positionId().equals(position.id()));
    return newest(
            ticker.map(t -> new Seen(t.markPrice(), t.timestampMillis())),
            mine.map(e -> new Seen(e.current(), e.lastUpdateMillis())))
        .<Choice>map(
            seen ->
                new Choice.Chosen(
                    new Subject(
                        position,
                        PositionSource.REDIS_HASH,
                        seen.price(),
                        seen.atMillis(),
                        mine.map(Evaluation::killMemory).orElse(KillMemory.NONE))))
        .orElseGet(() -> new Choice.Skipped("no price"));
  }

  private Optional<Choice> foreign(
      Lookup<ForeignPosition> told, PositionSource source, long nowMillis) {
    if (told.isUnreadable()) {
      return Optional.of(unreadable());
    }
    if (!(told.found().orElse(null) instanceof ForeignPosition.Open open)) {
      return Optional.empty();
    }
    Optional<Seen> newest =
        newest(
            ticker.map(t -> new Seen(t.markPrice(), t.timestampMillis())),
            open.current().map(p -> new Seen(p, open.toldAtMillis().orElse(nowMillis))));
    return Optional.of(
        newest
            .<Choice>map(seen -> new Choice.Chosen(subject(open, source, seen)))
            .orElseGet(() -> new Choice.Skipped("no price")));
  }

  private static Optional<Seen> newest(Optional<Seen> ticker, Optional<Seen> other) {
    if (ticker.isEmpty() || other.isEmpty()) {
      return ticker.or(() -> other);
    }
    return ticker.get().atMillis() >= other.get().atMillis() ? ticker : other;
  }

  /**
   * What the suite knows of the same position is not forgotten because another executor tells it.
   */
  private Subject subject(ForeignPosition.Open open, PositionSource source, Seen seen) {
    Optional<Position> same =
        own.found().map(OpenPosition::position).filter(mine -> mine.side() == open.side());
    Optional<BigDecimal> risk = open.entryRisk().or(() -> same.flatMap(Position::entryRisk));
    long opened =
        open.openedAtMillis()
            .or(() -> open.ageSeconds().map(age -> seen.atMillis() - age * 1000))
            .orElse(same.map(Position::openedAtMillis).orElse(seen.atMillis()));
    Position position =
        new Position(
            symbol,
            open.side(),
            same.map(Position::id).orElse(FOREIGN),
            open.qty(),
            open.qty(),
            open.entry(),
            risk,
            open.stop(),
            Optional.empty(),
            List.of(),
            List.of(),
            open.leverage().orElse(Leverage.NONE),
            Optional.empty(),
            opened,
            0,
            same.flatMap(Position::tickSize));
    KillMemory memory =
        evaluation
            .filter(e -> e.positionId().equals(position.id()))
            .map(Evaluation::killMemory)
            .orElse(KillMemory.NONE);
    return new Subject(position, source, seen.price(), seen.atMillis(), memory);
  }

  /** Whether a risk proposal made for {@code id} is about the position of this id. */
  static boolean isAbout(Optional<PositionId> id, Position position) {
    return id.isEmpty() || id.get().equals(position.id()) || position.id().equals(FOREIGN);
  }
}
